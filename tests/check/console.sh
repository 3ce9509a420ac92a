#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A console that does not say everything fails its run, with the line, and
# costs no other run its samples.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >good
# The arm +bad has the file bad for its console, the other one good.
cat >qemu <<SCRIPT
#!/bin/sh
FAKE_CONSOLE=$work/good FAKE_RECORDS=$work/records
case "\$*" in *+bad-*) FAKE_CONSOLE=$work/bad ;; esac
export FAKE_CONSOLE FAKE_RECORDS
exec "$fake" "\$@"
SCRIPT
chmod +x qemu

# refuses SENTENCE: the console on stdin is that of the arm +bad
refuses() {
	cat >bad
	expect 1 "$numaboot" compare --again ./bzImage ./bzImage+bad --qemu ./qemu \
		--topology uma --workload placement --no-report
	say_so "guest-failed: $1"
	run=out/compare/latest
	grep -q '"end_state": "guest-failed"' "$run"/runs/*+bad*/result.json ||
		fail "the end state is another: $1"
	cmp bad "$run"/runs/*+bad*/console.log || fail "lost the console: $1"
	[ "$(sample "$run" placement.bytes per-cpu 0 bzImage uma 2M)" -eq \
		8192 ] || fail "the other run has no samples: $1"
	[ "$(sample "$run" run.completed "" "" bzImage+bad uma 2M)" -eq 0 ] ||
		fail "the run has no row: $1"
}

refuses "console.log: found no line of memblock, expected many" </dev/null
head -n 3 good |
	refuses 'console.log: found no line `Memory:`, so the console was cut off'
head -c 130 good |
	refuses 'console.log:2: found `memblock_alloc_try_nid: 8192 bytes align=0x1000'
sed '3s/0x1.0x2/0x[    0.1] smp: CPU1/' good |
	refuses 'console.log:3: found `memblock_reserve: [0x0000000003fffe000'
sed '3{h;s/_res.*/_res/;p;s/.*/smp: CPU1 is up/;p;g;s/.*_res//}' good |
	refuses 'console.log:3: found `memblock_res`, expected a whole line'
sed 's/0x0000000001000000-/&** 7 printk messages dropped ** /' good |
	refuses 'console.log:1: found `memblock_reserve: [0x0000000001000000-** 7 printk'
sed '2i** 7 printk messages dropped **' good |
	refuses 'console.log:2: found `** 7 printk messages dropped **`, expected every line'
sed 's/ setup_arch+0x1.0x2/ 0xffffffff81a0b0c0/' good |
	refuses "console.log:1: found \`memblock_reserve: [0x0000000001000000-0x0000000001bfffff] 0xffffffff81a0b0c0\`, expected a caller's name: the kernel lacks CONFIG_KALLSYMS"
