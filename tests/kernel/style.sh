#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a maintainer looks at first: git am applies the series, the base's own
# checkpatch.pl and kernel-doc find nothing, the option is documented, the
# subjects are those of 2013 and the cover letter tells how to measure.
. tests/kernel/lib.sh

cat >"$work/subjects" <<'SUBJECTS'
memblock: Factor out of top-down allocation
memblock: Introduce bottom-up allocation mode
x86/mm: Factor out of top-down direct mapping setup
x86/mem-hotplug: Support initialize page tables in bottom-up
x86, acpi, crash, kdump: Do reserve_crashkernel() after SRAT is parsed
mem-hotplug: Introduce movable_node boot option
SUBJECTS
subjects=$work/subjects

checkpatch() {
	(cd "$tree" && scripts/checkpatch.pl --strict "$1") >"$work/output" 2>&1
}

check_patches() {
	patches "$1" series | while read -r patch; do
		checkpatch "$patch" || {
			cat "$work/output" >&2
			fail "$1: checkpatch.pl objects to ${patch##*/}"
		}
	done
	sed 's/^+\t/+        /' "$root/kernels/$1"/series/0001-* \
		>"$work/blanks.patch"
	! checkpatch "$work/blanks.patch" ||
		fail "$1: checkpatch.pl does not object to blanks for tabs"
}

# kernel_doc FOLDER: its warnings about what the series touches, without lines
kernel_doc() (
	cd "$1"
	all=
	! grep -q -- '-Wall' scripts/kernel-doc || all=-Wall
	# shellcheck disable=SC2046,SC2086 # names of kernel files, an option
	scripts/kernel-doc -none $all $(grep '[.][ch]$' "$work/touched") 2>&1 |
		sed 's/:[0-9]*:/:/' | sort
)

check_kernel_doc() {
	git -C "$work/$1" diff --name-only unpatched series-6 >"$work/touched"
	kernel_doc "$(tree "$1" unpatched)" >"$work/before"
	kernel_doc "$tree" >"$work/after"
	comm -13 "$work/before" "$work/after" >"$work/output"
	[ ! -s "$work/output" ] || {
		cat "$work/output" >&2
		fail "$1: kernel-doc objects to the series"
	}
	sed -i '/^memblock_find_top_down/,/^{/s/align, int nid/align, int node/' \
		"$tree/mm/memblock.c"
	kernel_doc "$tree" >"$work/after"
	grep -q "'node' not described" "$work/after" ||
		fail "$1: kernel-doc does not object to a wrong name"
	git -C "$tree" checkout --quiet mm/memblock.c
}

# parameter_text FOLDER: the lines on movable_node in kernel-parameters.txt
parameter_text() {
	awk '
		inside && !/^\t\t/ { exit }
		inside
		$1 == "movable_node" { inside = 1 }
	' "$1/Documentation/admin-guide/kernel-parameters.txt"
}

# option_help FOLDER: the help on MOVABLE_NODE in mm/Kconfig
option_help() {
	awk '
		inside && /^[^\t]/ { exit }
		help && NF
		/^config MOVABLE_NODE$/ { inside = 1 }
		inside && $1 == "help" { help = 1 }
	' "$1/mm/Kconfig"
}

check_texts() {
	for text in parameter_text option_help; do
		[ "$($text "$tree" | wc -l)" -ge 4 ] ||
			fail "$1: the series lacks its $text"
		[ -z "$($text "$(tree "$1" unpatched)")" ] ||
			fail "$1: $text is there without the series"
	done
}

check_words() {
	git -C "$work/$1" log --reverse --format=%s unpatched..series-6 |
		cmp - "$subjects" || fail "$1: other subjects than in 2013"
	cover=$root/kernels/$1/series/0000-cover-letter.patch
	for command in compare hotremove; do
		grep -q "^  numaboot $command series.*@0 .*@6+movable_node" \
			"$cover" || fail "$1: the cover letter names no $command"
	done
	sed 's/^  //' "$cover" | grep -xF -f "$subjects" | cmp - "$subjects" ||
		fail "$1: the cover letter does not list the patches"
}

check_style() {
	apply_patches "$1"
	tree=$(tree "$1" series-6)
	check_patches "$1"
	check_kernel_doc "$1"
	check_texts "$1"
	check_words "$1"
}

each_base check_style "$@"
