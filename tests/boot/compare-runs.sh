#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two runs of one kernel are equal in every exact value, and a parameter is seen
# between two runs as between two arms.
. tests/lib.sh
cd "$work"
for parameters in '' '' +nosmp; do
	expect 0 "$numaboot" boot "unpatched$parameters" -t uma -w count
done
expect 0 "$numaboot" compare boot@3 boot@2
say_so "- none that is recorded."
say_so "Equal in every exact value: unpatched@run2 and unpatched@run1"
expect 3 "$numaboot" compare boot@2:unpatched boot:unpatched+nosmp \
	--fail-on differs
say_so "- parameters (unpatched): none -> nosmp"
say_so "boot.insns "
[ -s out/compare-runs/latest/report.html ] || fail "no page"
