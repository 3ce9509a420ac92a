# SPDX-License-Identifier: GPL-2.0-only
# What reads formats from outside, by clang with libFuzzer and sanitizers.

FUZZ_CC ?= clang
FUZZ_SECONDS ?= 60

fuzz_sanitize := -fsanitize=fuzzer,address,undefined,float-cast-overflow \
	-fno-sanitize-recover=all

# What reads nothing from outside takes its time to compile, too.
fuzz_left_out := \
	bench/machine/hostnodes.c bench/machine/initramfs.c \
	bench/machine/program.c bench/mmu/cache.c bench/mmu/mmu.c \
	bench/mmu/nested.c bench/mmu/predict.c bench/workload/derived.c
fuzz_src := $(sort $(wildcard tests/fuzz/*.c)) \
	$(filter-out $(fuzz_left_out), \
		$(foreach room,lib kernel machine mmu plan evidence import workload, \
			$(call sources,bench/$(room)))) \
	$(addprefix bench/boot/, pinning.c unplug.c) \
	$(addprefix bench/claim/, claim.c claim-footer.c claim-parts.c \
		claim-print.c comparison.c expectation.c footer.c judgement.c \
		letter.c report-text.c result.c sections.c standing.c status.c signature.c \
		verdicts.c verdicts-json.c wording.c words.c) \
	$(addprefix bench/shard/, deal.c frozen.c identity.c) \
	$(addprefix bench/night/, alert.c effect.c flame.c functions.c history.c \
		identity.c judge.c \
		log.c map.c moved.c page.c page-change.c page-claims.c \
		page-environments.c page-nights.c page-series.c past.c \
		settings.c site.c stacks.c table.c taken.c wrap.c) \
	$(addprefix bench/guest/, hello.c iomem.c meminfo.c memory.c nodes.c \
		record.c tasks.c zoneinfo.c) \
	bench/probes/common/nodes.c $(workload_src)

$B/fuzz/obj/%.o: %.c
	$(call say,FUZZ,$<)
	$Q mkdir -p $(@D)
	$Q$(FUZZ_CC) $(filter-out -fsanitize=%,$(our_cflags)) $(host_cflags) \
		-O1 -g1 $(fuzz_sanitize) -c -o $@ $<

$B/fuzz/fuzz: $(call objects,fuzz/obj,$(fuzz_src)) $(data_obj)
	$(call say,LINK,$@)
	$Q$(FUZZ_CC) $(fuzz_sanitize) -o $@ $^ $(host_libs)

# A file of it for each format at least, and the formats' names as programs.
$B/fuzz/collected: $B/fuzz/fuzz tests/fuzz/collect $B/host/bench/lib/csv.o \
		$(wildcard tests/fuzz/corpus/*/*)
	$(call say,COLLECT,$@)
	$Q tests/fuzz/collect && touch $@

.PHONY: fuzz
fuzz: $B/fuzz/collected ## look for faults, FUZZ_SECONDS for each format
	$Q tests/fuzz/run $(FUZZ_SECONDS)
