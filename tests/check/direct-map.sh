#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the kernel does through its direct map is sampled on any host: every
# row is checked, marks are plain stores where nobody watches them, and what
# the host does not have is said by exit code 77 and one sentence.
. tests/lib.sh
direct=$root/build/direct-map

# count_rows NUMBER CONDITION: so many rows of $work/rows fulfil it
count_rows() {
	grep -v '^#' "$work/rows" >"$work/csv"
	found=$(csv "$work/csv" "$2 { count++ } END { print count + 0 }")
	[ "$found" -eq "$1" ] || {
		cat "$work/rows"
		fail "found $found rows, expected $1: $2"
	}
}

# measure CODE OPTION...: the rows go to $work/rows
measure() {
	wanted=$1
	shift
	code=0
	"$direct" --bytes 2M --reads 700 --faults 1500 --forks 3 --lookups 50 \
		--syscalls 60 "$@" >"$work/rows" 2>"$work/output" || code=$?
	[ "$code" -eq "$wanted" ] || {
		cat "$work/rows" "$work/output"
		fail "exit code $code, expected $wanted: $*"
	}
}

refused() {
	sentence=$1
	shift
	expect 2 "$direct" "$@"
	say_so "direct-map: $sentence"
	[ "$(wc -l <"$work/output")" -eq 1 ] || fail "more than a sentence: $*"
}

refused '--bytes: found `5M`, expected a multiple of 2M' --bytes 5M
refused '--operations: found `forks`, expected read, fault' -o forks
refused '--fault: unknown option' --fault 2
refused 'found `all`, expected options only' all
"$direct" --version | grep -q '^direct-map [0-9]' || fail "no version"

[ -d /sys/devices/system/node ] || {
	expect 77 "$direct"
	exit 77
}

# Each operation as often as it was asked for, in every block.
measure 0 --local --samples 3
nodes=$(grep -c '^# node [0-9]*: [1-9].*CPUs [0-9]' "$work/rows")
[ "$nodes" -ge 1 ] || fail "no node in the header"
all=$((nodes * 3))
count_rows $((all * 5)) 1
count_rows $all 'f["operation"] == "read" && f["operations"] == 700 &&
	f["bytes"] == 700 * 64'
count_rows $all 'f["operation"] == "fault" && f["operations"] == 1500 &&
	f["bytes"] == 1500 * 4096 && f["faults"] >= 1500'
count_rows $all 'f["operation"] == "fork" && f["operations"] == 3'
count_rows $all 'f["operation"] == "dentry" && f["operations"] == 50'
count_rows $all 'f["operation"] == "syscall" && f["operations"] == 60'
count_rows $((all * 5)) 'f["mark"] == "" && f["ns"] > 0'
count_rows $((all * 3)) 'f["memory_node"] == f["cpu_node"]'
count_rows $((all * 2)) 'f["memory_node"] == ""'
for block in 1 2 3; do
	count_rows $((nodes * 5)) 'f["block"] == '$block
done
for name in kernel cpu DirectMap4k backing folder seed emulated; do
	grep -q "^# $name: ." "$work/rows" || fail "the header lacks $name"
done

# A process reads its own memory where there is no memfd_create.
measure 0 --local --operations read --backing mem --read-bytes 4096
grep -q '^# backing: mem$' "$work/rows" || fail "it did not read mem"
count_rows $((nodes * 5)) 'f["bytes"] == 700 * 4096 && f["ns"] > 0'

# With marks no time, the same order for the same seed, another for another.
order() {
	measure 0 --local --mark --samples 2 --seed "$1"
	count_rows $((nodes * 10)) 'f["mark"] == f["sample"] && f["ns"] == ""'
	cut -d, -f1-9 "$work/csv"
}
[ "$(order 1)" = "$(order 1)" ] || fail "two orders for one seed"
[ "$(order 1)" != "$(order 2)" ] || fail "one order for two seeds"
grep -q '^# time' "$work/rows" && fail "--mark tells the time"
measure 1 --mark --samples 64
say_so "rows, expected 63 at most"

# All pairs: one node has its own memory only.
if [ "$nodes" -eq 1 ]; then
	measure 77 --samples 1
	say_so "not measurable here: cross-node access; found one node"
	count_rows 5 1
	measure 0 --mark
	count_rows 5 1
fi

# It ends when it is told to, and by itself.
measure 1 --local --samples 1000000 --seconds 1
say_so "the time is over before all samples are taken (--seconds)"
expect_interrupt "$direct" --local --samples 1000000 --seconds 60
