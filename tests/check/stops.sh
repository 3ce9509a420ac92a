#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A boot that is to be paused ends in time and says why, whatever the gdb stub
# does; a kernel that cannot be paused is refused before its first boot.
. tests/lib.sh
use_empty_cache
cd "$work"
# Under a name that no other test has.
cp "$fake" "$work"
fake=$work/fake-qemu
linked_kernel bzImage vmlinux _text run_init_process init_mem_mapping \
	initmem_init _etext

seconds=2
# ends MODE STATE SENTENCE
ends() {
	expect 1 env FAKE_QEMU="$1" "$numaboot" boot ./bzImage --qemu "$fake" \
		--topology numa2 --workload pagetable --timeout $seconds
	say_so "$2: $3"
	run=out/boot/latest/runs/b0-bzImage-numa2-2M-pagetable
	(cd "$run" && sha256sum --quiet --check SHA256SUMS) || fail "$1: sums"
	[ -e "$run/gdb.log" ] || fail "$1: no gdb.log"
	! pgrep -f "^$fake " >/dev/null || fail "$1: QEMU still runs"
}

ends mute-stub timeout "QEMU's gdb stub did not answer in time"
ends odd-stub qemu-died 'gdb stub: found `not a packet`, expected a packet'
ends no-stub qemu-died 'gdb stub: `Z1,ffffffff81000020,1` was refused with E22'
ends lost-stub qemu-died "init_mem_mapping.return: found the guest stopped at 0x1234, expected 0xffffffff81000020"
grep -q '^< T05thread:01;$' "$run/gdb.log" || fail "the stop is not in gdb.log"
ends hang timeout "the guest did not end within 2 s"
# It halts between two stops, and its symbols say where.
seconds=60
ends halted guest-panic "the guest halted with interrupts off in run_init_process+0x2 (0xffffffff81000012); its console is empty"
# What it had to say is in its memory, behind __log_buf.
cp bzImage silent-bzImage
cp vmlinux silent-vmlinux
linked_kernel bzImage vmlinux _text run_init_process init_mem_mapping \
	initmem_init __log_buf _etext
printf '\001\000\002Linux version 9.9\000\003\000Kernel panic - not syncing: made\000' >log
export FAKE_LOG="$work/log"
ends idle guest-panic "Kernel panic - not syncing: made"
[ -e "$run/log-buffer.bin" ] || { ls "$run" >&2; fail "the log buffer is lost"; }
grep -q '"memsave", "arguments": {"val": -2130706368, "size": 16,' "$run/qmp.log" ||
	{ cat "$run/qmp.log" >&2; fail "asked for other memory"; }
mv silent-bzImage bzImage
mv silent-vmlinux vmlinux
seconds=2
ends complete guest-panic "the guest reset, and its console is empty: does the kernel have CONFIG_SERIAL_8250_CONSOLE?"

cat >records <<'RECORDS'
{"record":"hello","version":1,"kernel":"6.1.0","cmdline":""}
{"record":"end","state":"completed","reason":""}
RECORDS
export FAKE_RECORDS="$work/records"
ends complete guest-failed "the guest ended without reaching init_mem_mapping.return"

# The machine's RAM is in files without names.
grep -q 'memory-backend-file,id=ram1,size=1024M,reserve=off,share=on,mem-path=/dev/fd/' \
	"$run/command.json" || fail "RAM is not shared"

objcopy --strip-symbol=initmem_init vmlinux
expect 2 "$numaboot" boot ./bzImage --qemu "$fake" --workload pagetable
say_so "vmlinux: the kernel has no function initmem_init for the stop initmem_init.return"
rm vmlinux
expect 2 "$numaboot" boot ./bzImage --qemu "$fake" --workload pagetable
say_so "pausing it needs its symbols, and no System.map or vmlinux of this build is beside it"

# Symbols of another build are refused before the first boot.
mv bzImage other
linked_kernel bzImage vmlinux _text more run_init_process init_mem_mapping \
	initmem_init _etext
mv other bzImage
expect 2 "$numaboot" boot ./bzImage --qemu "$fake" --topology numa2 \
	--workload pagetable
say_so "vmlinux: found build id"
printf 'ffffffff81000000 T _text\nffffffff81000020 T init_mem_mapping\n' >System.map
expect 2 "$numaboot" boot ./bzImage --qemu "$fake" --topology numa2 \
	--workload pagetable
say_so "System.map: cannot be shown to fit"
