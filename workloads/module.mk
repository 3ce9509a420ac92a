# SPDX-License-Identifier: GPL-2.0-only
# The questions: what a boot is made for, and the parser of its evidence.  A
# file of a workload is found by its place: test-*.c are its unit tests.

workload_tests := $(sort $(wildcard workloads/*/test-*.c))
workload_src := $(filter-out $(workload_tests),\
	$(sort $(wildcard workloads/*/*.c)))
unit_src += $(workload_tests)
