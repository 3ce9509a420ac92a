#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A boot that ends at the finished direct map has the page tables that a whole
# boot has there, on guests that no host has the memory for; a direct map that
# is not the topology's fails the run.
. tests/lib.sh
cd "$work"
moved=patched+movable_node

expect 0 "$numaboot" compare unpatched $moved --topology numa4-hole \
	--mapping "1G 2M 4K" --workload "footprint pagetable" --no-report --layout no
run=out/compare/latest/runs
stop=init_mem_mapping.return
for short in "$run"/*-footprint; do
	whole=${short%-footprint}-pagetable
	for file in mapping.$stop.tsv frames.$stop.tsv; do
		cmp "$short/$file" "$whole/$file" || fail "$short: $file"
	done
	for run_folder in "$short" "$whole"; do
		sed '/touched_bytes/d' "$run_folder/pagetable.$stop.json" \
			>"$work/$(basename "$run_folder").json"
	done
	cmp "$work/$(basename "$short").json" \
		"$work/$(basename "$whole").json" || fail "$short: tables"
	[ ! -s "$short/guest.jsonl" ] || fail "$short: the guest went on"
done

# 480 GiB, on the last of 16 nodes or on the kernel's.
expect 0 "$numaboot" compare unpatched $moved --topology 16x30G \
	--mapping 2M --workload footprint --no-report --layout no
samples=out/compare/latest/samples.csv
hot() {
	awk -F, -v arm="$1" '$11 == "pagetable.hotpluggable.bytes" &&
		$6 == arm { print $14 }' $samples
}
[ "$(hot unpatched)" -gt 1900000 ] || fail "the tables of 480 GiB"
[ "$(hot $moved)" -eq 0 ] || fail "tables on hotpluggable nodes"
awk -F, '$11 == "pagetable.touched.bytes" { seen++; large += $14 > 2 ^ 26 }
	END { exit !(seen == 2 && !large) }' $samples ||
	fail "a guest of 480 GiB takes more than 64 MiB of the host's memory"

# Without an SRAT QEMU has one file for all RAM.
expect 0 "$numaboot" footprint unpatched --topology srat-none
say_so "direct map: 992 of 4K, 1022 of 2M"

expect 1 "$numaboot" footprint unpatched+mem=512M --topology 1x1G
say_so "guest-failed: init_mem_mapping.return: guest: found a direct map of 512 MiB, expected 1024 MiB"
expect 2 "$numaboot" footprint unpatched --topology 1x100M
say_so "1x100M.topo:5: found \`memory = 100M\`, expected a multiple of 128M"
