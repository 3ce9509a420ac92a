#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own memblock simulator, tools/testing/memblock: that of every
# step of a series builds and passes, and that of the base as shipped, which
# still has the cases of bottom-up, agrees with the series but where
# kernels/oracle/differing-BASE.csv says.  See docs/oracle.md.
. tests/kernel/lib.sh

# build FOLDER NUMA [FLAG]: optimisation is not what takes the time here for
build() {
	expect 0 env -i PATH="$PATH" timeout 300 make --silent -C "$1" \
		-j "$(nproc)" NUMA="$2" CPPFLAGS="-O1 ${3:-}"
	[ ! -s "$work/output" ] || {
		cat "$work/output" >&2
		fail "the simulator builds with warnings: $1"
	}
}

# simulate FOLDER [VARIABLE=VALUE...]: run all cases
simulate() {
	folder=$1
	shift
	env -i "$@" timeout 300 "$folder/main" -v >"$work/output" 2>&1 || {
		tail -n 3 "$work/output" >&2
		fail "a case of the simulator fails that should not: $folder"
	}
	[ "$(grep -c '^ok ' "$work/output")" -gt 50 ] ||
		fail "the simulator ran few cases: $folder"
}

# check_step BASE TAG NUMA: its own simulator; TAG before it is in $before
check_step() {
	if [ -n "$before" ] && same_files "$1" "$before" "$2" \
		mm/memblock.c include/linux/memblock.h tools; then
		return
	fi
	before=$2
	simulator=$(tree "$1" "$2")/tools/testing/memblock
	build "$simulator" "$3"
	simulate "$simulator"
}

# mix BASE: the simulator as shipped, for the memblock.c of the series
mix() {
	simulator=$(tree "$1" series-6)/tools/testing/memblock
	git -C "$simulator" checkout --quiet stock -- tests
	for file in internal.h tests/common.c tests/common.h; do
		cat "$root/tests/kernel/simulator/${file##*/}" \
			>>"$simulator/$file"
	done
}

# seen WORD: the cases that differ, or agree
seen() {
	sed -n "s/^$1 //p" "$work/output" | sort -u
}

# check_differing BASE NUMA: with the kernel's end below all memory nothing
# differs; with its end in the middle, what is listed and nothing else
check_differing() {
	build "$simulator" "$2" -DCONFIG_MOVABLE_NODE
	simulate "$simulator"
	simulate "$simulator" KERNEL_END=middle ASAN_OPTIONS=detect_leaks=0 \
		DIFFERING=" $(tr '\n' ' ' <"$work/listed")"
	[ -z "$(seen agrees)" ] ||
		fail "$1: listed as differing, but agrees: $(seen agrees)"
	[ "$2" -eq 0 ] || seen differs | cmp - "$work/listed" ||
		fail "$1: not every case that is listed exists"
}

check_simulator() {
	apply_patches "$1"
	sed '1d; s/,.*//' "$root/kernels/oracle/differing-$1.csv" | sort \
		>"$work/listed"
	for numa in 0 1; do
		before=
		for tag in $(git -C "$work/$1" tag); do
			check_step "$1" "$tag" "$numa"
		done
	done
	mix "$1"
	for numa in 0 1; do
		check_differing "$1" "$numa"
	done
}

each_base check_simulator "$@"
