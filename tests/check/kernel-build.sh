#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The kernel cache, on a tree that builds in no time: what is in it is never
# built again, what is not is built from just the right sources, and whatever
# goes wrong leaves nothing that looks finished.
. tests/lib.sh
use_empty_cache
cd "$work"

made_tree tree

mkdir series
cat >series/0000-cover-letter.patch <<'PATCH'
Subject: [PATCH 0/1] no diff in here
PATCH
cat >series/0001-one.patch <<'PATCH'
Subject: [PATCH 1/1] one: rename, and bring a header

--- a/one.c
+++ b/one.c
@@ -1 +1 @@
-int one;
+int first;
--- /dev/null
+++ b/include/new.h
@@ -0,0 +1 @@
+int fresh;
PATCH

build() {
	expect 0 "$numaboot" kernel build "$@"
	image=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' "$work/output" | tail -1)
}
source_of() { echo "$XDG_CACHE_HOME"/numaboot/trees/*/source; }

build ./tree
[ "$(cat "$image")" = "int one;
int two;" ] || fail "the tree's own image is wrong"
say_so "building, log in"

build ./tree
! grep -q building "$work/output" || fail "built what was in the cache"

build ./tree:series
[ "$(cat "$image")" = "int first;
int two;" ] || fail "the patched image is wrong"
[ -e "$(source_of)/include/new.h" ] || fail "the new file is missing"
[ "$(grep -c two.o "$(source_of)/compiled")" -eq 1 ] ||
	fail "compiled again what no patch touches"
for file in bzImage System.map vmlinux config build.log manifest.json; do
	[ -e "$(dirname "$image")/$file" ] || fail "no $file"
done
log=$(dirname "$image")/build.log
grep -qx 'series: 0000-cover-letter.patch: cover letter' "$log" ||
	fail "the log does not tell of the cover letter"
grep -qx 'series: 0001-one.patch: applied' "$log" ||
	fail "the log does not tell of the patch"
grep -q '"state": "cover letter"' "$(dirname "$image")/manifest.json" ||
	fail "the manifest does not tell of the cover letter"
grep -qE '"tree_sha256": "[0-9a-f]{64}"' "$(dirname "$image")/manifest.json" ||
	fail "the manifest has no digest of the tree"

# The same series as a mailbox is the same change, in another form.
cat series/*.patch >series.mbox
build ./tree:series.mbox
[ "$(cat "$image")" = "int first;
int two;" ] || fail "the image from a mailbox is wrong"

# A mode is a change, too, and goes with the series that brought it.
printf 'diff --git a/one.c b/one.c\nold mode 100644\nnew mode 100755\n' >mode.diff
build ./tree:mode.diff
[ -x "$(source_of)/one.c" ] || fail "the mode is not applied"

# The same tree as a git checkout: what git ignores stays out, what is
# removed is gone, what is new and not committed yet is in.
cp -r tree git
mkdir git/sub
echo 'int three;' >git/sub/three.c
sed -i 's/two.o$/two.o sub\/three.o/; s/cat one.o two.o/cat $^/' git/Makefile
echo '*.o' >git/.gitignore
echo junk >git/one.o
echo gone >git/gone.c
git -C git init --quiet
git -C git add --all
rm git/gone.c
ln -s one.c git/link.c
build ./git
[ "$(tail -1 "$image")" = "int three;" ] || fail "the git tree's image is wrong"
! grep -q junk "$image" || fail "took a file that git ignores"
git_tree=$(grep -l sub/three "$XDG_CACHE_HOME"/numaboot/trees/*/source/Makefile)
git_tree=$(dirname "$git_tree")
[ "$(readlink "$git_tree/link.c")" = one.c ] || fail "changed a symbolic link"
[ ! -e "$git_tree/gone.c" ] || fail "took a removed file"
rm -r "$(dirname "$git_tree")"

