#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Ten boots of a cell, side by side on all CPUs, give byte-identical profiles
# and guest records, on a guest with more than one node.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" boot patched+movable_node --topology numa2 \
	--mapping 4K --workload count --blocks 10
for file in profile.tsv guest.jsonl; do
	[ "$(cat out/boot/latest/runs/*/SHA256SUMS | grep -c " $file$")" -eq 10 ] ||
		fail "not ten $file"
	[ "$(cat out/boot/latest/runs/*/SHA256SUMS | grep " $file$" | sort -u |
		wc -l)" -eq 1 ] || fail "$file differs between boots"
done
total=$(sed -n 's/^total\t\([0-9]*\)\t.*/\1/p' \
	out/boot/latest/runs/b0-*/profile.tsv)
[ "$total" -gt 50000000 ] || fail "only $total instructions in a whole boot"
