#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A patch that adds 150,000 instructions to one early function is found in that
# function, with that number, from one boot of each kernel.
. tests/lib.sh
cd "$work"

need_kernel more-work-6.1
expect 0 "$numaboot" profile --diff unpatched-6.1 more-work-6.1 --topology numa2 --layout no
say_so "the difference of the totals"
diff=$(echo out/profile/latest/profiles/*-more-work-*.diff.tsv)
diff=${diff%.tsv}

# early FUNCTION: B - A before the first interrupt
early() {
	awk -F '\t' -v name="$1" '$1 == name { print $9 - $5 }' "$diff.tsv"
}
found=$(early paging_init)
[ $((${found:-0} / 10)) -eq 15000 ] ||
	fail "paging_init has ${found:-no} instructions more"

# It is the first that the text names.
first=$(sed -n '/before the first interrupt/,$p' "$diff.txt" | sed -n '3p')
case $first in
*" paging_init") ;;
*) fail "found first: $first" ;;
esac

# Whatever else moved with the code is small: less than a tenth of it.
others=$(awk -F '\t' 'NR > 1 && $1 != "paging_init" {
	change = $9 - $5; sum += change < 0 ? -change : change
	} END { print sum + 0 }' "$diff.tsv")
[ "$others" -lt 15000 ] || fail "other early functions changed by $others"

# The whole list adds up to the difference of the totals, too.
totals=$(for run in out/profile/latest/runs/*; do
	sed -n 's/^total\t\([0-9]*\)\t.*/\1/p' "$run/callgraph.tsv"
done | sort -n | tr '\n' ' ')
listed=$(awk -F '\t' 'NR > 1 { sum += $6 - $2 } END { print sum }' "$diff.tsv")
# shellcheck disable=SC2086
set -- $totals
[ "$listed" -eq $(($2 - $1)) ] || fail "the list has $listed of $(($2 - $1))"
