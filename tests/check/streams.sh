#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What cannot be printed is a failure, and no file gets the number of a stream
# that was closed.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage

# full PROGRAM WORD...: fails on a full disk, and on a stdout that is closed
full() {
	code=0
	"$@" >/dev/full 2>said </dev/null || code=$?
	[ "$code" -ne 0 ] || fail "succeeds on a full disk: $*"
	grep -q "stdout: " said || fail "no word of it: $*"
	code=0
	"$@" >&- 2>said </dev/null || code=$?
	[ "$code" -ne 0 ] || fail "succeeds without stdout: $*"
	grep -q "stdout: " said || fail "no word of it: $*"
}

full "$numaboot" --help
full "$numaboot" --version
full "$numaboot" boot --help
full "$numaboot" kernel list
full "$numaboot" list workloads
full "$numaboot" list metrics --json
full "$root/build/direct-map" --help
full "$root/build/numa-latency" --help

# All streams closed: every file of the evidence is what it is otherwise.
"$numaboot" boot --qemu "$fake" -w wall -t uma ./bzImage >&- 2>&- <&- || :
run=$(echo out/boot/2*/runs/b0*)
(cd "$run" && sha256sum --quiet --check SHA256SUMS) || fail "sums"
! grep -rl "guest-panic in" out >/dev/null || fail "a file has what was printed"
