#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every topology comes up as described, the one of 128 GiB included, and all
# page sizes of the direct map are what the guest says it uses.
. tests/lib.sh
cd "$work"

topologies=
for file in "$root"/bench/topologies/*.topo; do
	topologies="$topologies $(basename "$file" .topo)"
done
expect 0 "$numaboot" boot stock --topology "$topologies" --workload count
for topology in $topologies; do
	[ "$(sample out/boot/latest run.completed "" "" stock "$topology" 2M)" = 1 ] ||
		fail "$topology did not complete"
done
# A node's pages are those that were described, less what the kernel took.
[ "$(sample out/boot/latest memory.total.bytes "" "" stock numa8-16g 2M)" -gt \
	$((120 << 30)) ] || fail "numa8-16g is too small"

expect 0 "$numaboot" boot stock --topology numa8-ring --mapping "1G 2M 4K" \
	--workload count
mapped() {
	sample out/boot/latest pagetable.direct_map.bytes "$1" "" stock \
		numa8-ring "$2"
}
[ "$(mapped 1G 1G)" -gt 0 ] || fail "1G: no page of 1 GiB"
[ "$(mapped 1G 2M)" -eq 0 ] || fail "2M: pages of 1 GiB"
[ "$(mapped 2M 2M)" -gt $((3 << 30)) ] || fail "2M: hardly pages of 2 MiB"
[ "$(mapped 2M 4K)" -eq 0 ] || fail "4K: pages of 2 MiB"
[ "$(mapped 4K 4K)" -gt $((3 << 30)) ] || fail "4K: hardly pages of 4 KiB"
