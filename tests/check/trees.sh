#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Trees as they lie: each that holds the same source is the same kernel, whatever
# its path, its git and what a build left in it; what is no tree that can be booted
# here is named for what it is.  Nothing of a tree is changed.
. tests/lib.sh
use_empty_cache
cd "$work"

made_tree tree
mkdir tree/include
printf '/*.o\n/.config\n/include/\n' >tree/.gitignore
ln -s nowhere tree/dangling
expect 0 "$numaboot" kernel build ./tree
theirs=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' output)
[ -e "$theirs" ] || fail "no image"

# state FOLDER: all of it, git's files too; the time %C is nobody's to set
state() {
	(cd -- "$1" && find . -printf '%P %m %s %T@ %C@ %l\n' | sort)
}

# same_kernel TREE: it is the one of ./tree, and as it was
same_kernel() {
	state "$1" >before
	expect 0 "$numaboot" kernel build -- "$1"
	[ "$(sed -n 's/^.* \(\/.*bzImage\)$/\1/p' output)" = "$theirs" ] ||
		{ cat output >&2; fail "another kernel: $1"; }
	! grep -q 'building, log' output || fail "built again: $1"
	state "$1" >after
	cmp before after || fail "changed: $1"
}

refused() {
	sentence=$1
	shift
	expect 2 "$numaboot" kernel build -- "$@"
	say_so "$sentence"
}

# Read-only, and names that differ only in case.
echo 'int other;' >tree/ONE.c
expect 0 "$numaboot" kernel build ./tree
theirs=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' output)
[ "$(cd cache/numaboot/trees/*/source 2>/dev/null && cat one.c ONE.c)" = \
	"$(cat tree/one.c tree/ONE.c)" ] || fail "took one name for the other"
cp -a tree read-only
chmod -R a-w read-only
same_kernel ./read-only
chmod -R u+w read-only

# Paths.
name="-a b:c+d'e\"größe"
cp -a tree "./$name"
same_kernel "$name"
ln -s tree linked
same_kernel ./linked
mkdir a:b series:x
cp -a tree/. a:b
printf -- '--- a/one.c\n+++ b/one.c\n@@ -1 +1 @@\n-int one;\n+int first;\n' \
	>series:x/1.patch
expect 0 "$numaboot" kernel build ./a:b:series:x
grep -qx 'int first;' "$(sed -n 's/^.* \(\/.*bzImage\)$/\1/p' output)" ||
	fail "a series behind a path with a colon is not applied"
rm -r a:b
refused "no UTF-8" "$(cp -a tree "$(printf 'l\344')" && printf 'l\344')"

# git: a checkout, one of its work trees, a shallow clone.
cp -a tree git
git -C git init --quiet
git -C git add .
git -C git -c user.name=n -c user.email=e commit --quiet --message one
touch git/arch/x86/.keep git/mm/.keep
cp -a git again
rm git/arch/x86/.keep git/mm/.keep
expect 0 "$numaboot" kernel build ./git
theirs=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' output)
git -C git worktree add --quiet ../second
mkdir -p second/arch/x86 second/mm
same_kernel ./second
git clone --quiet --depth 1 "file://$work/git" shallow
mkdir -p shallow/arch/x86 shallow/mm
same_kernel ./shallow
echo junk >git/one.o
touch git/one.c
same_kernel ./git
rm -rf again

# A submodule is a part of the tree, its repository is not.
git init --quiet module
echo 'int sub;' >module/sub.c
git -C module add .
git -C module -c user.name=n -c user.email=e commit --quiet --message sub
git -C git -c protocol.file.allow=always submodule --quiet add ../module sub
expect 0 "$numaboot" kernel build ./git
[ "$(find cache/numaboot/trees -name sub.c | wc -l)" -eq 1 ] ||
	fail "left out a submodule's file"
[ -z "$(find cache/numaboot/trees -path '*/source/*' -name .git)" ] ||
	fail "took a submodule's repository"

if [ "$(id -u)" -eq 0 ]; then
	chown -R 65534 second
	refused 'config --global --add safe.directory ./second' ./second
fi
mv git gone
refused "not a git repository" ./second
printf '*\n' >gone/.gitignore
git -C gone rm --quiet --cached Makefile
refused "ignores the tree's Makefile" ./gone

# A tree that was built where it lies.
expect 0 "$numaboot" kernel build ./tree
theirs=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' output)
cp -a tree built
mkdir -p built/include/config built/include/generated
echo CONFIG_THEIRS=y >built/.config
echo 'int stale;' | tee built/one.o built/two.o built/vmlinux \
	built/include/generated/autoconf.h built/one.ko >/dev/null
same_kernel ./built
echo 'int stale;' >built/generated.c
expect 0 "$numaboot" kernel build ./built
say_so 'make mrproper'
image=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' output)
! grep -rq -e THEIRS -e stale "$(dirname "$image")/config" "$image" ||
	fail "took over what a build left"
[ -z "$(find cache/numaboot/trees -name generated.c)" ] ||
	fail "left a generated file"

# What is no tree.
git init --quiet --bare bare.git
refused "expected a checkout: \`git -C ./bare.git worktree add FOLDER\`" ./bare.git
refused "expected its top: $work/tree" ./tree/mm
mkdir -p output.d/include/config
touch output.d/include/config/auto.conf
ln -s ../tree output.d/source
refused "expected its source: $work/tree" ./output.d
cp -a tree boot
rmdir boot/mm
refused "so that it is not Linux" ./boot
cp -a tree arm
rm -r arm/arch/x86
mkdir -p arm/arch/arm arm/arch/arm64
touch arm/arch/arm/Makefile arm/arch/arm64/Makefile
refused "found no arch/x86 in the tree, only arm, arm64" ./arm
cp -a tree numberless
sed -i /PATCHLEVEL/d numberless/Makefile
refused "found no VERSION, PATCHLEVEL and SUBLEVEL" ./numberless
mkfifo arm/fifo
cp -a tree piped
mkfifo piped/fifo
refused "found a pipe, expected a file" ./piped
cp -a tree plugged
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "plugged/mm/s", Listen => 1)'
# Nobody can read that: it is no source.
same_kernel ./plugged

# It changes while it is read.
cp -a tree moving
mkdir hold
cat >hold/tar <<-'TAR'
	#!/bin/sh
	PATH=${PATH#*:}
	tar "$@" && echo 'int later;' >>moving/two.c
TAR
chmod +x hold/tar
PATH="$work/hold:$PATH" expect 1 "$numaboot" kernel build ./moving
say_so "was changed while it was read"

# Where make cannot build, and a cache that is nowhere.
XDG_CACHE_HOME="$work/with blank" expect 2 "$numaboot" kernel build ./tree
say_so "where make cannot build: set XDG_CACHE_HOME"
HOME=$work/home XDG_CACHE_HOME=relative expect 0 "$numaboot" kernel build ./tree
say_so "expected an absolute path: it is ignored"
[ ! -e relative ] || fail "used a relative cache"
[ -d home/.cache/numaboot/kernels ] || fail "no cache in HOME"
