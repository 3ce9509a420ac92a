#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every format from outside is read without a fault: all files of the corpora,
# once, with sanitizers.  tests/fuzz has what reads them.
. tests/lib.sh

fuzz=build/fuzz/fuzz

TMPDIR=/dev/shm "$fuzz" build/fuzz/corpus/*/* >"$work/said" 2>&1 ||
	fail "a file is not read well:
$(cat "$work/said")"

"$fuzz" | while read -r format patterns; do
	[ "$(ls "build/fuzz/corpus/$format")" ] ||
		fail "format $format has no file, not even of $patterns"
done

mkdir "$work/faulty"
printf 'fault' >"$work/faulty/input"
! "$fuzz" "$work/faulty/input" >"$work/said" 2>&1 ||
	fail "a fault is not found"
grep -q "^$work/faulty/input: " "$work/said" || fail "its file is not named"
