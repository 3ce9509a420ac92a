# SPDX-License-Identifier: GPL-2.0-only
# The questions: what a boot is made for, and the parser of its evidence.  A
# workload is a folder and a line of bench/workload/registry.def; its test-*.c
# are unit tests, all other files belong to the library.

workload_tests := $(sort $(wildcard workloads/*/test-*.c))
workload_src := $(filter-out $(workload_tests) workloads/%/main.c, \
	$(sort $(wildcard workloads/*/*.c)))
unit_src += $(workload_tests)

# Static, since a guest has no libraries; sanitizers need them.  The linker
# warns of a name lookup in libnuma that nothing here asks for: what it says
# is shown when it fails.  (With --no-warnings it would link what is undefined.)
$B/direct-map $B/numa-latency: $B/%: $B/host/workloads/%/main.o \
		$B/libnumaboot.a
	$(call say,LINK,$@)
	$Q said=$$($(CC) $(our_ldflags) $(if $(SANITIZE),,-static) $(LDFLAGS) \
		-o $@ $^ -lnuma -lpopt -linih 2>&1) || { echo "$$said"; false; }
