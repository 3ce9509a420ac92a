#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every prefix of the series builds without a warning and boots.  No patch
# changes where anything lands as long as the option is not given, and the two
# refactors cost nothing.  That is the long form, on each base; the short one takes
# half the series and the whole, on the newest.
. tests/lib.sh
cd "$work"
run=out/compare/latest

check_warnings() {
	for patch in $prefixes; do
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
	for patch in $prefixes; do
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
which=newest prefixes="3 6"
if [ -n "${LONG:-}" ]; then
	which=all prefixes="1 2 3 4 5 6"
fi
for family in $(bases $which | sed 's/^/series/'); do
	# shellcheck disable=SC2046,SC2086 # lists of words
	expect 0 "$numaboot" compare $(printf "$family@%s " 0 $prefixes) \
		--topology numa4-hole --mapping 4K \
		--workload "count placement" --no-report --layout no
	check_warnings
	check_placements
	[ -z "${LONG:-}" ] || check_refactors
done
