#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Memory accesses on 1, 2, 4 and 8 nodes and across the hole at 4 GiB: every access
# has a place, page tables were cleared and filled where they lie, to the byte, and
# two boots leave the same evidence.  A translation that forgets the hole, counts a
# node's offset twice or does not agree with the page tables is refused.
. tests/lib.sh
cd "$work"
run=out/accesses/latest

# sum METRIC RUN-ID: over all items and nodes
sum() {
	awk -F, -v metric="$1" -v id="$2" '$11 == metric && $2 == id {
		sum += $14 } END { printf "%.0f\n", sum }' "$run/samples.csv"
}

# Bytes of the page tables that memblock gave to the direct map before SRAT.
table_bytes() {
	awk '/bytes .* alloc_low_pages/ {
		for (i = 1; i < NF; i++)
			if ($(i + 1) == "bytes") sum += $i
		} /SRAT: |No NUMA configuration/ { exit }
		END { printf "%.0f\n", sum }' "$1/console.log"
}

# check_run ARM TOPOLOGY NODE: the tables are on NODE
check_run() {
	id=b0-$1-$2-4K-accesses
	total=$(sum access.total.count "$id")
	[ "$total" -gt 50000000 ] || fail "$id: only $total accesses"
	found=$(($(sum access.reads "$id") + $(sum access.writes "$id")))
	[ "$found" -eq "$total" ] || fail "$id: $found accesses of $total"
	[ "$(sum access.cpu.count "$id")" -eq "$total" ] ||
		fail "$id: the CPUs have not all of $total"
	written=$(sample "$run" access.written.bytes before-srat.page-table \
		"$3" "$1" "$2" 4K)
	tables=$(table_bytes "$run/runs/$id")
	[ "$tables" -gt 4000000 ] || fail "$id: $tables bytes of page tables"
	# Each is cleared, then each of its entries is written: Linux 6.12 leaves out those
	# of the 128 KiB of ACPI tables.
	[ "$written" -eq $((2 * tables)) ] ||
		[ "$written" -eq $((2 * tables - 8 * 32)) ] ||
		fail "$id: $written bytes written to $tables of page tables"
}

moved=patched+movable_node
expect 0 "$numaboot" accesses --diff unpatched $moved --mapping 4K \
	--topology "uma numa2 numa4-hole numa8-ring" --timeout 300 --layout no
grep -qE '^  accesses to another node: [0-9]{7} -> 0$' output ||
	fail "numa4-hole: the early page tables have not moved to the CPU's node"
for cell in uma.0 numa2.1 numa4-hole.3 numa8-ring.7; do
	check_run unpatched "${cell%.*}" "${cell#*.}"
	check_run $moved "${cell%.*}" 0
done

# refused FILE EXPRESSION SENTENCE: with FILE changed by sed, and its sum mended;
# run.json has no hash that knows of it
sed -i '/^  "sha256":/d' "$run/run.json"
evidence=$run/runs/b0-unpatched-numa4-hole-4K-accesses
refused() {
	cp "$evidence/$1" saved
	cp "$evidence/SHA256SUMS" sums
	sed -i "$2" "$evidence/$1"
	! cmp -s saved "$evidence/$1" || fail "nothing was changed: $2"
	(cd "$evidence" && sha256sum "$1") >line
	grep -v "  $1\$" sums | cat - line >"$evidence/SHA256SUMS"
	expect 1 "$numaboot" samples "$run"
	say_so "$3"
	mv saved "$evidence/$1"
	mv sums "$evidence/SHA256SUMS"
}
refused accesses.tsv 's/0xffff88810/0xffff88808/' "expected RAM"
refused accesses.tsv 's/0xffff88814/0xffff88818/' \
	"expected one where the guest's RAM holds something"
refused translation.tsv 's/^\(mapped.direct.0xffff888100000000.\)0x1/\10x/' \
	"expected what the guest's page tables say"
expect 0 "$numaboot" samples "$run"

# The same bytes from two boots.
expect 0 "$numaboot" accesses $moved --topology numa4-hole --blocks 2
say_so "  0 accesses went to another node"
same_bytes out/accesses/latest accesses.tsv translation.tsv profile.tsv