# The same checkout at a revision, as a base with a name: what is not
# committed there is not in it.
git -C git add --all
git -C git -c user.name=n -c user.email=e commit --quiet --message one
git -C git tag first
echo 'int later;' >git/one.c
mkdir -p own/build own/kernels
cp "$numaboot" own/build
cp -r "$root/kernels/config" "$root/kernels/eras" own/kernels
cat >own/kernels/variants.ini <<INI
[base mine]
tree = $work/git
revision = first
[variant plain]
base = mine
config = numa
[variant changed]
base = mine
patches = $work/series
config = numa
[family step]
of = changed
[tree]
config = numa
INI
expect 0 own/build/numaboot kernel build step@0 changed
image=$(sed -n 's/^changed //p' "$work/output")
[ "$(head -1 "$image")" = "int first;" ] || fail "the patched revision is wrong"
grep -q "\"base_version\": \"$(git -C git rev-parse --short=12 first)\"" \
	"$(dirname "$image")/manifest.json" ||
	fail "the revision is not recorded"
expect 0 own/build/numaboot kernel build plain
! grep -q building "$work/output" || fail "built a prefix of no patches again"
sed -i 's/= first/= never/' own/kernels/variants.ini
expect 2 own/build/numaboot kernel build plain
say_so "found \`never\`, expected a commit: $work/git: "

# A revision by its name: one tree for all commits, which goes from one to the
# next, and the user's checkout stays as it is.
echo 'int later;' >git/one.c
git -C git rm --quiet --cached two.c
git -C git -c user.name=n -c user.email=e commit --quiet --all --message two
echo 'int never;' >git/one.c
before=$(git -C git status --porcelain; git -C git rev-parse HEAD; ls git)
build ./git@HEAD
[ "$(head -1 "$image")" = "int later;" ] || fail "HEAD is not the commit"
say_so "checking out"
build ./git@HEAD~1:series
[ "$(head -1 "$image")" = "int first;" ] || fail "the series is not on its commit"
build ./git@HEAD~0
! grep -q building "$work/output" || fail "built the same commit again"
[ "$(grep -l . "$XDG_CACHE_HOME"/numaboot/trees/*/content | wc -l)" -eq 1 ] ||
	fail "more trees than one of a repository"
[ "$before" = "$(git -C git status --porcelain; git -C git rev-parse HEAD; ls git)" ] ||
	fail "touched the user's checkout"
expect 2 "$numaboot" kernel build ./git@
say_so "found no revision"

# Warnings of the compiler are counted.
sed "s/int first;/syntax: warning: unused/" series/0001-one.patch >warn.patch
sed -i 's/^\tcp \$< \$@$/\t@cat $<; cp $< $@/' tree/Makefile
build ./tree:warn.patch
say_so "1 warning, see"

# A patch that does not apply.
sed 's/-int one;/-int eins;/' series/0001-one.patch >bad.patch
expect 2 "$numaboot" kernel build ./tree:bad.patch
say_so "bad.patch: does not apply to"
say_so 'found `int one;` at line 1 of one.c, expected `int eins;`'

# A build that fails.
sed 's/int first;/syntax error/' series/0001-one.patch >broken.patch
expect 1 "$numaboot" kernel build ./tree:broken.patch
say_so "make bzImage failed; the whole log is"
say_so "one.c:1:1: error: expected ';'"

# Its log, and the others all the same.
expect 0 "$numaboot" kernel log ./tree:broken.patch
say_so "syntax error"
expect 2 "$numaboot" kernel log ./tree:mode.diff
say_so "found no log: it was not built here as it is now"
expect 1 "$numaboot" kernel build --keep-going ./tree:bad.patch \
	./tree:broken.patch ./tree:warn.patch
say_so "bad.patch: does not apply to"
say_so "make bzImage failed; the whole log is"
say_so "tree:warn.patch /"
say_so "2 kernels not built"

# An option that does not survive.
touch tree/lose
expect 2 "$numaboot" kernel build ./tree
say_so "options that the kernel has and did not keep: CONFIG_NUMA=y (what it depends on is off)"
rm tree/lose

