#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A guest that dies while its memory is taken away, or a QEMU that does not take
# it away: the run ends in time, says why in one sentence, and keeps what the
# guest had said until then.
. tests/lib.sh
use_empty_cache
cd "$work"
# Under a name that no other test has.
cp "$fake" "$work"
fake=$work/fake-qemu
fake_kernel bzImage
cat >machine.topo <<'TOPO'
[node 0]
memory = 1G
cpus = 1
[node 1]
start = 4G
memory = 256M
cpus = 1
hot-add = yes
[distance]
default = 20
TOPO

block() {
	echo "{\"record\":\"block\",\"block\":$1,\"node\":1,\"start\":$((4294967296 + $1 * 134217728)),\"bytes\":134217728,\"offline\":$2,\"error\":\"\"}"
}

# What the guest says until it has tried its first block, and until its end.
{
	guest_records 1000000,10,20 262144,20,10
	block 0 true
} >begun
{
	cat begun
	block 1 true
	echo '{"record":"restored","blocks":2,"lost":0}'
	echo '{"record":"unplug","node":1,"blocks":2}'
} >asked
{
	cat asked
	echo '{"record":"unplugged","node":1,"blocks_left":0}'
	echo "$guest_end"
} >gone
sed '/"unplugged"/s/:0}/:2}/' gone >stayed
cat >console <<'CONSOLE'
memblock_reserve: [0x0000000001000000-0x0000000001bfffff] setup_arch+0x1/0x2
Memory: 1000000K/1048576K available
CONSOLE
export FAKE_CONSOLE="$work/console" FAKE_RECORDS="$work/records"

# tries MODE CODE RECORDS: boot, with these records from the guest
tries() {
	cp "$3" records
	expect "$2" env FAKE_QEMU="$1" "$numaboot" hotremove ./bzImage \
		--qemu "$fake" --topology ./machine.topo --timeout 2
	run=$(echo out/hotremove/latest/runs/*)
	(cd "$run" && sha256sum --quiet --check SHA256SUMS) || fail "$1: sums"
	cmp records "$run/guest.jsonl" || fail "$1: lost what the guest said"
	[ -z "$(find out -name '*.partial')" ] || fail "$1: left a .partial"
	! pgrep -f "^$fake " >/dev/null || fail "$1: QEMU still runs"
}

# ends MODE RECORDS STATE SENTENCE
ends() {
	tries "$1" 1 "$2"
	say_so "$3: $4"
	grep -q "\"end_state\": \"$3\"" "$run/result.json" || fail "$1: result"
	[ "$(sample out/hotremove/latest run.completed "" "" bzImage \
		machine 2M)" -eq 0 ] || fail "$1: no row in samples.csv"
}

# The guest dies, hangs or is killed half-way through its blocks.
ends complete begun guest-panic "the guest reset before it said why"
ends crash begun qemu-died "QEMU was ended by signal 6"
ends hang begun timeout "the guest did not end within 2 s; its console ends with: Memory:"
{
	cat console
	echo 'Kernel panic - not syncing: Fatal exception'
} >panic
FAKE_CONSOLE=$work/panic ends complete begun guest-panic \
	"Kernel panic - not syncing: Fatal exception"
{
	cat begun
	block 1 true | head -c 40
} >torn
ends complete torn guest-panic "the guest reset before it said why"

# QEMU does not do what it is asked for.
ends mute-unplug asked timeout "device_del: QEMU did not answer on QMP in time"
ends no-unplug asked qemu-died "device_del: QEMU refused: Device 'dimm1' not found"
ends cut-unplug asked qemu-died "device_del: QEMU closed its QMP connection"
ends lost-guest asked timeout "the guest did not end within 2 s"
grep -q '^> {"execute": "device_del", "arguments": {"id": "dimm1"}}$' \
	"$run/qmp.log" || fail "QEMU was not asked"

unplugged() {
	sample out/hotremove/latest hotremove.unplugged.bytes "" 1 bzImage \
		machine 2M
}

tries unplug 0 gone
[ "$(unplugged)" -eq 268435456 ] || fail "a DIMM that is out does not count"
tries keep-dimm 0 stayed
[ "$(unplugged)" -eq 0 ] || fail "a DIMM that stayed counts as out"
ends keep-dimm gone guest-failed "qmp.log: found no DEVICE_DELETED of dimm1, expected one: the guest has no memory block of node 1 any more"
