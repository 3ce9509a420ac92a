#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The point of it all: with the series every hotpluggable node can be taken
# offline, without it none can, also after the machine has been used.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# share METRIC ARM: sum over the nodes, of the first workload
share() {
	csv "$run/samples.csv" '
		f["metric"] == metric && f["arm"] == arm &&
		f["workload"] == workload { sum += f["value"] }
		END { printf "%.0f\n", sum }
	' metric="hotremove.$1" arm="$2" workload="$workload"
}

expect 0 "$numaboot" compare unpatched patched+movable_node \
	--topology numa4-hole --mapping 4K \
	--workload "hotremove hotremove-loaded" --no-report --layout no
for workload in hotremove hotremove-loaded; do
	for arm in unpatched patched+movable_node; do
		[ "$(share hotpluggable.bytes $arm)" -eq 3221225472 ] ||
			fail "$arm: not all of nodes 1 to 3 was tried"
		[ "$(share hotpluggable.nodes $arm)" -eq 3 ] ||
			fail "$arm: not three hotpluggable nodes"
		[ "$(share lost.blocks $arm)" -eq 0 ] ||
			fail "$arm: blocks were not put back"
	done
	[ "$(share removable.bytes patched+movable_node)" -eq 3221225472 ] ||
		fail "$workload: patched+movable_node keeps blocks from removal"
	[ "$(share removable.nodes patched+movable_node)" -eq 3 ] ||
		fail "$workload: patched+movable_node keeps a node"
	[ "$(share removable.nodes unpatched)" -eq 0 ] ||
		fail "$workload: unpatched lets a node go"
	[ "$(share removable.bytes unpatched)" -lt 3000000000 ] ||
		fail "$workload: unpatched lets every block go"
done

# Who holds the last block of node 3: the page tables of the direct map.
grep 'unpatched.*hotremove,.*,3,0x1b8000000,0x1bfffffff,0,page-table,0x1bf' \
	"$run/memory-blocks.csv" >"$work/output" ||
	fail "the page tables on node 3 are not named"

# Taken out for real: the DIMMs of three nodes, by ACPI.
expect 0 "$numaboot" compare unpatched patched+movable_node \
	--topology numa4-hotadd --workload hotremove --no-report --layout no
workload=hotremove
for arm in unpatched patched+movable_node; do
	[ "$(share unplugged.bytes $arm)" -eq 3221225472 ] ||
		fail "$arm: not every DIMM is out"
done
grep -c '"event": "DEVICE_DELETED", "data": {"device": "dimm' \
	"$run"/runs/*/qmp.log | grep -c ':3$' | grep -q '^2$' ||
	fail "QEMU does not say that three DIMMs were deleted"

# A parameter that the kernel does not know is no null result.
expect 1 "$numaboot" compare patched patched+movable_nodes \
	--topology uma --workload placement --no-report --layout no
say_so "the kernel does not know its parameter \`movable_nodes\`"
