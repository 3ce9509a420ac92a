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
latency="numa-latency = --pages 4K --load 0 $small"
operations="direct-map = $small --reads 1000 --faults 1000 --forks 5 --lookups 1000 --syscalls 1000"

# Under emulation they say that they cannot do it; the rest of the plan goes on.
plan "numa-latency wall direct-map" "$latency" "$operations"
[ "$code" -eq 0 ] || { cat output; fail "exit code $code, expected 0"; }
grep -q '"accelerator": "kvm"' "$run/run.json" ||
	for name in numa-latency direct-map; do
		grep -q '"end_state": "skipped"' "$(evidence $name)/result.json" ||
			fail "$name: was not skipped"
		[ "$(grep -c "$name: skipped: $name: not measurable here: times; this CPU is emulated (QEMU TCG)" output)" -eq 1 ] ||
			fail "$name: does not say why, once"
		grep -q '"program":"'$name'","status":77' \
			"$(evidence $name)/guest.jsonl" ||
			fail "$name: no record of its exit"
		! grep -qE ",$name,.*,(latency|bandwidth|operation)\." "$run/samples.csv" ||
			fail "$name: a skipped run has samples"
	done
[ "$(csv "$run/samples.csv" 'f["workload"] == "wall" && f["metric"] == "run.completed" { print f["value"] }')" -eq 1 ] ||
	fail "the rest of the plan did not go on"

# Tried all the same: samples of every pair of nodes, under names that are none
# of times, since these nodes are not the host's.
plan "numa-latency direct-map" "$latency --emulated" "$operations --emulated"
[ "$code" -eq 0 ] || { cat output; fail "exit code $code, expected 0"; }
for pair in "0 0" "0 1" "1 0" "1 1"; do
	for metric in latency.emulated.ns:4K.load0 operation.emulated.ns:read \
		bandwidth.emulated.bytes_per_s:4K.load0 operation.emulated.ns:fork; do
		count=$(value "${metric%:*}" "node${pair% *}.${metric#*:}" "${pair#* }" |
			grep -c '[1-9]') || :
		[ "$count" -eq 2 ] ||
			fail "found $count samples of $metric between nodes $pair, expected 2"
	done
done
! grep -qE ',(latency|bandwidth|operation)\.(ns|bytes)' "$run/samples.csv" ||
	fail "a time between nodes that are none"

# Nodes that Linux made up are no nodes.
sed 's/numa2/numa-fake/; s/ --emulated//' programs.plan >fake.plan
expect 77 "$numaboot" run ./fake.plan --allow-tcg --no-report
say_so "skipped: numa-latency: not measurable here: cross-node access; the kernel was booted with numa=fake"
say_so "2 skipped"

# Tried all the same, for the way of the rows: every pair of them has its own.
sed 's/numa2/numa-fake/' programs.plan >fake.plan
expect 0 "$numaboot" run ./fake.plan --allow-tcg --no-report
for pair in "0 0" "0 3" "1 2"; do
	[ "$(sample out/fake/latest latency.emulated.ns "node${pair% *}.4K.load0" \
		"${pair#* }" unpatched numa-fake 2M | grep -c '[1-9]')" -eq 2 ] ||
		fail "no samples between nodes $pair of numa=fake"
done

# A program that does not end in time is ended, and says so.
plan numa-latency "$latency --emulated"
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

# The same perf around a program of ours: what the kernel counts is counted, of
# what only a PMU could count there is nothing under emulation.
plan perf-stat
[ "$code" -eq 77 ] || grep -q '"accelerator": "kvm"' "$run/run.json" || {
	cat output
	fail "exit code $code, expected 77"
}
plan perf-stat "perf-stat = stat --log-fd 1 --field-separator=, -e task-clock,page-faults,cycles,instructions" \
	"perf-stat = -e dTLB-load-misses,dTLB-store-misses,node-load-misses" \
	"perf-stat = -- /bin/direct-map --local -o read $small --emulated"
[ "$code" -eq 0 ] || { cat output; fail "exit code $code, expected 0"; }
[ "$(value perf_stat.page_faults "" "")" -gt 1000 ] || fail "perf: no page faults"
grep -q '"accelerator": "kvm"' "$run/run.json" ||
	! grep -qE ',perf_stat\.(cycles|task_clock)' "$run/samples.csv" ||
	fail "perf: cycles of an emulated CPU"
