#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# One cell leaves the same to the byte whatever command, plan, folder and
# environment it is booted in.
. tests/lib.sh
long=$(printf '%060d' 7)

# rows TABLE WORKLOAD: those of the cell, without plan, run and block
rows() {
	csv "$(echo out/*/latest)/$1.csv" '
		f["arm"] == "unpatched" && f["topology"] == "numa2" &&
		f["mapping"] == "2M" && index($0, "-" workload ",") {
			sub(".*b0-unpatched-numa2-2M-" workload ",0,", "")
			print
		}
	' workload="$2"
}

# cell NAME: what the newest run has of the cell goes to $work/cells/NAME
cell() {
	cell=$work/cells/$1
	mkdir -p "$cell"
	for workload in count profile; do
		rows samples $workload >"$cell/$workload.samples"
		rows functions $workload >"$cell/$workload.functions"
		(cd out/*/latest/runs/b0-unpatched-numa2-2M-$workload &&
			grep -vE ' (cell|command|result).json$| (qmp|qemu).log$' \
			SHA256SUMS) >"$cell/$workload.sums"
	done
}

# boot NAME FOLDER COMMAND...: run it in a folder of its own
boot() {
	name=$1
	mkdir -p "$work/$2"
	cd "$work/$2"
	shift 2
	expect 0 "$@" --no-report
	cell "$name"
	[ "$name" = boot ] || diff -r "$work/cells/boot" "$work/cells/$name" ||
		fail "$name: the cell is another one than by boot"
}

boot boot a "$numaboot" boot unpatched --topology numa2 \
	--workload "count profile"
[ "$(cat "$work"/cells/boot/*.samples | wc -l)" -gt 50 ] || fail "few samples"
[ "$(wc -l <"$work/cells/boot/count.functions")" -gt 2000 ] || fail "few functions"
grep -q ' profile.tsv$' "$work/cells/boot/count.sums" || fail "no profile"
grep -q ' callgraph.tsv$' "$work/cells/boot/profile.sums" || fail "no call graph"

boot compare b "$numaboot" compare unpatched patched --topology numa2 \
	--workload "count profile"

# A longer environment and path, another home, zone and locale, one at a time.
cat >"$work/small.plan" <<'PLAN'
[plan]
arms = unpatched
topologies = numa2
mappings = 2M
workloads = profile count
PLAN
boot small "$long/$long" env LONG="$long$long" TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
	XDG_CACHE_HOME="${XDG_CACHE_HOME:-$HOME/.cache}" HOME="$work" \
	"$numaboot" run "$work/small.plan" --jobs 1

# Another baseline, longer names and parameters, further cells, another order.
cat >"$work/larger-$long.plan" <<PLAN
[plan]
description = $long
arms = patched+movable_node+numaboot.$long=$long unpatched
topologies = uma numa2
mappings = 2M
workloads = placement profile count
seed = 20131010
timeout = 600
layout = no
PLAN
boot larger c "$numaboot" run "$work/larger-$long.plan"
