# SPDX-License-Identifier: GPL-2.0-only
# Programs that measure from user space, in guests and on bare hosts.

probes := direct-map numa-latency

probe_tests := $(wildcard bench/probes/*/test-*.c)
probe_src = $(filter-out $(probe_tests), $(wildcard bench/probes/$1/*.c))
unit_src += $(probe_tests)

# The library has it, too, for commands and unit tests.
probe_common_src := $(call probe_src,common)
probe_lib_src := $(addprefix bench/lib/, \
	alloc.c error.c file.c input.c memstream.c parse.c standard.c \
	shuffle.c)

# A probe is its folder's objects; so is a unit test of it, but for main().
define probe_rules
$B/$1: $(call objects,host,$(call probe_src,$1))
$(patsubst %.c,$B/unit/%,$(wildcard bench/probes/$1/test-*.c)): \
	$(filter-out %/main.o, $(call objects,host,$(call probe_src,$1)))
endef
$(foreach probe,$(probes),$(eval $(call probe_rules,$(probe))))

# Static, since a guest has no libraries; sanitizers need them.  The linker
# warns of a name lookup in libnuma that nothing here asks for: what it says
# is shown when it fails.  (With --no-warnings it would link what is undefined.)
$(addprefix $B/,$(probes)): $(call objects,host,$(probe_common_src) $(probe_lib_src))
	$(call say,LINK,$@)
	$Q said=$$($(CC) $(our_ldflags) $(if $(SANITIZE),,-static) $(LDFLAGS) \
		-o $@ $^ -lnuma -lpopt 2>&1) || { echo "$$said"; false; }
