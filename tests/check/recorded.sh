#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two recorded runs are compared without a boot; runs of another workload are
# refused.
. tests/lib.sh

# record NAME WORKLOAD: a fixture of placement as a run's folder
record() {
	cp -r "workloads/placement/fixtures/$1" "$work/$1"
	cp bench/topologies/numa2.topo "$work/$1/topology.topo"
	echo "{\"workload\":\"$2\"}" >"$work/$1/cell.json"
}

record unpatched-4k placement
record patched-movable-4k placement
record shape-6.12 count
cd "$work"
expect 0 "$numaboot" placement --diff unpatched-4k patched-movable-4k
say_so "  page-table  "
expect 0 "$numaboot" placement unpatched-4k --diff unpatched-4k
expect 2 "$numaboot" placement --diff unpatched-4k shape-6.12
say_so "shape-6.12: found a run of workload count, expected one of placement"
[ ! -d out ] || fail "something was booted"
