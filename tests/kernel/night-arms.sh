#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Nights that boot: an arm that is a branch.  Each night it is fetched, all nights
# share one build tree, and of a new commit only what it changed is compiled.  The
# change is told with its commits; a night that was killed loses nothing.
. tests/lib.sh
use_empty_cache
cd "$work"
working_qemu "[ ! -e $work/kill ] || { rm $work/kill; kill -9 \$(cat $work/night); }"
mkdir home
export HOME="$work/home"
git config --global user.name n
git config --global user.email n@example.invalid

# The tree of others, and ours, whose branch origin/moving follows it.
made_tree theirs
fake_kernel theirs/head.bin
sed -i 's/cat one.o two.o/cat head.bin one.o two.o/' theirs/Makefile
git -C theirs init --quiet --initial-branch=moving
commit() {
	git -C theirs add --all
	git -C theirs commit --quiet --message "$1"
}
commit base
git clone --quiet theirs ours
before=$(git -C ours status --porcelain; git -C ours rev-parse HEAD)
cat >nights.ini <<NIGHTS
[night]
lock = $work/lock
reports = no

[plan small]
arms = moving
topologies = uma
mappings = 2M
workloads = placement

[arm moving]
tree = $work/ours
branch = origin/moving
fetch = git fetch --quiet origin
NIGHTS
night() { expect "$1" "$numaboot" night --qemu ./qemu --jobs 1; }
compiled() { cat cache/numaboot/trees/*/source/compiled 2>/dev/null | wc -l; }

night 0
[ "$(compiled)" -eq 2 ] || fail "compiled $(compiled) files the first night"
say_so "arm moving is $work/ours@$(git -C theirs rev-parse HEAD)"
night 0
[ "$(compiled)" -eq 2 ] || fail "compiled again without a change"
say_so "nothing to tell"

# One line of one file, and a killed night.
echo "work 1" >>theirs/one.c
commit "more work"
"$numaboot" history log >recorded
sh -c 'echo $$ >night; : >kill; exec "$0" night --qemu ./qemu --jobs 1' "$numaboot" \
	>output 2>&1 </dev/null && fail "the night was not killed"
[ ! -e kill ] || fail "nobody killed it"
"$numaboot" history log | cmp - recorded || fail "a killed night is in the history"
night 0
[ "$(compiled)" -eq 3 ] || fail "compiled $(compiled) files for a line of one"
cp output text
grep -q "^Subject: " text || fail "no text"
grep -q "placement.bytes" text || fail "no metric: $(cat text)"
short=$(git -C theirs rev-parse --short=12 HEAD)
grep -q "to $work/ours@$short, image" text || fail "no kernel: $(cat text)"
grep -q "^Subject: .* worse$" text || fail "the subject is cut: $(cat text)"
awk 'sub(/.*Commits: /, "") { on = 1 } on { print } on && !/\\$/ { exit }' text >asked
sh asked >log || fail "the commits cannot be asked for: $(cat asked)"
[ "$(cut -d ' ' -f 2- log)" = "more work" ] || fail "other commits: $(cat log)"
[ "$(find cache/numaboot/trees -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 1 ] ||
	fail "the nights do not share a tree"
[ "$before" = "$(git -C ours status --porcelain; git -C ours rev-parse HEAD)" ] ||
	fail "touched the checkout"

# A command that fails keeps other plans from nothing; a branch may be gone.
sed -i 's/^fetch = .*/fetch = exit 3/' nights.ini
cat >>nights.ini <<'NIGHTS'

[plan other]
arms = ./bzImage
topologies = uma
mappings = 2M
workloads = placement
NIGHTS
fake_kernel bzImage
night 1
say_so "exit 3"
[ -e out/other/latest ] || fail "the other plan did not run"
sed -i '/^\[plan other\]/,$d; s/^fetch = .*//; s/^branch = .*/branch = origin\/none/' nights.ini
night 77
say_so "found \`origin/none\`, expected a commit"

# An arm that is a package: its newest version, through one that depends on it.
# apt's programs are ours, the packages are real.
mkdir bin
cat >bin/apt-cache <<'APT'
#!/bin/sh
case $3 in
linux-image-small) echo "Depends: linux-image-1-small (= 1)" && echo "Version: 1" ;;
linux-image-1-small) echo "Package: $3" && echo "Version: $(cat version)" ;;
*) exit 100 ;;
esac
APT
cat >bin/apt-get <<APT
#!/bin/sh
[ "\$3" = "linux-image-1-small=\$(cat $work/version)" ] && cp $work/small.deb .
APT
chmod +x bin/*
PATH=$work/bin:$PATH
# package VERSION [FILE]: with a kernel, and perhaps something beside it
package() {
	echo "$1" >version
	rm -rf deb
	mkdir -p deb/DEBIAN deb/boot deb/lib/modules
	printf '%s\n' "Package: linux-image-1-small" "Version: $1" "Architecture: all" \
		"Maintainer: n <n@example.invalid>" "Description: small" >deb/DEBIAN/control
	fake_kernel deb/boot/vmlinuz-1-small
	{ echo; yes work; } | head -n $((${1#1:} + 1)) >>deb/boot/vmlinuz-1-small
	: >deb/lib/modules/large
	[ $# -lt 2 ] || : >"deb/$2"
	dpkg-deb --root-owner-group --build deb small.deb >made
}
sed -i '/^tree = /d; s/^branch = .*/package = linux-image-small/' nights.ini
package 1:1
night 0
say_so "linux-image-1-small_1:1/boot/vmlinuz-1-small"
[ -z "$(find out/nights/packages -name lib -o -name '*.deb')" ] || fail "modules are kept"
package 1:2
night 0
cp output text
say_so "linux-image-1-small_1:2/boot/vmlinuz-1-small"
grep -q " 1:2, image" text || fail "no version: $(cat text)"
package 1:3 boot/vmlinuz-2-small
night 77
say_so "found no boot/vmlinuz-* in it, expected one kernel"
sed -i 's/^package = .*/package = linux-image-none/' nights.ini
night 77
say_so "found no package linux-image-none"
