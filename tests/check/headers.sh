#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every header begins, right behind its guard, with a paragraph that says what
# the module is for and what always holds in it.
. tests/lib.sh

# bare FILE...: print those that do not begin so.  A header without a guard,
# which is put behind another one, begins with the paragraph itself.
bare() {
	awk '
		FNR == 1 {
			if (file && !found)
				print file
			file = FILENAME
			found = over = 0
		}
		over || /^$/ || /^\/\* SPDX/ || /^#ifndef [A-Z0-9_]+_H$/ ||
			/^#define [A-Z0-9_]+_H$/ { next }
		{
			found = /^\/\*$/
			over = 1
		}
		END {
			if (file && !found)
				print file
		}
	' "$@"
}

find bench workloads kernels tests -name '*.h' ! -path 'kernels/eras/shims/*' |
	sort >"$work/headers"
[ "$(wc -l <"$work/headers")" -gt 150 ] || fail "found few headers"
# shellcheck disable=SC2046 # names of files
bare $(cat "$work/headers") >"$work/bare"
[ ! -s "$work/bare" ] || {
	cat "$work/bare" >&2
	fail "$(wc -l <"$work/bare") of $(wc -l <"$work/headers") headers do not say what they are for"
}

cat >"$work/bare.h" <<'BARE'
/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BARE_H
#define NUMABOOT_BARE_H

#include "lib/error.h"

/*
 * Too late.
 */
BARE
[ "$(bare "$work/bare.h" "$root/bench/lib/file.h" "$work/bare.h")" = "$work/bare.h
$work/bare.h" ] || fail "a header without a paragraph is not found"
