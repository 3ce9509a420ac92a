#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two recorded runs are compared without a boot; runs of another workload are
# refused.
. tests/lib.sh

# record NAME WORKLOAD: a fixture of placement as a run's folder
record() {
	cp -r "workloads/placement/fixtures/$1" "$work/$1"
	cp bench/topologies/numa2.topo "$work/$1/topology.topo"
	cat >"$work/$1/cell.json" <<-JSON
	{"run_id": "$1", "cell": "$1/numa2/4K/$2", "plan": "$2", "block": 0,
	 "arm": "$1", "kernel": "$1", "topology": "numa2", "mapping": "4K",
	 "workload": "$2", "engine": "exact"}
	JSON
	seal "$1"
}

seal() {
	(cd "$work/$1" && rm -f SHA256SUMS && sha256sum -- * >"$work/sums" &&
		mv "$work/sums" SHA256SUMS)
}

record unpatched-4k placement
record patched-movable-4k placement
record shape-6.12 count
cd "$work"
expect 0 "$numaboot" placement --diff unpatched-4k patched-movable-4k
say_so "unpatched-4k on numa2, 4K mapping -> patched-movable-4k on numa2, 4K mapping"
say_so "  page-table  "
expect 0 "$numaboot" placement unpatched-4k --diff unpatched-4k
# A terminal gets lines of its width, all words of them.
"$numaboot" placement --diff unpatched-4k patched-movable-4k >lines
script -qec "stty cols 44; '$numaboot' placement --diff unpatched-4k \
patched-movable-4k" /dev/null </dev/null | tr -d '\r' >folded
[ "$(wc -L <lines)" -gt 44 ] || fail "nothing is wider than the terminal"
[ "$(wc -L <folded)" -le 44 ] || fail "wider than the terminal: $(cat folded)"
[ "$(xargs <lines)" = "$(xargs <folded)" ] || fail "words are lost"
expect 2 "$numaboot" placement --diff unpatched-4k shape-6.12
say_so "shape-6.12: found a run of workload count, expected one of placement"
# One arm's name, two kernels.
cp -r unpatched-4k same
sed -i 's/"run_id": "[^"]*"/"run_id": "same"/; s/"kernel": "[^"]*"/"kernel": "unpatched-6.12"/
	s/"arm": "[^"]*"/"arm": "unpatched"/' same/cell.json
seal same
expect 0 "$numaboot" placement --diff unpatched-4k same
say_so "unpatched-4k on numa2, 4K mapping -> unpatched (unpatched-6.12) on numa2, 4K mapping"
sed -i 's/"arm"/"arms"/' patched-movable-4k/cell.json
expect 2 "$numaboot" placement --diff unpatched-4k patched-movable-4k
say_so "patched-movable-4k/cell.json: changed since it was sealed"
seal patched-movable-4k
expect 2 "$numaboot" placement --diff unpatched-4k patched-movable-4k
say_so "patched-movable-4k/cell.json: a cell: Object item not found: arm"
mv unpatched-4k other
expect 2 "$numaboot" placement --diff other other
say_so "other: found the run unpatched-4k in it"
[ ! -d out ] || fail "something was booted"
