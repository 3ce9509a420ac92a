#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the series does to placement, on every base, and that without its
# option it does nothing: the reserve trace of patched is that of unpatched,
# bit for bit, whatever the size of pages.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# trace ARM TOPOLOGY MAPPING: reservations and releases as the console has
# them, without the offsets of the callers, which the compiler decides.
trace() {
	grep -ohE 'memblock_(reserve|free|phys_free|alloc[a-z_]*|phys_alloc[a-z_]*): .*' \
		"$run/runs/b0-$1-$2-$3-placement/console.log" |
		sed 's/+0x[0-9a-f]*\/0x[0-9a-f]*//'
}

check_traces() {
	for topology in numa2 numa4-hole; do
		for mapping in 1G 2M 4K; do
			trace "$unpatched" "$topology" "$mapping" >before
			trace "$patched" "$topology" "$mapping" >after
			[ "$(wc -l <before)" -gt 50 ] || fail "no trace"
			cmp before after ||
				fail "$topology $mapping: $patched is not $unpatched"
		done
		trace "$moved" "$topology" 4K >after
		! cmp -s before after || fail "$moved changes nothing"
	done
}

# tables ARM NODE: bytes of page tables that begin on a node of numa4-hole.
# 5 GiB by 4 KiB pages take 2,560 tables of 4 KiB, a few of them in brk.
tables() {
	sample "$run" placement.bytes page-table "$2" "$1" numa4-hole 4K
}

check_nodes() {
	for arm in "$unpatched" "$patched"; do
		[ "$(tables "$arm" 3)" -gt 10000000 ] ||
			fail "$arm: page tables are not on the last node"
		[ "$(tables "$arm" 0)" -eq 0 ] ||
			fail "$arm: page tables on node 0"
	done
	[ "$(tables "$moved" 0)" -gt 10000000 ] ||
		fail "$moved: page tables are not on the kernel's node"
	for node in 1 2 3; do
		[ "$(tables "$moved" "$node")" -eq 0 ] ||
			fail "$moved: page tables on node $node"
	done
	[ "$(sample "$run" placement.hotpluggable.bytes "" "" "$moved" \
		numa4-hole 4K)" -eq 0 ] ||
		fail "$moved: bytes on hotpluggable nodes"
}

# strays ARM MAPPING: page tables from before SRAT that are off node 0, and
# how many there are in all, on every topology
strays() {
	csv "$run/placements.csv" '
		f["arm"] == arm && f["mapping"] == mapping &&
		f["class"] == "page-table" && f["before_srat"] == 1 {
			all++
			off += f["node"] != 0
		}
		END { print off + 0, all + 0 }
	' arm="$1" mapping="$2"
}

# With large pages, brk may have room for all tables: then there are none.
check_strays() {
	for mapping in 1G 2M 4K; do
		[ "$(strays "$moved" $mapping | cut -d' ' -f1)" -eq 0 ] ||
			fail "$moved, $mapping: tables off the kernel's node"
	done
	[ "$(strays "$moved" 4K | cut -d' ' -f2)" -gt 3500 ] ||
		fail "$moved: hardly a table in memblock"
	[ "$(strays "$unpatched" 2M | cut -d' ' -f1)" -gt 0 ] ||
		fail "$unpatched, 2M: no table off the kernel's node"
}

# held CLASS COLUMN: addresses of what stays reserved, in order
held() {
	csv "$run/placements.csv" '
		f["arm"] == arm && f["topology"] == "numa4-hole" &&
		f["mapping"] == "4K" && f["class"] == class &&
		f["released"] == 0 { print f[column] }
	' arm="$moved" class="$1" column="$2" | sort
}

# The lowest page table lies right above the kernel image.
check_distance() {
	kernel_end=$(held kernel end | tail -1)
	first=$(held page-table start | head -1)
	distance=$(($(printf '%d' "$first") - $(printf '%d' "$kernel_end")))
	[ "$distance" -gt 0 ] ||
		fail "first page table at $first is not above $kernel_end"
	[ "$distance" -lt 2097152 ] ||
		fail "first page table at $first is far above $kernel_end"
}

for base in $(bases all); do
	unpatched=unpatched$base
	patched=patched$base
	moved=patched$base+movable_node
	expect 0 "$numaboot" compare "$unpatched" "$patched" "$moved" \
		--topology "numa2 numa4-hole" --mapping "1G 2M 4K" \
		--workload placement --no-report --layout no
	check_traces
	check_nodes
	check_strays
	check_distance
done
