#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Memory latency is sampled on any host, every sample is a checked row, and
# what the host does not have is said by exit code 77 and one sentence.
. tests/lib.sh
latency=$root/build/numa-latency

# rows CONDITION: how many rows of $work/rows fulfil it, fields by their names
rows() {
	awk -F, '
		/^#/ { next }
		!names { for (i = 1; i <= NF; i++) at[$i] = i; names = NF; next }
		NF != names { print "fields:", $0; exit 1 }
		'"$1"' { count++ }
		END { print count + 0 }
	' "$work/rows"
}

# count_rows NUMBER CONDITION
count_rows() {
	[ "$(rows "$2")" = "$1" ] || {
		cat "$work/rows"
		fail "found $(rows "$2") rows, expected $1: $2"
	}
}

# measure CODE OPTION...: the rows go to $work/rows
measure() {
	code=0
	"$latency" "$@" >"$work/rows" 2>"$work/output" || code=$?
	"$latency" --version | grep -q '^numa-latency [0-9]' || fail "no version"
}

refused() {
	sentence=$1
	shift
	expect 2 "$latency" "$@"
	say_so "numa-latency: $sentence"
	[ "$(wc -l <"$work/output")" -eq 1 ] || fail "more than a sentence: $*"
}

refused '--predict: this program only measures, see `numaboot predict`' --predict x
refused '--scattered: unknown option' --scattered
refused '--bytes: found `5M`, expected a multiple of 2M' --bytes 5M
refused '--nodes: unknown option' --nodes 2
refused 'found `all`, expected options only' all

[ -d /sys/devices/system/node ] || {
	expect 77 "$latency"
	exit 77
}

# Idle, local, small pages: every host has that.
measure --local --bytes 4M --pages 4K --load 0 --samples 3
[ "$code" -eq 0 ] || { cat "$work/output"; fail "exit code $code, expected 0"; }
nodes=$(grep -c '^# node [0-9]*: [1-9].*CPUs [0-9]' "$work/rows")
[ "$nodes" -ge 1 ] || fail "no node in the header"
count_rows $((nodes * 6)) 1
count_rows $((nodes * 3)) '$at["kind"] == "latency" && $at["steps"] == 65536 &&
	$at["bytes"] == 4194304 && $at["stride"] == 64 && $at["ns"] > 65536 / 4'
count_rows $((nodes * 3)) '$at["kind"] == "bandwidth" && $at["steps"] == 524288'
count_rows $((nodes * 6)) '$at["cpu_node"] == $at["memory_node"] &&
	$at["pages_on_node"] == 1024 && $at["huge_bytes"] == 0 &&
	$at["load_threads"] == 0 && $at["load_bytes"] == 0'
for block in 1 2 3; do
	count_rows $((nodes * 2)) '$at["block"] == '$block
done
for name in kernel cpu governor transparent_hugepage seed emulated; do
	grep -q "^# $name: ." "$work/rows" || fail "the header lacks $name"
done

# All pairs: on one node its own, and 77.
measure --bytes 8M --pages 4K --load 0,50,100 --samples 1
cpus=$(grep -c '^# node [0-9]*: .*CPUs [0-9]* [0-9]' "$work/rows" || :)
if [ "$(grep -c '^# node' "$work/rows")" -eq 1 ]; then
	[ "$code" -eq 77 ] || fail "one node: exit code $code, expected 77"
	say_so "not measurable here: cross-node access; found one node"
	count_rows 2 '$at["load"] == 0'
fi
if [ "$cpus" -gt 0 ]; then
	count_rows "$(rows '$at["load"] > 0')" '$at["load_threads"] > 0'
	[ "$(rows '$at["load_bytes"] > 0')" -gt 0 ] || fail "no load"
else
	say_so "not measurable here: latency under load"
fi

# Pages of 2 MiB are what they are called, or it is said that there are none.
measure --local --bytes 4M --pages 2M --load 0 --samples 1
if [ "$code" -eq 77 ]; then
	say_so "not measurable here: pages of 2 MiB; found"
	count_rows 0 1
else
	count_rows "$(rows 1)" '$at["huge_bytes"] == 4194304'
fi

# Added instructions take the time that they take without memory.
expect 0 "$latency" --self-check
say_so "ns per instruction:"

expect 2 "$numaboot" predict x --nested 1G
say_so 'numaboot: --nested: found `1G`, expected 4K or 2M'

# A prediction measures nothing: twice the same.  32 MiB are 8192 pages of 4 KiB,
# more than the TLB holds 1536 of, visited in turn; of 16 of 2 MiB none is walked.
mmu=$root/bench/mmu/cascade-lake.ini
expect 0 "$numaboot" predict "$mmu" --bytes 32M --stride 4096
cp "$work/output" "$work/predicted"
expect 0 "$numaboot" predict "$mmu" --bytes 32M --stride 4096
cmp "$work/output" "$work/predicted"
awk -F, '$1 == "latency" && $2 == 4096 && $5 == 8192 && $6 > 8000 { small = 1 }
	$1 == "latency" && $2 == 2097152 && $5 == 8192 && $6 == 0 { huge = 1 }
	END { exit !(small && huge) }' "$work/output" || fail "wrong walks"
expect 0 "$numaboot" predict "$mmu" --bytes 8M --nested 4K --scattered \
	--aligned --seed 7 --pages 2M,4K
say_so latency,2097152,8388608,64,131072,33395,77460,22725,0,0,0,0,131072,0,3952196
say_so latency,4096,8388608,64,131072,33395,103688,81238,11318,0,0,0,131072,0,4649229
printf '[cpu]\nnames = x\n' >"$work/model.ini"
expect 1 "$numaboot" predict "$work/model.ini"
say_so "model.ini:2: found \`names = x\`, expected name ="

# It ends when it is told to, and by itself.
expect 1 "$latency" --local --samples 1000000 --seconds 1
say_so "the time is over before all samples are taken (--seconds)"
expect_interrupt "$latency" --local --samples 1000000 --seconds 60
