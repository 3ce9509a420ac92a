#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every room has a README of a few lines (docs.sh looks at those of workloads/),
# and the tree in docs/tree.md names each folder of the project and of
# bench/, and no other.
. tests/lib.sh

# drawn DEPTH: the folders that docs/tree.md has so far to the right
drawn() {
	sed -n '/^## The tree/,/^## [^T]/p' docs/tree.md |
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

in_step || fail "the tree in docs/tree.md (>) is not that of the folders (<)"
for room in kernels analysis reports tests docs bench/*; do
	[ -d "$room" ] || continue
	lines=$(wc -l <"$room/README.md") || fail "$room has no README.md"
	{ [ "$lines" -ge 3 ] && [ "$lines" -le 40 ]; } ||
		fail "$room/README.md has $lines lines, expected 3 to 40"
done

mkdir -p "$work/other/bench/lib" "$work/other/new"
mkdir -p "$work/other/docs"
cp docs/tree.md "$work/other/docs"
cd "$work/other"
! in_step >"$work/said" || fail "a folder that the tree lacks is not noticed"
grep -q '^< new$' "$work/said" || fail "the folder is not named"
