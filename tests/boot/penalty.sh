#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Page walks by the mmu: random reads at 4K walk once for each page that is not
# cached, and the entries they read lie where the series puts the tables; at 2M
# they all fit; the control walks next to nothing.  Two boots leave the same bytes.
. tests/lib.sh
cd "$work"
run=out/compare/latest
moved=patched+movable_node

# walks METRIC ITEM NODE ARM MAPPING: a sample, 0 without one
walks() {
	sample "$run" "$1" "$2" "$3" "$4" numa4-hole "$5" | grep . || echo 0
}

expect 0 "$numaboot" compare unpatched $moved --workload penalty --no-report --layout no \
	--topology numa4-hole --mapping "2M 4K" --timeout 500
for arm in unpatched $moved; do
	for mapping in 2M 4K; do
		[ "$(walks walk.unmapped.count "" "" "$arm" "$mapping")" -eq 0 ] ||
			fail "$arm, $mapping: walks that found no page"
	done
	count=$(walks walk.count read-node2.direct.4K "" "$arm" 4K)
	reads=$(walks operation.count read-node2 "" "$arm" 4K)
	# 32 MiB are 8192 pages, visited in a cycle: the 1536 that the TLB holds do not help.
	if [ "$count" -lt $((reads * 9 / 10)) ] || [ "$count" -gt $((reads * 11 / 10)) ]; then
		fail "$arm: $count walks for $reads reads"
	fi
	[ "$(walks walk.count read-node2.direct.4K "" "$arm" 2M)" -lt $((reads / 100)) ] ||
		fail "$arm: walks for pages of 4K where the mapping is 2M"
	[ "$(walks walk.count syscall.direct.4K "" "$arm" 4K)" -lt 100 ] ||
		fail "$arm: the control walks"
done

# tables_of ARM NODE: all entries of level 1 that reads of node 2 needed are there
tables_of() {
	on_node=$(walks walk.references read-node2.direct.pte "$2" "$1" 4K)
	all=$(walks walk.count read-node2.direct.4K "" "$1" 4K)
	[ "$on_node" -gt $((all * 99 / 100)) ] ||
		fail "$1: $on_node of $all entries on node $2"
}
tables_of unpatched 3
tables_of $moved 0

# Nodes that Linux cut in two: the last one's memory is read, too.
expect 0 "$numaboot" boot $moved --workload penalty --no-report \
	--topology numa-fake --mapping 4K --timeout 500
[ "$(sample out/boot/latest operation.count read-node3 "" $moved numa-fake 4K)" -gt 0 ] ||
	fail "numa=fake: no reads of node 3"

expect 0 "$numaboot" boot $moved --workload penalty --no-report --topology numa2 \
	--mapping 2M --blocks 2 --timeout 500
same_bytes out/boot/latest accesses.tsv guest.jsonl walks.tsv
