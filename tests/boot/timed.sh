#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Where KVM works, a timed boot gives a time; where it does not, the run says
# so once, is skipped, and never waits for long.  Emulation gives no times.
. tests/lib.sh
cd "$work"

ended=0
timeout 60 "$numaboot" boot unpatched --engine timed --workload wall \
	--topology uma >output 2>&1 || ended=$?
case $ended in
0) metric=boot.wall.ns ;;
77)
	metric=boot.emulated.ns
	[ "$(grep -c '^skipped: ' output)" -eq 1 ] || fail "not said once"
	[ "$(sample out/boot/latest run.completed "" "" unpatched uma 2M)" = 0 ] ||
		fail "a skipped run completed"
	expect 0 "$numaboot" boot unpatched --engine timed --workload wall \
		--topology uma --allow-tcg
	;;
*)
	cat output
	fail "exit code $ended"
	;;
esac
[ "$(sample out/boot/latest $metric "" "" unpatched uma 2M)" -gt 1000000 ] ||
	fail "no $metric"
[ "$(grep -c 'boot\.wall\.ns' out/boot/latest/samples.csv)" -eq "$((ended == 0))" ] ||
	fail "a time that is none"
