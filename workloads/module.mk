# SPDX-License-Identifier: GPL-2.0-only
# The questions: what a boot is made for, and the parser of its evidence.

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
	workloads/direct-map/guest.c \
	workloads/hotremove/blocks.c \
	workloads/hotremove/hotremove.c \
	workloads/hotremove/print.c \
	workloads/hotremove/unplugged.c \
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
	workloads/profile/profile.c \
	workloads/wall/wall.c

unit_src += \
	workloads/accesses/test-join.c \
	workloads/count/test-count.c \
	workloads/pagetable/test-pagetable-samples.c \
	workloads/penalty/test-penalty.c \
	workloads/perf-bench/test-perf-bench.c \
	workloads/placement/test-placement.c \
	workloads/placement/test-trace.c