# What is left out is told, and a hook's variables lead nowhere.
{ cat series/0001-one.patch; echo; } | sed '1i From a Mon Sep 17 00:00:00 2001' >thread
cat >>thread <<'MAIL'
From b Mon Sep 17 00:00:00 2001
Subject: Re: [PATCH 1/1] one: rename, and bring a header

--- a/two.c
+++ b/two.c
@@ -1 +1 @@
-int two;
+int review;
MAIL
GIT_DIR=/nowhere/.git build ./tree:thread
say_so "1 left out: reply"
! grep -q review "$image" || fail "applied a reviewer's diff"
[ ! -x "$(source_of)/one.c" ] || fail "the mode of another series was left"

# Killed in the middle: nothing looks finished, the next build is whole.
sed 's/int first;/int slow;/' series/0001-one.patch >slow.patch
kernels=$(find "$XDG_CACHE_HOME/numaboot/kernels" -mindepth 1 -maxdepth 1 | wc -l)
cache=$XDG_CACHE_HOME/numaboot
# kill_at FILE COMMAND...: SIGKILL once the file is there
kill_at() {
	awaited=$1
	shift
	"$@" >output 2>&1 &
	pid=$!
	tries=0
	until [ -e "$awaited" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail "$awaited never came"
		sleep 0.05
	done
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || :
}
unfinished() {
	find "$cache" "$work" -name '*.partial' -o -name '*.new' -o \
		-name 'snapshot.*' -o -name 'cc*.s'
	for tree in "$cache"/trees/*/; do
		[ -e "$tree/ready" ] || echo "$tree"
	done
}
kill_at begun "$numaboot" kernel build ./tree:slow.patch
[ "$(find "$cache/kernels" -mindepth 1 -maxdepth 1 | wc -l)" \
	-eq "$kernels" ] || fail "a killed build left a kernel"
build ./tree:slow.patch
[ "$(head -1 "$image")" = "int slow;" ] || fail "the image after the kill is wrong"
[ -z "$(unfinished)" ] || fail "left of a killed build: $(unfinished)"

# Killed while a tree is read.
mkdir hold
printf '#!/bin/sh\ntouch %s/reading\nexec sleep 9\n' "$work" >hold/tar
chmod +x hold/tar
kill_at reading env PATH="$work/hold:$PATH" "$numaboot" kernel build ./tree
[ -z "$(unfinished)" ] || fail "left of a killed snapshot: $(unfinished)"

# Whatever an earlier one left goes, but not while somebody is at work.
mkdir -p "$cache/kernels/0123.45.partial" "$cache/trees/0123/source"
touch "$cache/kvm-01.45.new" "$cache/snapshot.Ab12Cd" \
	"$cache/kernels/0123.45.partial/bzImage" \
	"$(dirname "$image")/manifest.json.45.new"
for tree in "$cache"/trees/*/pristine; do
	touch "$tree/one.c.45.new"
done
flock --shared "$cache/lock" "$numaboot" kernel build ./tree >output 2>&1 ||
	fail "two do not share the cache"
for left in kernels/0123.45.partial trees/0123 kvm-01.45.new snapshot.Ab12Cd; do
	[ -e "$cache/$left" ] || fail "swept beside somebody at work: $left"
done
[ -z "$(find "$cache"/trees/*/source -name '*.new')" ] ||
	fail "took what was left for a file of the source"
build ./tree
[ -z "$(unfinished)" ] || fail "not swept: $(unfinished)"

# Two at once: one builds, the other waits and finds it built.
sed 's/int first;/int slow2;/' series/0001-one.patch >slow.patch
"$numaboot" kernel build ./tree:slow.patch >one.log 2>&1 &
"$numaboot" kernel build ./tree:slow.patch >two.log 2>&1 &
wait
[ "$(cat one.log two.log | grep -c 'built in')" -eq 1 ] || fail "built twice"
[ "$(cat one.log two.log | grep -c "waiting for another build")" -eq 1 ] ||
	fail "nobody waited"
[ -z "$(find "$XDG_CACHE_HOME" -name '*.partial')" ] || fail "left a .partial"
