#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Whatever QEMU and the guest do, the run ends in time, is sealed with the
# right end state, and says why in one sentence.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
# Under a name that no other test has.
cp "$fake" "$work"
fake=$work/fake-qemu

seconds=2
# ends MODE STATE SENTENCE
ends() {
	expect 1 env FAKE_QEMU="$1" "$numaboot" boot ./bzImage --qemu "$fake" \
		--topology numa2 --workload wall --timeout $seconds
	say_so "$2: $3"
	say_so "1 $2"
	run=out/boot/latest/runs/b0-bzImage-numa2-2M-wall
	grep -q "\"end_state\": \"$2\"" "$run/result.json" || fail "$1: result"
	(cd "$run" && sha256sum --quiet --check SHA256SUMS) || fail "$1: sums"
	[ -z "$(find out -name '*.partial')" ] || fail "$1: left a .partial"
	! pgrep -f "^$fake " >/dev/null || fail "$1: QEMU still runs"
}

ends silent timeout "QEMU did not answer on QMP in time"
ends garbage qemu-died 'QMP: found `Welcome to the machine`, expected a JSON object'
ends cut qemu-died "QEMU closed its QMP connection"
ends refuse qemu-died "cont: QEMU refused: not today"
ends crash qemu-died "QEMU was ended by signal 6 (SIGABRT)"
ends killed qemu-killed "QEMU was ended by signal 9 (SIGKILL) from outside"
ends killed-early qemu-killed "QEMU was ended by signal 9 (SIGKILL) from outside"
# Also the QEMU that a script starts.
real=$fake
printf '#!/bin/sh\n"%s" "$@"\n' "$fake" >qemu
echo 'exit $?' >>qemu
chmod +x qemu
fake=./qemu
ends killed qemu-killed "QEMU was ended by signal 9 (SIGKILL) from outside"
ends crash qemu-died "QEMU was ended by signal 6 (SIGABRT)"
fake=$real
ends flood flooded "the console grew to the limit of 64 MiB"
seconds=20
ends chatter flooded "QEMU said more than the limit of 4 MiB on QMP"
seconds=2
ends complain qemu-died "QEMU closed its QMP connection: qemu-system-x86_64: -numa: no such thing"
ends hang timeout "the guest did not end within 2 s; its console is empty"
# Nothing is printed, and QEMU says what the CPUs do: no wait for the timeout.
seconds=60
ends halted guest-panic "the guest halted with interrupts off at 0xffffffff81000012; its console is empty"
seconds=2
ends half-halted timeout "the guest did not end within 2 s; its console is empty; it waited for an interrupt at 0xffffffff81000012"
ends idle timeout "the guest did not end within 2 s; its console is empty; it waited for an interrupt at 0xffffffff81000012"
ends refused timeout "the guest did not end within 2 s; its console is empty"
! grep -q "0xffff" output || fail "a place that nobody told"
ends told qemu-killed "QEMU was told to end: host-signal"
ends linger timeout "QEMU closed its QMP connection but did not end"
ends complete guest-panic "the guest reset, and its console is empty: does the kernel have CONFIG_SERIAL_8250_CONSOLE?"

printf 'early line\r\n' >console
export FAKE_CONSOLE="$work/console"
ends complete guest-panic "the guest reset before it said why"
printf 'early line\nnumaboot guest: open /dev/ttyS1: No such device\n' >console
ends complete guest-panic "numaboot guest: open /dev/ttyS1: No such device"

printf 'early line\r\n[    0.1] Kernel panic - not syncing: No init\r\n' >console
ends complete guest-panic "Kernel panic - not syncing: No init"
# It panicked before it read panic=, and never resets: no wait for the timeout.
seconds=60
ends hang guest-panic "Kernel panic - not syncing: No init"
# The line before it that says most of the reason comes along.
cat >console <<'CONSOLE'
------------[ cut here ]------------
WARNING: CPU: 0 PID: 0 at mm/memblock.c:1 find+0x1/0x2()
memblock: bottom-up allocation failed, memory hotunplug may be affected
CPU: 0 PID: 0 Comm: swapper Not tainted 3.12.0 #1
---[ end trace 1 ]---
Kernel panic - not syncing: alloc_low_page: can not alloc memory
Call Trace:
CONSOLE
ends hang guest-panic "Kernel panic - not syncing: alloc_low_page: can not alloc memory (after: memblock: bottom-up allocation failed"
seconds=2

# Bytes that are no text neither stop the run nor reach the terminal.
printf 'bytes \377\033[2J\n' >console
ends hang timeout "the guest did not end within 2 s; its console ends with: bytes ??[2J"

cat >records <<'RECORDS'
{"record":"hello","version":1,"kernel":"6.1.0","cmdline":""}
{"record":"end","state":"failed","reason":"mount /proc: No such device"}
RECORDS
export FAKE_RECORDS="$work/records"
ends complete guest-failed "mount /proc: No such device"

cat >records <<'RECORDS'
{"record":"hello","version":1,"kernel":"6.1.0","cmdline":""}
{"record":"end","state":"completed","reason":""}
RECORDS
ends complete guest-failed "guest.jsonl: found no possible record"

echo 'not a record' >records
ends complete guest-failed "guest.jsonl:1: found"
