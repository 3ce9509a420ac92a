#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# `numaboot report --latency FILE` hands FILE to R, and R's sentence back.
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
