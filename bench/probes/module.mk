# SPDX-License-Identifier: GPL-2.0-only
# Programs that measure from user space, in guests and on bare hosts.

probe_tests := $(wildcard bench/probes/*/test-*.c)
probe_src := $(filter-out %/main.c $(probe_tests), $(wildcard bench/probes/*/*.c))
unit_src += $(probe_tests)

$(patsubst %.c,$B/unit/%,$(probe_tests)): $(call objects,host,$(probe_src))

# Static, since a guest has no libraries; sanitizers need them.  The linker
# warns of a name lookup in libnuma that nothing here asks for: what it says
# is shown when it fails.  (With --no-warnings it would link what is undefined.)
$B/direct-map $B/numa-latency: $B/%: $B/host/bench/probes/%/main.o \
		$(call objects,host,$(probe_src)) $B/libnumaboot.a
	$(call say,LINK,$@)
	$Q said=$$($(CC) $(our_ldflags) $(if $(SANITIZE),,-static) $(LDFLAGS) \
		-o $@ $^ -lnuma -lpopt -linih 2>&1) || { echo "$$said"; false; }
