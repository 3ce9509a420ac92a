#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Real guests that panic, hang, see another machine or are no kernel.
. tests/lib.sh
cd "$work"

# ends STATE SENTENCE ARM...
ends() {
	state=$1 sentence=$2
	shift 2
	expect 1 "$numaboot" boot "$@" --topology numa2 --workload placement \
		--timeout 15
	say_so "$state: $sentence"
	grep -q "\"end_state\": \"$state\"" out/boot/latest/runs/*/result.json ||
		fail "$state is not in the evidence"
}

ends guest-panic "Kernel panic - not syncing: " unpatched+rdinit=/none
ends guest-panic "Kernel panic - not syncing: " \
	unpatched+rdinit=/none+panic=0
ends guest-failed "guest: " unpatched+numa=off

# One that panics before its console is there, and then loops, has its last words
# in the log buffer only.
expect 1 timeout 60 "$numaboot" boot unpatched+memmap=exactmap+panic=0 \
	--topology uma --workload count
say_so "guest-panic: Kernel panic - not syncing: Invalid user supplied memory map"

# own_kernel FILE: a bzImage of what stdin says in assembly, where the loader jumps
own_kernel() {
	fake_kernel "$1"
	as --32 -o own.o -
	objcopy -O binary -j .text own.o own.bin
	dd if=own.bin of="$1" bs=1024 seek=1 conv=notrunc status=none
}

# They never reset, and what console or CPU say ends them long before their time.
seconds=60
ends_own() {
	start=$(date +%s)
	expect 1 "$numaboot" boot "./$1" --topology uma --workload wall \
		--timeout $seconds
	say_so "guest-panic: $2"
	[ $(($(date +%s) - start)) -lt $((seconds / 2)) ] ||
		fail "$1: waited for the timeout"
}

own_kernel halting <<'ASM'
	cli
	hlt
ASM
ends_own halting "the guest halted with interrupts off at 0x100002, before the kernel proper; its console is empty"

# Before it read panic=, and its console was there.
own_kernel panicking <<'ASM'
	start = .
	movl $0x100000 + text - start, %esi
	movl $end - text, %ecx
	movw $0x3f8, %dx
	rep outsb
1:	jmp 1b
text:	.ascii "early\nKernel panic - not syncing: made to fail\n"
	end = .
ASM
ends_own panicking "Kernel panic - not syncing: made to fail"

# Of a kernel that nothing is known of a boot tells, and it tells both.
expect 1 "$numaboot" kernel check --boot ./halting -q "boot movable_node"
say_so "a boot: guest-panic: the guest halted with interrupts off at 0x100002"
grep -q '^boot  *no  *by a boot: the guest halted' output ||
	fail "a kernel that halts boots"
expect 0 "$numaboot" kernel check --boot ./panicking
grep -q '^console  *yes  *by a boot' output || fail "it printed something"
expect 0 "$numaboot" kernel check --boot patched -q "boot movable_node 2M"
[ "$(grep -c ' yes  *by a boot$' output)" -eq 3 ] || fail "not all by a boot"

# Parameters of an arm come last: this one undoes what makes pages small.
expect 1 "$numaboot" boot unpatched+debug_pagealloc=off --topology numa2 \
	--workload placement --mapping 4K --timeout 15
say_so "guest-failed: guest: found larger pages in the direct map, expected 4K"

# A bzImage whose header is right and whose kernel is not.
image=$("$numaboot" kernel build unpatched | sed 's/^[^ ]* //')
cp "$image" broken
dd if=/dev/urandom of=broken bs=4096 seek=40 count=400 conv=notrunc status=none
expect 1 "$numaboot" boot ./broken --topology uma --workload placement \
	--timeout 15
grep -qE '"end_state": "(timeout|guest-panic)"' \
	out/boot/latest/runs/*/result.json || fail "a broken image came up"
