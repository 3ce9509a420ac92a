#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A machine that dies while its memory is taken offline: what the guest had said
# of each block until then is in the evidence.
. tests/lib.sh
cd "$work"

# 224 blocks take the guest some seconds, whatever else this machine does.
"$numaboot" hotremove unpatched --topology 8x4G --mapping 2M \
	>output 2>&1 &
pid=$!
# shellcheck disable=SC2064
trap "kill $pid 2>/dev/null || :; rm -rf '$work'" EXIT

# blocks FILE: how many the guest has told of
blocks() {
	grep -c '"record":"block"' "$1" || :
}

records=
tries=0
until [ "$records" ] && [ "$(blocks "$records")" -ge 2 ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 3000 ] || fail "the guest told of no blocks"
	sleep 0.02
	records=$(find out -path '*.partial/guest.jsonl' 2>/dev/null || :)
done
told=$(blocks "$records")
# QEMU is the child of a worker.
pkill -KILL -P "$(pgrep -d, -P "$pid")" qemu-system || fail "found no QEMU"
code=0
wait "$pid" || code=$?
cat output
[ "$code" -eq 1 ] || fail "exit code $code"
grep -q "qemu-killed: QEMU was ended by signal 9" output || fail "no sentence"

run=$(echo out/hotremove/latest/runs/*)
(cd "$run" && sha256sum --quiet --check SHA256SUMS) || fail "not sealed"
kept=$(blocks "$run/guest.jsonl")
[ "$kept" -ge "$told" ] || fail "$kept of $told blocks are kept"
[ "$kept" -lt 224 ] || fail "the guest was not half-way: $kept blocks"
