#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What programs in guests print becomes samples; one that cannot do its work
# skips its run and says so once; rows that are none and programs that the host
# lacks get one sentence.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
cat >machine.topo <<'TOPO'
[node 0]
memory = 1G
cpus = 1
[node 1]
memory = 1G
cpus = 1
TOPO
cat >times.plan <<'PLAN'
[plan]
arms = ./bzImage
topologies = ./machine.topo
mappings = 2M
workloads = numa-latency direct-map
engine = timed
timeout = 10
[arguments]
numa-latency = --load 0,50 --local
PLAN

line() {
	echo "{\"record\":\"line\",\"program\":\"$1\",\"text\":\"$2\"}"
}

# One pair of nodes of each program, two blocks of numa-latency.
{
	guest_records 1000000,10,20 1000000,20,10
	line numa-latency '# emulated: no'
	line numa-latency 'sample,block,kind,cpu_node,memory_node,page_bytes,load,bytes,steps,ns'
	line numa-latency '1,1,latency,0,1,4096,0,268435456,4000,400100'
	line numa-latency '2,2,latency,0,1,4096,0,268435456,4000,400200'
	line numa-latency '3,1,bandwidth,0,1,4096,50,268435456,4000,100000000'
	line direct-map 'sample,block,operation,cpu_node,memory_node,operations,ns'
	line direct-map '1,1,read,1,0,1000,500500'
	line direct-map '2,1,syscall,1,,1000,50000'
} >rows
{ cat rows; echo "$guest_end"; } >records
export FAKE_QEMU=complete FAKE_RECORDS="$work/records"

# The fake QEMU has no threads that could be counted, timed or pinned.
mkdir tools
ln -s /usr/bin/* /bin/sh tools 2>/dev/null || :
rm -f tools/perf tools/hyperfine
export PATH="$work/tools"
cpu=$(taskset -cp $$)
cpu=${cpu##* }
taskset -cp "${cpu%%[,-]*}" $$ >/dev/null

# run CODE OPTION...: the plan's boots, whose evidence is then in $run
run() {
	code=$1
	shift
	expect "$code" "$@" "$numaboot" run ./times.plan --qemu "$fake" \
		--allow-tcg --no-report
	run=out/times/latest
}

# value METRIC ITEM NODE ITERATION
value() {
	csv "$run/samples.csv" '
		f["metric"] == metric && f["item"] == item &&
		f["node"] == node && f["iteration"] == iteration &&
		f["class"] == "noisy" { print f["value"] }
	' metric="$1" item="$2" node="$3" iteration="$4"
}

# has VALUE METRIC ITEM NODE ITERATION
has() {
	wanted=$1
	shift
	[ "$(value "$@")" = "$wanted" ] || {
		cat "$run/samples.csv"
		fail "found \`$(value "$@")\`, expected $wanted: $*"
	}
}

run 0 env
# These nodes are not bound to any of the host's: no time is one of memory.
has 100.025 latency.emulated.ns node0.4K.load0 1 0
has 100.050 latency.emulated.ns node0.4K.load0 1 1
has 2684354560.000 bandwidth.emulated.bytes_per_s node0.4K.load50 1 0
has 500.500 operation.emulated.ns node1.read 0 0
has 50.000 operation.emulated.ns node1.syscall "" 0
tr -d ' \n' <"$run/run.json" | grep -q -- '--deadline=8run=numa-latency,--load,0,,50,--local"' ||
	fail "the plan's arguments are not on the command line"

! grep -qE ',(latency|bandwidth|operation)\.(ns|bytes)' "$run/samples.csv" ||
	fail "a time that is none"

# Only guests that run a program have it.
count=$(find "$run/inputs" -name '*.cpio' | wc -l)
[ "$count" -eq 3 ] || fail "found $count initramfs, expected 3"
[ "$(stat -c %s "$run/inputs/numa-latency.cpio")" -gt \
	"$(($(stat -c %s "$run/inputs/initramfs.cpio") + 500000))" ] ||
	fail "numa-latency is not in its initramfs"

# A program that cannot work here: one sentence, no samples, code 77.
{
	cat rows
	echo '{"record":"end","state":"skipped","reason":"tool: not here"}'
} >skipped
FAKE_RECORDS=$work/skipped run 77 env
[ "$(grep -c 'skipped: tool: not here' "$work/output")" -eq 1 ] ||
	fail "a skip was not said once"
say_so "2 of 2 runs"
say_so "2 skipped"
[ "$(grep -c ',run.completed,,,0,' "$run/samples.csv")" -eq 2 ] ||
	fail "skipped runs completed"

# Output that is not as it should be.
# broken SED-SCRIPT SENTENCE
broken() {
	sed "$1" records >broken
	FAKE_RECORDS=$work/broken run 1 env
	say_so "direct-map: guest-failed: guest.jsonl: $2"
	say_so "1 completed, 1 guest-failed"
}
broken '/"direct-map"/s/500500/0/' "direct-map: found a row without block, operations or time, expected all"
broken '/"direct-map"/s/,500500/,x/' 'row 1 of direct-map: found ns `x`, expected a number'
broken '/"direct-map"/s/,500500//' "row 1 of direct-map: found 6 fields, expected 7"
broken '/"direct-map"/s/operations,//;s/1000,5/5/;s/1000,5/5/' 'rows of direct-map: found no column `operations`, expected one'
broken '/"direct-map"/d' "found no row of direct-map, expected some"

# The host has no perf: that workload is skipped, the other one is not.
sed -i 's/^workloads = .*/workloads = numa-latency perf-bench/' times.plan
run 0 env
say_so "perf-bench: skipped: found no program perf on this host, expected perf"
say_so "1 completed"
has 100.025 latency.emulated.ns node0.4K.load0 1 0
