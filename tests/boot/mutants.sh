#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every defect that this code ever had is noticed when it is put back, and
# nothing is noticed where there is nothing: all of them in the long form, else
# two, in the patched kernel as it is.
. tests/lib.sh
cd "$work"

need_kernel corpus-6.1
plan=mutants
few="00-harmless 01-int-address 06-direction-kept"
mkdir patches
if [ -n "${LONG:-}" ]; then
	cp "$root"/kernels/mutants/*.patch patches
	least=9
else
	plan=./few.plan
	least=2
	{
		sed '/^arms/d; /^;/d' "$root/bench/plans/mutants.plan"
		echo "arms = corpus-plain+movable_node corpus-plain+movable_node"
		for mutant in $few; do
			echo "arms = mutant-plain@$mutant+movable_node"
			cp "$root/kernels/mutants/$mutant.patch" patches
		done
	} >few.plan
fi
expect 1 "$numaboot" run $plan
run=$(echo "$work"/out/*/latest)
page=$run/report.html
grep -q '<h2 id="mutants">' "$page" || fail "the page lacks its section"
! grep -qE "Exact metrics|Error|## Warning" "$page" || fail "the page has more"
cd "$root"
expect 0 kernels/mutants/ask-oracle "$run" "$work"/patches/*.patch
expect 0 Rscript --vanilla analysis/mutants.R --patches "$work/patches" "$run"
[ "$(grep -c '^[01][0-9]-.* yes ' "$work/output")" -ge $least ] ||
	fail "fewer than $least defects are caught"
grep -q '^00-harmless  *no ' "$work/output" || fail "the control is caught"
