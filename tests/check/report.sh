#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# `numaboot report` hands --latency to R, and R's sentence back; --cover prints.
. tests/lib.sh
run=$work/run
cp -r analysis/tests/testthat/fixtures/per-patch "$run"
cd "$work"
expect 1 "$numaboot" report --latency nosuch.csv "$run"
say_so 'nosuch.csv: No such file or directory'
printf '%s\n' '# source: here' 'cpu_node,memory_node,ns' '0,0,fast' >wrong.csv
expect 1 "$numaboot" report --latency wrong.csv "$run"
say_so 'wrong.csv:3: found "fast" in column "ns", expected a number.'
[ ! -e "$run/report.txt" ] || fail "made a report in spite of it"

expect 2 "$numaboot" report --cover
say_so 'out: found no PLAN/latest, expected a run'
expect 2 "$numaboot" report
say_so 'found 0 arguments, expected RUN'
mkdir -p out/older out/newer
ln -s "$run" out/older/latest
cp -r "$run" "$work/z-run"
ln -s "$work/z-run" out/newer/latest
expect 0 "$numaboot" report --cover
[ "$(cat "$work/output")" = "$(cat "$work/z-run/cover.txt")" ] ||
	fail "does not print the newest run's cover"
say_so 'numaboot per-patch: 3 arms on numa4-hole; direct map 2M'
[ "$(wc -l <"$work/output")" -le 25 ] || fail "a cover of over 25 lines"
[ ! -e "$run/cover.txt" ] || fail "made the cover of another run"
[ ! -e "$work/z-run/report.txt" ] || fail "made a report, too"
