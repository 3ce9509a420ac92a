#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# memblock.c in user space finds what it found in a guest, call by call, and
# executes what it executed there; another kernel's does not.
. tests/lib.sh
command -v qemu-x86_64 >/dev/null || {
	echo "skipped: this host has no qemu-x86_64"
	exit 77
}
cd "$work"
arm=stock+movable_node
run=out/boot/latest
for workload in placement search-cost; do
	expect 0 "$numaboot" boot $arm --topology numa4-hole --mapping 2M \
		--workload $workload
	cp "$run/samples.csv" $workload.csv
	[ $workload != placement ] || cp "$run"/runs/*/console.log .
done
end=$(awk '$3 == "_end" { print substr($1, 10) }' \
	"$(kernel_folder stock)/System.map")
# up to where the counted boot ended
last=$(grep -n '^Initmem setup node' console.log | tail -1 | cut -d: -f1)
head -n "$last" console.log >early.log

expect 0 "$numaboot" memblock --replay early.log --image-end "$end" \
	-o rows.csv $arm
user=$(awk -F, '$3 == "find" || $3 == "alloc" { sum += $8 + $10 }
	END { print sum }' rows.csv)
guest=$(awk -F, '$11 == "caller.find.insns" ||
	$11 == "caller.find.walked.insns" { sum += $14 } END { print sum }' \
	search-cost.csv)
awk -v user="$user" -v guest="$guest" 'BEGIN {
	exit !(guest > 0 && user / guest > 0.95 && user / guest < 1.05)
}' || fail "searches: $user instructions in user space, $guest in the guest"

# the same calls of a memblock.c that searches top-down only
expect 1 "$numaboot" memblock --replay early.log --image-end "$end" unpatched
grep -q "found another answer than the kernel's" "$work/output" ||
	fail "$(cat "$work/output")"
