#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every prefix of the series builds without a warning and boots.  No patch
# changes where anything lands as long as the option is not given, and the two
# refactors cost nothing.
. tests/lib.sh
cd "$work"
run=out/compare/latest

check_warnings() {
	for patch in 1 2 3 4 5 6; do
		log=$(kernel_folder "$family@$patch")/build.log
		grep -q bzImage "$log" || fail "$log holds no build"
		! grep -F ': warning: ' "$log" ||
			fail "$family@$patch: warnings in $log"
	done
}

# placements PATCH: what landed where, without the arm's name
placements() {
	csv "$run/placements.csv" '
		f["arm"] == arm {
			print f["topology"], f["mapping"], f["sequence"],
				f["start"], f["end"], f["class"], f["caller"],
				f["before_srat"], f["released"]
		}
	' arm="$family@$1"
}

check_placements() {
	placements 0 >before
	[ "$(wc -l <before)" -gt 2500 ] || fail "no placements of $family@0"
	for patch in 1 2 3 4 5 6; do
		placements "$patch" >after
		cmp before after || fail "$family@$patch changes a placement"
	done
}

# cost METRIC PATCH
cost() {
	value=$(sample "$run" "$1" "" "" "$family@$2" numa4-hole 4K)
	[ "${value:-0}" -gt 0 ] || fail "$family@$2: no $1"
	echo "$value"
}

# GCC may inline the search into its callers (7 instructions of each call, in
# linux-6.12): then they are counted there.  The whole is the same.
check_refactors() {
	for patch in 1 3; do
		for metric in memblock.find.calls memblock.reserve.insns \
			memblock.iterate.insns pagetable.build.insns; do
			[ "$(cost "$metric" $((patch - 1)))" -eq \
				"$(cost "$metric" "$patch")" ] ||
				fail "$family@$patch, a refactor, changes $metric"
		done
		moved=$(($(cost memblock.find.insns $((patch - 1))) - \
			$(cost memblock.find.insns "$patch")))
		limit=$(($(cost memblock.find.calls "$patch") * 10))
		[ "${moved#-}" -le "$limit" ] ||
			fail "$family@$patch, a refactor, changes the search"
	done
	[ "$(cost memblock.find.insns 1)" -lt \
		"$(cost memblock.find.insns 2)" ] ||
		fail "$family@2 asks for the direction for nothing"
}

# On the newest base; on each: the long form.
which=newest
[ -z "${LONG:-}" ] || which=all
for family in $(bases $which | sed 's/^/series/'); do
	expect 0 "$numaboot" compare "$family@0" "$family@1" "$family@2" \
		"$family@3" "$family@4" "$family@5" "$family@6" \
		--topology numa4-hole --mapping 4K \
		--workload "count placement" --no-report
	check_warnings
	check_placements
	check_refactors
done
