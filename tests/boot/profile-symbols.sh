#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Symbols of another build are refused in a boot, with or without call graph, also
# when they differ by one function in the middle only.
. tests/lib.sh
cd "$work"

cp "$(kernel_folder unpatched)/bzImage" .
cp "$(kernel_folder unpatched)/System.map" right.map
cp "$(kernel_folder patched)/System.map" stale.map

for command in boot profile; do
	expect 2 "$numaboot" "$command" ./bzImage --topology uma \
		--symbols stale.map
	say_so "they are symbols of another build"
	[ ! -e out ] || fail "$command booted with the symbols of another kernel"
done

# One function 16 bytes further up.
awk '$3 == "memblock_reserve" { sub(/.$/, "4", $1) } { print }' right.map \
	>moved.map
! cmp -s right.map moved.map || fail "nothing was moved"
expect 2 "$numaboot" boot ./bzImage --topology uma --symbols moved.map
say_so "moved.map: found no memblock_reserve at 0x"

# As /proc/kallsyms of a KASLR boot has them, with a module.
sed 's/^ffffffff81/ffffffff99/; s/^ffffffff82/ffffffff9a/
	s/^ffffffff83/ffffffff9b/
	$a ffffffffc0ab9000 t native_read_msr\t[msr]' right.map >kallsyms
expect 0 "$numaboot" boot ./bzImage --topology uma --symbols kallsyms
say_so "kallsyms: KASLR moved these addresses by 0x18000000"
cp out/boot/latest/samples.csv moved.csv

expect 0 "$numaboot" boot ./bzImage --topology uma --symbols right.map
cmp out/boot/latest/samples.csv moved.csv ||
	fail "moved symbols give other samples"
