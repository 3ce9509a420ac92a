# SPDX-License-Identifier: GPL-2.0-only
# The questions: what a boot is made for, and the parser of its evidence.

direct_src := \
	workloads/direct-map/addresses.c \
	workloads/direct-map/backing.c \
	workloads/direct-map/cells.c \
	workloads/direct-map/dentry.c \
	workloads/direct-map/fault.c \
	workloads/direct-map/fork.c \
	workloads/direct-map/header.c \
	workloads/direct-map/mark.c \
	workloads/direct-map/operations.c \
	workloads/direct-map/options.c \
	workloads/direct-map/policy.c \
	workloads/direct-map/quiet.c \
	workloads/direct-map/read.c \
	workloads/direct-map/records.c \
	workloads/direct-map/sample.c \
	workloads/direct-map/syscall.c \
	workloads/direct-map/work.c

latency_src := \
	workloads/numa-latency/buffer.c \
	workloads/numa-latency/cells.c \
	workloads/numa-latency/cycle.c \
	workloads/numa-latency/deadline.c \
	workloads/numa-latency/emulation.c \
	workloads/numa-latency/facts.c \
	workloads/numa-latency/limits.c \
	workloads/numa-latency/load.c \
	workloads/numa-latency/nodes.c \
	workloads/numa-latency/options.c \
	workloads/numa-latency/pin.c \
	workloads/numa-latency/predict.c \
	workloads/numa-latency/rawclock.c \
	workloads/numa-latency/sample.c \
	workloads/numa-latency/selfcheck.c \
	workloads/numa-latency/shuffle.c \
	workloads/numa-latency/stream.c \
	workloads/numa-latency/words.c

workload_src := \
	workloads/accesses/accesses.c \
	workloads/accesses/capture.c \
	workloads/accesses/evidence.c \
	workloads/accesses/join.c \
	workloads/accesses/owners.c \
	workloads/accesses/print.c \
	workloads/accesses/touched.c \
	workloads/accesses/translation.c \
	workloads/count/count.c \
	workloads/count/profile.c \
	$(direct_src) \
	workloads/direct-map/guest.c \
	workloads/hotremove/blocks.c \
	workloads/hotremove/hotremove.c \
	workloads/hotremove/print.c \
	workloads/hotremove/unplugged.c \
	$(latency_src) \
	workloads/numa-latency/guest.c \
	workloads/pagetable/footprint.c \
	workloads/pagetable/pagetable.c \
	workloads/pagetable/print.c \
	workloads/pagetable/reconcile.c \
	workloads/pagetable/samples.c \
	workloads/pagetable/snapshot.c \
	workloads/perf-bench/perf-bench.c \
	workloads/perf-bench/perf-stat.c \
	workloads/perf-bench/places.c \
	workloads/penalty/evidence.c \
	workloads/penalty/operations.c \
	workloads/penalty/penalty.c \
	workloads/penalty/walked.c \
	workloads/placement/classes.c \
	workloads/placement/evidence.c \
	workloads/placement/lines.c \
	workloads/placement/names.c \
	workloads/placement/placement.c \
	workloads/placement/print.c \
	workloads/placement/reservations.c \
	workloads/placement/steps.c \
	workloads/placement/sums.c \
	workloads/placement/trace.c \
	workloads/profile/callgrind.c \
	workloads/profile/diff.c \
	workloads/profile/flame.c \
	workloads/profile/folded.c \
	workloads/profile/format.c \
	workloads/profile/graph.c \
	workloads/profile/identity.c \
	workloads/profile/inlining.c \
	workloads/profile/kinds.c \
	workloads/profile/merged.c \
	workloads/profile/profile.c \
	workloads/profile/profiles.c \
	workloads/profile/table.c \
	workloads/wall/wall.c

unit_src += \
	workloads/accesses/test-join.c \
	workloads/count/test-count.c \
	workloads/direct-map/test-direct-options.c \
	workloads/direct-map/test-direct-work.c \
	workloads/numa-latency/test-cycle.c \
	workloads/numa-latency/test-nodes.c \
	workloads/numa-latency/test-options.c \
	workloads/pagetable/test-pagetable-samples.c \
	workloads/penalty/test-penalty.c \
	workloads/perf-bench/test-perf-bench.c \
	workloads/placement/test-placement.c \
	workloads/placement/test-trace.c \
	workloads/profile/test-profile.c

# Static, since a guest has no libraries; sanitizers need them.  The linker
# warns of a name lookup in libnuma that nothing here asks for: what it says
# is shown when it fails.  (With --no-warnings it would link what is undefined.)
$B/direct-map $B/numa-latency: $B/%: $B/host/workloads/%/main.o \
		$B/libnumaboot.a
	$(call say,LINK,$@)
	$Q said=$$($(CC) $(our_ldflags) $(if $(SANITIZE),,-static) $(LDFLAGS) \
		-o $@ $^ -lnuma -lpopt -linih 2>&1) || { echo "$$said"; false; }
