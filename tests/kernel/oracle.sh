#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# memblock.c of every step of a series, and that of the base as shipped,
# answers as the brute-force oracle says; with a defect put in it does not.
# See docs/oracle.md.
. tests/kernel/lib.sh

run=$root/kernels/oracle/run
maps=100000
sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all"

# agree FOLDER [MAPS [RULES]]: no answer is wrong, and not for want of cases
agree() {
	expect 0 timeout 600 "$run" "$@"
	grep -q '^0,[0-9]\{7,\},""$' "$work/output" ||
		fail "the oracle compared too little: $(cat "$work/output")"
}

# check_step BASE TAG: TAG before it is in $before
check_step() {
	if [ -n "$before" ] && same_files "$1" "$before" "$2" \
		mm/memblock.c include/linux/memblock.h tools; then
		return
	fi
	before=$2
	agree "$(tree "$1" "$2")" "$maps"
	mode=yes
	! grep -q "has no bottom-up mode" "$work/output" || mode=no
	case $2,$mode in
	unpatched,no | series-1,no | series-[2-6],yes) ;;
	*) fail "$1 $2: found bottom-up mode: $mode" ;;
	esac
}

# disagree FOLDER TEXT: the oracle finds a wrong answer and says it so
disagree() {
	expect 1 timeout 600 "$run" "$1" 0
	say_so "wrong: "
	say_so "$2"
}

# break_it BASE FILE SED: put a defect into the series
break_it() {
	git -C "$broken" checkout --quiet -- .
	sed -i "$3" "$broken/$2"
	! git -C "$broken" diff --quiet || fail "$1: no defect put in $2"
}

check_defects() {
	broken=$(tree "$1" series-6)
	break_it "$1" mm/memblock.c 's/^\t\tphys_addr_t addr;$/\t\tint addr;/'
	disagree "$broken" "found 0xffffffff80000000, expected 0x80000000"
	break_it "$1" include/linux/memblock.h \
		'/define for_each_mem_range(/,/p_start/s/MEMBLOCK_HOTPLUG |//'
	disagree "$broken" "is missing: for_each_mem_range()"
	# as shipped, bottom-up begins at the first page and has no fallback
	disagree "$(tree "$1" stock)" "expected 1 in all"
}

check_oracle() {
	apply_patches "$1"
	before=
	for tag in unpatched series-1 series-2 series-3 series-4 series-5 \
		series-6; do
		check_step "$1" "$tag"
	done
	agree "$(tree "$1" stock)" "$maps" mainline
	export CFLAGS="$sanitizers"
	agree "$(tree "$1" series-6)" 1000
	unset CFLAGS
	check_defects "$1"
}

each_base check_oracle "$@"
