#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What memblock's operations execute in user space: the same twice, and the
# same by callgrind.  See docs/search-cost.md.
. tests/lib.sh
command -v qemu-x86_64 >/dev/null || {
	echo "skipped: this host has no qemu-x86_64"
	exit 77
}
need_kernel unpatched-6.12
for i in 1 2; do
	expect 0 "$numaboot" memblock -n 100 unpatched-6.12 stock-6.12 \
		-o "$work/$i.csv"
done
cmp "$work/1.csv" "$work/2.csv" || fail "two measurements differ"
# a range before all others is found at once, whatever their number
awk -F, '$3 == "reserve" && $4 == "first" { seen[$12] = 1 }
	END { for (i in seen) n++; exit n != 1 }' "$work/1.csv" ||
	fail "reserve first depends on the number of regions"
expect 2 "$numaboot" memblock -n 9 stock-6.12

command -v valgrind >/dev/null || exit 0
hash=$(sha256sum /usr/src/linux-source-6.12.tar.xz | cut -c 1-32)
tree=${XDG_CACHE_HOME:-$HOME/.cache}/numaboot/memblock/$hash-stock
"$root/kernels/cost/build" "$tree" "$work/built"
cd "$work/built"
valgrind --quiet --tool=callgrind --callgrind-out-file=calls ./cost count 100 \
	>rows
counted=$(awk -F, '$11 == "insns" { next } $1 == "stock-6.12" { sum += $13 }
	END { print sum }' "$work/1.csv")
called=$(callgrind_annotate --threshold=100 calls | tr -d , |
	awk '/:memblock_find_in_range/ { sum += $1 } END { print sum }')
[ "$counted" = "$called" ] ||
	fail "find: $counted instructions by the plugin, $called by callgrind"
