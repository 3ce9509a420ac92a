#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest gets a parameter with all of its characters, and no two arms share a
# folder.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" compare 'unpatched+cxl_acpi.dyndbg=+fplm' \
	'unpatched+memmap=32K#2095416K+a.b="+p+f"' 'unpatched+root=/dev/a/b' \
	'unpatched+root=/dev/a_b' --topology uma --workload count --no-report --layout no
for line in ' cxl_acpi.dyndbg=+fplm ' ' memmap=32K#2095416K a.b=\"+p+f\" ' \
	' root=/dev/a/b ' ' root=/dev/a_b '; do
	[ "$(grep -lF -- "$line" out/compare/latest/runs/*/guest.jsonl |
		wc -l)" = 1 ] || fail "not one guest had $line"
done
