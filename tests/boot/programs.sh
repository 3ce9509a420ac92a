#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Programs run in real guests: what they print arrives whole, what they cannot do
# under emulation is skipped while the rest of the plan goes on, and the host's
# perf runs with its libraries.
. tests/lib.sh
cd "$work"

# plan WORKLOADS [ARGUMENTS]...: programs.plan, booted whatever this host has
plan() {
	cat >programs.plan <<-PLAN
		[plan]
		arms = unpatched
		topologies = numa2
		mappings = 2M
		workloads = $1
		engine = timed
		timeout = 200
		[arguments]
	PLAN
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" >>programs.plan
	code=0
	"$numaboot" run ./programs.plan --allow-tcg --no-report >output 2>&1 ||
		code=$?
	run=out/programs/latest
}

# value METRIC ITEM NODE
value() {
	sample "$run" "$1" "$2" "$3" unpatched numa2 2M
}

evidence() {
	echo "$run/runs/b0-unpatched-numa2-2M-$1"
}

small="--bytes 4M --samples 2"
plan "numa-latency wall direct-map" \
	"numa-latency = --pages 4K --load 0 $small" \
	"direct-map = $small --reads 1000 --faults 1000 --forks 5 --lookups 1000 --syscalls 1000"
[ "$code" -eq 0 ] || { cat output; fail "exit code $code, expected 0"; }
if grep -q '"accelerator": "kvm"' "$run/run.json"; then
	for node in 0 1; do
		for cpu in 0 1; do
			[ "$(value latency.emulated.ns node$cpu.4K.load0 $node | wc -l)" -eq 2 ] ||
				fail "no latency of node $cpu and node $node"
			[ "$(value operation.emulated.ns node$cpu.read $node | wc -l)" -eq 2 ] ||
				fail "no read of node $cpu and node $node"
		done
	done
else
	for name in numa-latency direct-map; do
		grep -q '"end_state": "skipped"' "$(evidence $name)/result.json" ||
			fail "$name: was not skipped"
		[ "$(grep -c "$name: skipped: $name: not measurable here: times; this CPU is emulated (QEMU TCG)" output)" -eq 1 ] ||
			fail "$name: does not say why, once"
		grep -q '"program":"'$name'","status":77' \
			"$(evidence $name)/guest.jsonl" ||
			fail "$name: no record of its exit"
	done
	! grep -qE ',(latency|bandwidth|operation)\.' "$run/samples.csv" ||
		fail "a skipped run has samples"
fi
! grep -qE ',(latency|bandwidth|operation)\.(ns|bytes)' "$run/samples.csv" ||
	fail "a time between nodes that are none"
[ "$(csv "$run/samples.csv" 'f["workload"] == "wall" && f["metric"] == "run.completed" { print f["value"] }')" -eq 1 ] ||
	fail "the rest of the plan did not go on"

# Whatever they are worth, rows come from every pair of nodes.
plan numa-latency "numa-latency = --emulated --pages 4K --load 0 $small"
grep -q '"record":"exit".*"status":\(0\|77\),' "$(evidence numa-latency)/guest.jsonl" ||
	{ cat output; fail "numa-latency --emulated failed"; }
[ "$(grep -cE '"text":"[0-9]+,[12],(latency|bandwidth),[01],[01],[01],4096,0,4194304,' \
	"$(evidence numa-latency)/guest.jsonl")" -eq 16 ] ||
	fail "not two blocks of four pairs in two kinds"

# A program that does not end in time is ended, and says so.
sed -i 's/^timeout = .*/timeout = 15/; s/^numa-latency = .*/& --samples 1000000/' programs.plan
expect 1 "$numaboot" run ./programs.plan --allow-tcg --no-report
say_so "guest-failed: numa-latency did not end within the guest's deadline"

# The other witness: the host's perf, with its libraries.
[ -n "$(command -v perf)" ] || exit 0
plan perf-bench "perf-bench = bench numa mem -p 1 -t 1 -P 16 -s 1 -z --no-data_rand_walk -C %c -M %m"
[ "$code" -eq 0 ] || { cat output; fail "exit code $code, expected 0"; }
for cpu in 0 1; do
	for node in 0 1; do
		speed=$(value perf_bench.emulated.bytes_per_s node$cpu $node)
		[ "${speed%.*}" -gt 1000000 ] ||
			fail "perf: no speed of node $cpu and node $node"
	done
done
