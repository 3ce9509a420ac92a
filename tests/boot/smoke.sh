#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The main job: plan smoke, with a class for every byte, to a report that says
# where page tables went; and `compare` prints its table.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" run smoke
say_so "90 of 90 runs"
say_so "90 completed"
run=out/smoke/latest
for file in report.html report.txt samples.csv placements.csv \
	figures/memory-map-numa4-hole.png figures/memory-map-numa4-hole.svg \
	figures/boot-phases.png figures/memblock-search.png \
	figures/page-tables.png; do
	[ -s "$run/$file" ] || fail "no $file"
done
! grep -qE '(src|href)="https?://' "$run/report.html" ||
	fail "report.html is not self-contained"
! LC_ALL=C grep -qP '[^\x00-\x7f]' "$run/report.txt" ||
	fail "report.txt is not ASCII"
[ "$(awk 'length > 75' "$run/report.txt" | wc -l)" -eq 0 ] ||
	fail "report.txt is wider than 75 columns"

check_classes "$run"

# In words: the last node before, the kernel's node after, with addresses.
words=$(tr -s '\n ' ' ' <"$run/report.txt")
echo "$words" | grep -qE 'unpatched put its early page tables on hotpluggable memory: .*9\.99 MiB on node 3 of numa4-hole \(0x1b[0-9a-f]*-0x1bfffffff\)' ||
	fail "the report does not say where unpatched puts page tables"
echo "$words" | grep -qE 'patched\+movable_node put its early page tables on memory that stays, .*9\.99 MiB on node 0 of numa4-hole \(0x01[0-9a-f]*-0x02[0-9a-f]*\)' ||
	fail "the report does not say where movable_node puts page tables"

# What it buys: only with the series can every node of numa4-hole be removed.
removable() {
	sample "$run" hotremove.removable.nodes "" "" "$1" numa4-hole 4K
}
[ "$(removable unpatched)" -eq 0 ] || fail "unpatched: a node can be removed"
[ "$(removable patched+movable_node)" -eq 3 ] ||
	fail "patched+movable_node: not all nodes can be removed"
echo "$words" | grep -qF 'no node can be removed' ||
	fail "the report does not say what can be removed"

# Which functions the change costs, in words and to the last instruction.
grep -qE '^ +\+[0-9,]+ .* __next_mem_range$' "$run/report.txt" ||
	fail "the report does not say which functions changed"

# The tables can be made again from the evidence, to the byte.
cp "$run/samples.csv" before.csv
expect 0 "$numaboot" samples smoke
cmp before.csv "$run/samples.csv" || fail "samples differ when made again"

expect 0 "$numaboot" compare unpatched patched+movable_node --topology numa4
say_so "memblock.find.insns"
say_so "emulated topology"
