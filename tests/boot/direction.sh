#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# memblock searches from the bottom before NUMA is set up and from the top
# again afterwards, in whichever way the kernel finds its nodes: by SRAT, by a
# SRAT that fails half-way, without one, switched off, faked.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# steps SIDE STAGE: of $arm on $topology
steps() {
	sample "$run" "placement.steps.$1" "$2" "" "$arm" "$topology" 4K
}

# check_steps BORDER: `srat`, or `numa` where the kernel reads no SRAT
check_steps() {
	[ "$(steps up "before-$1")" -gt 1000 ] ||
		fail "$arm on $topology: not from the bottom before $1"
	[ "$(steps down "before-$1")" -eq 0 ] ||
		fail "$arm on $topology: from the top before $1"
	[ "$(steps up "after-$1")" -eq 0 ] ||
		fail "$arm on $topology: from the bottom after $1"
	[ "$(steps down "after-$1")" -ge 10 ] ||
		fail "$arm on $topology: not from the top after $1"
}

# tells TOPOLOGY LINE: the console shows the way that was taken
tells() {
	grep -qF -- "$2" "$run/runs/b0-$arm-$1-4K-placement/console.log" ||
		fail "$arm on $1: the console lacks: $2"
}

check_ways() {
	tells numa2 "SRAT: Node 1 PXM 1 [mem 0x40000000-0x7fffffff] hotplug"
	tells numa-off "NUMA turned off"
	tells numa-fake "Faking node 3 at"
	tells srat-corrupt "SRAT: Node 2 PXM 2 [mem 0x40000000-0x5fffffff] hotplug"
	tells srat-corrupt "SRAT: Unexpected header length: 39"
	tells srat-corrupt "No NUMA configuration found"
	tells srat-none "No NUMA configuration found"
	! grep -qE 'ACPI: S(RAT|LIT)' \
		"$run/runs/b0-$arm-srat-none-4K-placement/console.log" ||
		fail "srat-none has a SRAT or a SLIT"
}

topologies="numa2 numa-off numa-fake srat-corrupt srat-none"
arms=$(bases all | sed 's/.*/patched&+movable_node/' | tr '\n' ' ')
# shellcheck disable=SC2086
expect 0 "$numaboot" compare $arms --topology "$topologies" --mapping 4K \
	--workload placement --no-report --layout no
for arm in $arms; do
	for topology in $topologies; do
		case $topology in
		numa-off | srat-none) check_steps numa ;;
		*) check_steps srat ;;
		esac
	done
	check_ways
done
