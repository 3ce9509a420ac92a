#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The files of profiles/ are made of evidence alone: when they are gone, samples and
# report make them again with the same bytes, and not from evidence that has changed.
. tests/lib.sh
run=$work/run
mkdir -p "$run/inputs" "$run/runs"
cp bench/topologies/uma.topo "$run/inputs"

# cell ARM: its entry in run.json, and its cell.json
cell() {
	cat <<-JSON
	{"run_id": "b0-$1", "cell": "$1/uma/2M/profile", "plan": "profile",
	 "block": 0, "arm": "$1", "kernel": "$1", "topology": "uma",
	 "mapping": "2M", "workload": "profile", "engine": "exact"}
	JSON
}

# seal ARM END_STATE [CALLGRAPH]: evidence of a run
seal() {
	evidence=$run/runs/b0-$1
	mkdir "$evidence"
	cell "$1" >"$evidence/cell.json"
	cp bench/topologies/uma.topo "$evidence/topology.topo"
	[ $# -eq 2 ] || cp "$3" "$evidence/callgraph.tsv"
	cat >"$evidence/result.json" <<-JSON
	{"end_state": "$2", "reason": "", "accelerator": "tcg-icount",
	 "hello_ns": 1, "end_ns": 2, "host_nodes": null}
	JSON
	(cd "$evidence" && sha256sum -- * >../sums && mv ../sums SHA256SUMS)
}

cat >"$run/run.json" <<JSON
{"plan": "profile", "engine": {"name": "exact", "accelerator": "tcg-icount"},
 "arms": [{"name": "old"}, {"name": "new"}, {"name": "dead"}, {"name": "late"}],
 "topologies": [{"name": "uma"}],
 "cells": [$(cell new), $(cell old), $(cell dead), $(cell late)]}
JSON
printf 'numaboot-lines\t1\nline\tffffffff81000000\t930\tinit/main.c\n' \
	>"$run/inputs/arm1.lines"
seal new completed workloads/profile/fixtures/changed.tsv
seal old completed workloads/profile/fixtures/small.tsv
seal dead qemu-died

expect 0 "$numaboot" samples "$run"
cd "$run"
(cd profiles && ls) >"$work/output"
cat >"$work/expected" <<'FILES'
b0-new.callgrind
b0-new.diff.tsv
b0-new.diff.txt
b0-new.folded
b0-new.svg
b0-new.txt
b0-old.callgrind
b0-old.folded
b0-old.svg
b0-old.txt
FILES
cmp "$work/expected" "$work/output" || fail "other files: $(cat "$work/output")"

# What is in them is of these runs, of the first arm against the other, and
# with the lines of the right kernel.
grep -qx 'start_kernel;walk;helper 60' profiles/b0-old.folded ||
	fail "no stack of the first arm"
[ "$(awk '{ sum += $NF } END { print sum }' profiles/b0-old.folded)" -eq 2046 ] ||
	fail "the stacks have not everything"
grep -q '^A  old on uma, 2M mapping$' profiles/b0-new.diff.txt ||
	fail "the first arm is not the first"
grep -q '  start_kernel  init/main.c:930$' profiles/b0-new.txt ||
	fail "no line of the source"
! grep -q 'init/main.c' profiles/b0-old.txt || fail "another kernel's line"

mv profiles "$work/kept"
expect 0 "$numaboot" samples .
diff -r "$work/kept" profiles || fail "samples made other files"

# Whether R can tell anything of so little is not asked here.
rm -r profiles
"$numaboot" report . >"$work/output" 2>&1 || :
diff -r "$work/kept" profiles || fail "report made other files"

rm -r profiles
echo >>runs/b0-old/callgraph.tsv
for command in samples report; do
	expect 1 "$numaboot" "$command" .
	say_so "runs/b0-old/callgraph.tsv: changed since it was sealed"
	[ ! -e profiles ] || fail "$command made files of it"
done
