#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Nights that boot: a kernel that changes is told with functions that sum to the
# step; a night that was killed is no night, and no QEMU outlives it; what was
# accepted is quiet, and its pages and room are made.
. tests/lib.sh
bases newest | grep -q . || {
	echo "skipped: this host has no kernel source"
	exit 77
}
cd "$work"
cat >nights.ini <<NIGHTS
[night]
lock = $work/lock
reports = no
pages = site

[plan small]
arms = watched=unpatched
topologies = uma
mappings = 2M
workloads = count profile
layout = no
NIGHTS

night() { expect "$1" "$numaboot" night; }
# values: the hash of the last night's
values() { sed -n 's/^night\t.*good\t\([0-9a-f]*\)\t.*/\1/p' out/nights/history | tail -n 1; }

night 0
say_so "nothing to tell"
first=$(values)

# Killed while it boots: history and alerts are as they were.
sed -i 's/=unpatched$/=patched/' nights.ini
"$numaboot" night >killed 2>&1 </dev/null &
pid=$!
tries=0
until [ "$(find out/small -name '*.partial' | wc -l)" -gt 0 ]; do
	kill -0 "$pid" 2>/dev/null || fail "it ended by itself: $(cat killed)"
	[ $((tries += 1)) -lt 600 ] || fail "no boot within a minute: $(cat killed)"
	sleep 0.1
done
kill -9 "$pid"
wait "$pid" || :
[ "$(values)" = "$first" ] || fail "a killed night is in the history"
[ ! -e out/nights/alerts ] || fail "a killed night has a text"
# ours: those of all QEMUs that run in our folder
ours() {
	for qemu in $(pgrep qemu-system); do
		[ "$(readlink "/proc/$qemu/cwd")" != "$work" ] || echo "$qemu"
	done
}
tries=0
while [ -n "$(ours)" ]; do
	[ $((tries += 1)) -lt 100 ] || fail "QEMU outlives its night: $(ours)"
	sleep 0.1
done

night 0
cp output text
[ "$(values)" != "$first" ] || fail "the series changes nothing"
say_so "the kernel changed, not the tools"
say_so "Accept: numaboot night accept"
sum=$(sed -n 's/.*they sum to \([-+0-9,]*\)).*/\1/p' text | tr -d ,+)
added=$(sed -n 's/^ *\([-+][0-9,]*\)  [^ ].*/\1/p' text | tr -d , | awk '{ sum += $1 } END { print sum }')
[ "$sum" ] || fail "no functions: $(cat text)"
[ "$added" -eq "$((sum))" ] || fail "$added is not $sum: $(cat text)"
change=$("$numaboot" history log --open | sed -n 's/^  \(20[0-9-]*\)  .*/\1/p')
grep -q "$change" "site/change-$change.html" || fail "no page of $change"

"$numaboot" night accept "$change" "as the patch says"
[ -z "$("$numaboot" history log --open)" ] || fail "it is still open"
night 0
say_so "nothing to tell"
expect 0 "$numaboot" gc --keep 1
grep -q "stays .*out/small/.*: last night of\|stays .*latest names it" "$work/output" ||
	fail "the last night may go: $(cat "$work/output")"
