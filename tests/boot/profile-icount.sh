#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# On one CPU the profile has as many instructions as QEMU's own count says, but
# for those that began again after an exception, which the call graph counts.
. tests/lib.sh

bench/plugin/cost.sh 1 >"$work/cost"
grep -qx 'difference 0' "$work/cost" || fail "$(cat "$work/cost")"
[ "$(sed -n 's/^restarts *\([0-9]*\):.*/\1/p' "$work/cost")" -gt 0 ] ||
	fail "nothing began twice: $(cat "$work/cost")"
