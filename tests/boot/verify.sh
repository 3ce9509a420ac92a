#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A report's text alone gives the same values again, in an empty folder: from
# cached kernels, from saved images, of one cell; a digit that is another one is
# refuted with both, without another boot.
. tests/lib.sh
cd "$work"

# verdict WORD: the last line of the last command
verdict() {
	[ "$(tail -n 1 "$work/output")" = "$1" ] || {
		cat "$work/output" >&2
		fail "not $1"
	}
}

expect 0 "$numaboot" compare unpatched patched+movable_node -t numa2 \
	-w placement --no-report
run=$(readlink -f out/compare/latest)
Rscript --vanilla "$root/analysis/render.R" "$run" --text
mkdir empty
cp "$run/report.txt" empty
cd empty

expect 0 "$numaboot" verify report.txt
verdict verified
say_so "every byte"
sed 's/\(placement.below_4g.bytes  *byte  *\)/\19/' report.txt >tampered.txt
! cmp -s report.txt tampered.txt || fail "nothing to tamper with"
expect 1 "$numaboot" verify tampered.txt
say_so "placement.below_4g.bytes, A: found "
say_so ", made "
set -- out/verify/*/compare/2*
[ $# -eq 1 ] || fail "what was booted before was booted again"

expect 0 "$numaboot" verify --cell numa2/2M report.txt
verdict verified
expect 1 "$numaboot" verify --cell numa2/2M tampered.txt
# With a cache that has no kernels: saved images.
sed 's/^plan: compare/plan: other/' report.txt >other.txt
XDG_CACHE_HOME=$work/cache expect 0 "$numaboot" verify --boot "$run"
verdict verified
XDG_CACHE_HOME=$work/cache expect 2 "$numaboot" verify --boot other.txt
say_so "found no image of unpatched-"
