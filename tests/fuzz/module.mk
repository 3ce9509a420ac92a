# SPDX-License-Identifier: GPL-2.0-only
# fuzz: one libFuzzer program, with a name for each format, of the rooms that
# read what comes from outside.

FUZZ_SECONDS ?= 10
FUZZ_CC ?= clang

fuzz_src := $(foreach room,lib kernel machine mmu plan evidence workload, \
	$(call sources,bench/$(room))) bench/guest/tasks.c \
	$(probe_common_src) $(workload_src) $(wildcard tests/fuzz/*.c)
fuzz_flags = -O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined

$B/fuzz/%.o: %.c
	$(call say,FUZZ,$<)
	$Q mkdir -p $(@D)
	$Q$(FUZZ_CC) $(filter-out -fsanitize=%,$(our_cflags)) $(host_cflags) \
		$(fuzz_flags) -fsanitize=fuzzer-no-link -c -o $@ $<

$B/fuzz/fuzz: $(call objects,fuzz,$(fuzz_src))
	$(call say,LINK,$@)
	$Q$(FUZZ_CC) $(fuzz_flags) -fsanitize=fuzzer -o $@ $^ $(host_libs)

# For as long as one likes: make fuzz FUZZ_SECONDS=600
.PHONY: fuzz
fuzz: $B/fuzz/fuzz ## feed FUZZ_SECONDS (10) of wrong input to the reader of each format
	$Q tests/fuzz/run-all $(FUZZ_SECONDS)
