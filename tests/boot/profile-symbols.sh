#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Symbols of another build are refused in a boot, with or without call graph, also
# when they differ by one function in the middle only.
. tests/lib.sh
cd "$work"

folder() {
	"$numaboot" kernel list --json |
		awk -v name="\"$1\"," '
			$1 == "\"name\":" { found = $2 == name }
			found && $1 == "\"folder\":" {
				gsub(/[",]/, "", $2)
				print $2
			}'
}
cp "$(folder unpatched)/bzImage" .
cp "$(folder unpatched)/System.map" right.map
cp "$(folder patched)/System.map" stale.map

for command in boot profile; do
	expect 1 "$numaboot" "$command" ./bzImage --topology uma \
		--symbols stale.map
	grep -q 'symbols belong to another build of the kernel' \
		out/"$command"/2*/runs/*/qemu.log ||
		fail "$command took the symbols of another kernel"
	rm -r out
done

# One function 16 bytes further up.
awk '$3 == "memblock_reserve" { sub(/.$/, "4", $1) } { print }' right.map \
	>moved.map
! cmp -s right.map moved.map || fail "nothing was moved"
expect 1 "$numaboot" boot ./bzImage --topology uma --symbols moved.map
rm -r out

expect 0 "$numaboot" boot ./bzImage --topology uma --symbols right.map
