#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the series does to placement, and that without its option it does
# nothing: the reserve trace of patched is that of unpatched, bit for bit.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" compare unpatched patched patched+movable_node \
	--topology "numa2 numa4-hole" --mapping "2M 4K" --workload placement \
	--no-report
run=out/compare/latest

# trace ARM TOPOLOGY MAPPING: reservations and releases as the console has
# them, without the offsets of the callers, which the compiler decides.
trace() {
	grep -ohE 'memblock_(reserve|free|phys_free|alloc[a-z_]*|phys_alloc[a-z_]*): .*' \
		"$run/runs/b0-$1-$2-$3-placement/console.log" |
		sed 's/+0x[0-9a-f]*\/0x[0-9a-f]*//'
}
for topology in numa2 numa4-hole; do
	for mapping in 2M 4K; do
		trace unpatched "$topology" "$mapping" >before
		trace patched "$topology" "$mapping" >after
		[ "$(wc -l <before)" -gt 50 ] || fail "no trace"
		cmp before after ||
			fail "$topology $mapping: patched is not unpatched"
	done
	trace patched+movable_node "$topology" 4K >moved
	! cmp -s before moved || fail "movable_node changes nothing"
done

# tables ARM TOPOLOGY NODE: bytes of page tables that begin on the node
tables() {
	sample "$run" placement.bytes page-table "$3" "$1" "$2" 4K
}
# 5 GiB by 4 KiB pages: 2,560 tables of 4 KiB, a few of them in brk.
for arm in unpatched patched; do
	[ "$(tables $arm numa4-hole 3)" -gt 10000000 ] ||
		fail "$arm: page tables are not on the last node"
	[ "$(tables $arm numa4-hole 0)" -eq 0 ] ||
		fail "$arm: page tables on node 0"
done
[ "$(tables patched+movable_node numa4-hole 0)" -gt 10000000 ] ||
	fail "movable_node: page tables are not on the kernel's node"
for node in 1 2 3; do
	[ "$(tables patched+movable_node numa4-hole $node)" -eq 0 ] ||
		fail "movable_node: page tables on node $node"
done
[ "$(sample "$run" placement.hotpluggable.bytes "" "" patched+movable_node \
	numa4-hole 4K)" -eq 0 ] || fail "movable_node: bytes on hotpluggable nodes"

# The lowest table lies right above the kernel image.
kernel_end=$(awk -F, '$3 == "patched+movable_node" && $5 == "numa4-hole" &&
	$6 == "4K" && $13 == "kernel" { print $9 }' "$run/placements.csv" | tail -1)
first=$(awk -F, '$3 == "patched+movable_node" && $5 == "numa4-hole" &&
	$6 == "4K" && $13 == "page-table" && $16 == 0 { print $8 }' \
	"$run/placements.csv" | sort | head -1)
distance=$(($(printf '%d' "$first") - $(printf '%d' "$kernel_end")))
case $distance in
-* | 0) fail "first page table at $first is not above $kernel_end" ;;
esac
[ "$distance" -lt 2097152 ] ||
	fail "first page table at $first is far above $kernel_end"
