#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Memory that is hot-added holds nothing early on any kernel, with or without
# movable_node, and becomes movable memory to the last page, behind the part
# of the boot that is counted.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# value WORKLOAD METRIC ITEM NODE: of $arm, whose workloads have one topology
value() {
	sample "$run" "$1" "$2" "$3" "$arm" numa4-hotadd 4K
}

check_arm() {
	[ "$(value placement.hotpluggable.bytes "" "")" -eq 0 ] ||
		fail "$arm: early bytes on hot-added nodes"
	for node in 1 2 3; do
		[ "$(value memory.zone.pages Movable $node)" -eq 262144 ] ||
			fail "$arm: node $node is not 1 GiB of movable memory"
		[ "$(value placement.bytes page-table $node)" -eq 0 ] ||
			fail "$arm: page tables on node $node"
	done
	grep -q '"record":"online","blocks":24' \
		"$run/runs/b0-$arm-numa4-hotadd-4K-count/guest.jsonl" ||
		fail "$arm: not 24 blocks set online"
	# Setting 3 GiB online by 4 KiB pages takes more than the boot.
	total=$(awk '$1 == "total" { print $2 }' \
		"$run/runs/b0-$arm-numa4-hotadd-4K-count/profile.tsv")
	[ $((total - $(value boot.insns "" ""))) -gt 400000000 ] ||
		fail "$arm: the onlining is in the counted part"
}

arms="unpatched patched patched+movable_node stock+movable_node"
# shellcheck disable=SC2086
expect 0 "$numaboot" compare $arms --topology numa4-hotadd --mapping 4K \
	--workload "placement count" --no-report --layout no
for arm in $arms; do
	check_arm
done
