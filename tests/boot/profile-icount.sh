#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The profile has as many instructions as QEMU's own count says, but for those
# that began again after an exception, which the call graph counts.  On every QEMU
# that NUMABOOT_QEMUS names, with one node and with four.
. tests/lib.sh

for qemu in ${NUMABOOT_QEMUS:-qemu-system-x86_64}; do
	for topology in uma numa4-hole; do
		bench/plugin/cost.sh 0 $topology "$qemu" >"$work/cost"
		grep -qx 'difference 0' "$work/cost" ||
			fail "$qemu, $topology: $(cat "$work/cost")"
		[ "$(sed -n 's/^restarts *\([0-9]*\):.*/\1/p' "$work/cost")" -gt 0 ] ||
			fail "$qemu, $topology: nothing began twice: $(cat "$work/cost")"
	done
done
