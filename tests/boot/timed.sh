#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Where KVM works, a timed boot gives a time; where it does not, the run says
# so once, is skipped, and never waits for long.  Emulation gives no times.
. tests/lib.sh
cd "$work"

ended=0
timeout 60 "$numaboot" boot unpatched --engine timed --workload wall \
	--topology uma >output 2>&1 || ended=$?
case $ended in
0) metric=boot.wall.ns ;;
77)
	metric=boot.emulated.ns
	[ "$(grep -c '^skipped: ' output)" -eq 1 ] || fail "not said once"
	[ "$(sample out/boot/latest run.completed "" "" unpatched uma 2M)" = 0 ] ||
		fail "a skipped run completed"
	expect 0 "$numaboot" boot unpatched --engine timed --workload wall \
		--topology uma --allow-tcg
	;;
*)
	cat output
	fail "exit code $ended"
	;;
esac
[ "$(sample out/boot/latest $metric "" "" unpatched uma 2M)" -gt 1000000 ] ||
	fail "no $metric"
[ "$(grep -c 'boot\.wall\.ns' out/boot/latest/samples.csv)" -eq "$((ended == 0))" ] ||
	fail "a time that is none"

# A node of the guest on a node of the host, its vCPUs on CPUs of that node.
cat >bound.topo <<'TOPO'
[topology]
host-node = auto
[node 0]
memory = 512M
cpus = 1
TOPO
expect 0 "$numaboot" boot unpatched --engine timed --workload wall \
	--topology ./bound.topo --allow-tcg
run=$(echo out/boot/latest/runs/*)
tr -d ' \n' <"$run/result.json" | grep -qE '"host_cpus":\[[0-9]+\],"host_nodes":\[[0-9]+\]' ||
	fail "the guest was not pinned and bound"
grep -qE ' bind:([0-9]+) .*N\1=131072 ' "$run/numa_maps" ||
	fail "numa_maps does not have the guest's 512 MiB on its node"

# 64 nodes are more than any host has CPUs or memory nodes for.
{
	printf '[topology]\nhost-node = auto\n'
	for node in $(seq 0 63); do
		printf '[node %d]\nmemory = 128M\ncpus = 1\n' "$node"
	done
} >many.topo
before=$(ls out/boot)
expect 2 "$numaboot" boot unpatched --engine timed --workload wall \
	--topology ./many.topo --allow-tcg
say_so "topology many: \`host-node = auto\` found"
[ "$(ls out/boot)" = "$before" ] || fail "a refused plan left a folder"

# hyperfine times the whole boot, which takes longer than its guest.
whole=$(sample out/boot/latest "qemu${metric#boot}" "" "" unpatched bound 2M)
[ "$whole" -gt "$(sample out/boot/latest $metric "" "" unpatched bound 2M)" ] ||
	fail "no whole boot by hyperfine"

# perf counts QEMU where it can; what is not there is said once.
perf stat --field-separator=, --log-fd=1 --event=page-faults true |
	grep -q '^[0-9]' || exit 0
[ "$(sample out/boot/latest qemu.page_faults "" "" unpatched bound 2M)" -gt 100 ] ||
	fail "no page faults of QEMU"
mkdir without-perf
ln -s /usr/bin/* without-perf
rm -f without-perf/perf without-perf/hyperfine
expect 0 env PATH="$work/without-perf" "$numaboot" boot unpatched --engine timed \
	--workload wall --topology uma --allow-tcg --blocks 2
[ "$(grep -c '^perf counts nothing of QEMU: cannot run perf: ' output)" -eq 1 ] ||
	fail "the absence of perf is not said once"
[ "$(grep -c '^hyperfine times nothing: cannot run hyperfine: ' output)" -eq 1 ] ||
	fail "the absence of hyperfine is not said once"
