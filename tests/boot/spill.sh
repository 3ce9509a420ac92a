#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel near the end of its node's memory: page tables fill that node to its
# last page, and only what does not fit lies on the next, hotpluggable one,
# which is then no longer removable.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# tables NODE: "bytes first last" of page tables before SRAT on a node
tables() {
	csv "$run/placements.csv" '
		f["arm"] == arm && f["mapping"] == "4K" && f["node"] == node &&
		f["class"] == "page-table" && f["before_srat"] == 1 &&
		f["released"] == 0 {
			bytes += f["bytes"]
			if (!first || f["start"] < first)
				first = f["start"]
			if (f["end"] > last)
				last = f["end"]
		}
		END { print bytes + 0, first, last }
	' arm="$arm" node="$1"
}

# 20 GiB by 4 KiB pages take more than 10,240 tables, some of them in brk.
check_spill() {
	IFS=' ' read -r kept _ last <<-END
	$(tables 0)
	END
	IFS=' ' read -r spilt first _ <<-END
	$(tables 1)
	END
	[ "$last" = 0x3ffffff ] || fail "$arm: node 0 has room above $last"
	[ "$first" = 0x8000000 ] || fail "$arm: the rest begins at $first"
	[ "$kept" -gt $((32 << 20)) ] || fail "$arm: only $kept bytes on node 0"
	[ $((kept + spilt)) -gt $((10250 * 4096)) ] ||
		fail "$arm: only $((kept + spilt)) bytes of tables"
	[ "$(sample "$run" placement.hotpluggable.bytes "" "" "$arm" spill 4K)" \
		-ge "$spilt" ] || fail "$arm: the rest is not counted"
	echo "$arm: $kept bytes on node 0, $spilt on node 1"
}

# movable MAPPING: how many zones of node 1 are for movable memory
movable() {
	grep -c '"zone","node":1,"zone":"Movable"' \
		"$run/runs/b0-$arm-spill-$1-placement/guest.jsonl" || :
}

arms=$(bases all | sed 's/.*/patched&+movable_node/' | tr '\n' ' ')
# shellcheck disable=SC2086
expect 0 "$numaboot" compare $arms --topology spill --mapping "2M 4K" \
	--workload placement --no-report --layout no
for arm in $arms; do
	check_spill
	[ "$(movable 2M)" -eq 1 ] || fail "$arm: node 1 is not movable at 2M"
	[ "$(movable 4K)" -eq 0 ] || fail "$arm: node 1 is movable at 4K"
done
