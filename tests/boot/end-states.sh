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
