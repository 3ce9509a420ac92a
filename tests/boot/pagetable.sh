#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Page tables as the host finds them in the guest's RAM: the finished direct
# map is the same whichever way it was built, its tables are on the last node
# before the series and on the kernel's node with it, the kernel's counters
# are explained to the page, and two boots leave the same evidence.
. tests/lib.sh
cd "$work"
run=out/compare/latest

folder() {
	echo "$run/runs/b0-$1-$2-$3-pagetable"
}

# same_map STOP TOPOLOGY MAPPING ARM: the direct map is that of $unpatched
same_map() {
	cmp "$(folder "$unpatched" "$2" "$3")/mapping.$1.tsv" \
		"$(folder "$4" "$2" "$3")/mapping.$1.tsv" ||
		fail "$2 $3 $1: $4 does not map what $unpatched maps"
}

# tables ARM NODE STOP: tables of the lowest level by 4 KiB pages
tables() {
	sample "$run" pagetable.pages "$3.pte" "$2" "$1" numa4-hole 4K | sort -u
}

check_maps() {
	for stop in init_mem_mapping.return initmem_init.return; do
		same_map "$stop" "$1" "$2" "$patched"
		same_map "$stop" "$1" "$2" "$moved"
	done
}

check_nodes() {
	for stop in init_mem_mapping.return initmem_init.return; do
		for arm in "$unpatched" "$patched"; do
			[ "$(tables "$arm" 3 $stop)" -gt 2500 ] ||
				fail "$arm $stop: tables are not on the last node"
		done
		[ "$(tables "$moved" 0 $stop)" -eq 2560 ] ||
			fail "$moved $stop: tables are not on the kernel's node"
		for node in 1 2 3; do
			[ "$(tables "$moved" "$node" $stop)" -eq 0 ] ||
				fail "$moved $stop: tables on node $node"
		done
	done
}

# All tables, whatever they map, and all counters of the kernel.
check_samples() {
	csv "$run/samples.csv" '
		f["metric"] == "pagetable.unexplained.pages" ||
		f["metric"] == "pagetable.hotpluggable.bytes" &&
		f["arm"] == moved && f["item"] != "run_init_process" {
			seen++
			wrong += f["value"]
		}
		END { exit !(seen && !wrong) }
	' moved="$moved" ||
		fail "unexplained counters, or tables on hotpluggable nodes"
}

check_boots() {
	expect 0 "$numaboot" compare "$unpatched" "$patched" "$moved" \
		--topology "$1" --mapping "1G 2M 4K" --workload pagetable \
		--no-report --layout no
	for topology in $1; do
		for mapping in 1G 2M 4K; do
			check_maps "$topology" $mapping
		done
	done
	check_nodes
	check_samples
}

names() {
	unpatched=unpatched$1
	patched=patched$1
	moved=patched$1+movable_node
}

for base in $(bases others); do
	names "$base"
	check_boots numa4-hole
done
names "$(bases newest)"
check_boots "numa2 numa4-hole"

# Every file that the guest decides is the same in both boots of a cell.
expect 0 "$numaboot" boot "$moved" --topology numa4-hole --mapping "2M 4K" \
	--workload pagetable --blocks 2
for mapping in 2M 4K; do
	first=$work/out/boot/latest/runs/b0-$moved-numa4-hole-$mapping-pagetable
	for file in "$first"/mapping.* "$first"/frames.* \
		"$first"/pagetable.* "$first/guest.jsonl" "$first/gdb.log"; do
		cmp "$file" "${file%/b0-*}/b1-${file##*/b0-}" ||
			fail "two boots differ"
	done
done
