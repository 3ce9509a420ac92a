#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every defect that this code ever had is noticed when it is put back, and
# nothing is noticed where there is nothing.
. tests/lib.sh
cd "$work"

need_kernel corpus-6.1
expect 1 "$numaboot" run mutants
page=out/mutants/latest/report.html
grep -q "<h2>Mutants</h2>" $page || fail "the page lacks its section"
! grep -qE "Exact metrics|Error|## Warning" $page || fail "the page has more"
cd "$root"
expect 0 kernels/mutants/ask-oracle "$work/out/mutants/latest"
expect 0 Rscript --vanilla analysis/mutants.R "$work/out/mutants/latest"
[ "$(grep -c '^[01][0-9]-.* yes ' "$work/output")" -ge 9 ] ||
	fail "fewer than nine defects are caught"
say_so "00-harmless                          no"
