#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every room has a README of a few lines (docs.sh looks at those of workloads/),
# and the tree in the project's README names each folder of the project and of
# bench/, and no other.
. tests/lib.sh

# drawn DEPTH: the folders that the tree in README.md has so far to the right
drawn() {
	sed -n '/^## The tree/,/^## [^T]/p' README.md |
		sed -n "s/^ \{$1\}\([a-z]*\)\/[ ,].*/\1/p" | sort
}

# folders PLACE: those in it, but for what git ignores
folders() {
	find "$1" -mindepth 1 -maxdepth 1 -type d ! -name '.*' ! -name build \
		! -name out | sed 's|.*/||' | sort
}

# in_step: the tree and the folders are the same
in_step() {
	folders . >"$work/there"
	drawn 0 | grep -v '^build$' | diff "$work/there" - || return 1
	folders bench >"$work/there"
	drawn 2 | diff "$work/there" -
}

in_step || fail "the tree in README.md (>) is not that of the folders (<)"
for room in kernels analysis reports tests docs bench/*; do
	[ -d "$room" ] || continue
	lines=$(wc -l <"$room/README.md") || fail "$room has no README.md"
	{ [ "$lines" -ge 3 ] && [ "$lines" -le 40 ]; } ||
		fail "$room/README.md has $lines lines, expected 3 to 40"
done

mkdir -p "$work/other/bench/lib" "$work/other/new"
cp README.md "$work/other"
cd "$work/other"
! in_step >"$work/said" || fail "a folder that the tree lacks is not noticed"
grep -q '^< new$' "$work/said" || fail "the folder is not named"
