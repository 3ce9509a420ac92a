#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Nights that boot: an arm that is a branch.  Each night it is fetched, all nights
# share one build tree, and of a new commit only what it changed is compiled.  The
# change is told with its commits; a night that was killed loses nothing.
. tests/lib.sh
use_empty_cache
cd "$work"
whole_records >records
whole_console >console
export FAKE_RECORDS="$work/records"

# What a kernel places is 4 KiB for each line `work` in its image.
cat >qemu <<QEMU
#!/bin/sh
run=\$(printf '%s\n' "\$@" | sed -n 's/^file,id=console,path=\(.*\)\/runs\/.*/\1/p; s/^file,id=console,path=\(.*\)\/again\/.*/\1/p')
if [ -n "\$run" ]; then
	[ ! -e $work/kill ] || { rm $work/kill; kill -9 \$(cat $work/night); }
	start=\$((0x3fffe000 - 4096 * \$(grep -ac ^work "\$run"/inputs/arm0.code)))
	sed "s/0x0000000003fffe000/\$(printf '0x%016x' \$start)/" $work/console >$work/told
	export FAKE_CONSOLE="$work/told"
fi
exec $fake "\$@"
QEMU
chmod +x qemu
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

# A branch that is gone, and a command that fails, keep other plans from nothing.
sed -i 's/^branch = .*/branch = origin\/none/' nights.ini
cat >>nights.ini <<'NIGHTS'

[plan other]
arms = ./bzImage
topologies = uma
mappings = 2M
workloads = placement
NIGHTS
fake_kernel bzImage
night 1
say_so "found \`origin/none\`, expected a commit"
[ -e out/other/latest ] || fail "the other plan did not run"
sed -i 's/^fetch = .*/fetch = exit 3/' nights.ini
night 1
say_so "exit 3"
