# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: GPL-2.0-only
# What the tests on kernel sources share: `. tests/kernel/lib.sh` from the
# project's root.  A test takes the name of a base, to check that one only.
. tests/lib.sh
. kernels/trees.sh

# series_bases: the bases of kernels/variants.ini that have a series
series_bases() {
	sed -n 's/^\[base \(.*\)\]$/\1/p' "$root/kernels/variants.ini" |
		while read -r base; do
			[ ! -d "$root/kernels/$base/series" ] || echo "$base"
		done
}

# same_files BASE TAG TAG PATH...: do the tags differ in none of these?
same_files() {
	one=$2 other=$3 base=$1
	shift 3
	git -C "$work/$base" diff --quiet "$one" "$other" -- "$@"
}

# each_base FUNCTION [BASE]: call it with this base; else run this test for
# each base, side by side
each_base() {
	if [ $# -eq 2 ]; then
		"$1" "$2"
		return
	fi
	pids='' failed=''
	for base in $(series_bases); do
		[ -e "$(tarball "$base")" ] || {
			echo "left out: this host has no source of $base"
			continue
		}
		"$0" "$base" &
		pids="$pids $!"
	done
	[ -n "$(series_bases)" ] || fail "no base has a series"
	[ -n "$pids" ] || exit 77
	for pid in $pids; do
		wait "$pid" || failed=yes
	done
	[ -z "$failed" ]
}
