# SPDX-License-Identifier: GPL-2.0-only
# The apparatus: the host program and its library, the guest's init, the
# plugin that QEMU loads.

# PID 1 of an emulated host.
host_init_src := bench/host/init.c

# A folder's test-*.c are its unit tests; every other file of these rooms is in
# the library.
rooms := lib kernel machine mmu plan evidence host import boot session shard bisect workload claim night gc
sources = $(filter-out $1/test-%,$(sort $(wildcard $1/*.c)))
tests = $(sort $(wildcard $1/test-*.c))

lib_src := $(filter-out $(host_init_src),$(foreach room,$(rooms),$(call sources,bench/$(room)))) \
	bench/guest/tasks.c $(probe_common_src)
# Data for guests, written in assembly and in ACPI's language.
data_src := bench/machine/aml.S bench/machine/reset.S
data_obj := $(data_src:%.S=$B/host/%.o)
aml := $B/acpi/dsdt.aml $B/acpi/memory-devices.aml
cli_src := $(call sources,bench/cli)

guest_src := \
	bench/guest/hello.c \
	bench/guest/hotremove.c \
	bench/guest/init.c \
	bench/guest/iomem.c \
	bench/guest/load.c \
	bench/guest/meminfo.c \
	bench/guest/memory.c \
	bench/guest/nodes.c \
	bench/guest/program.c \
	bench/guest/record.c \
	bench/guest/unplug.c \
	bench/guest/zoneinfo.c \
	bench/lib/alloc.c \
	bench/lib/error.c

# For kernels that do not hand init its words: kernels/eras/.
guest_cmdline_src := $(guest_src) bench/guest/words.c

plugin_src := \
	bench/kernel/stage.c \
	bench/kernel/sysmap.c \
	bench/lib/alloc.c \
	bench/lib/error.c \
	bench/lib/file.c \
	bench/lib/inifile.c \
	bench/lib/input.c \
	bench/lib/memstream.c \
	bench/lib/parse.c \
	bench/machine/pagetable-entry.c \
	bench/mmu/cache.c \
	bench/mmu/mmu.c \
	bench/mmu/nested.c \
	bench/mmu/parameters.c \
	bench/plugin/accesses.c \
	bench/plugin/arguments.c \
	bench/plugin/callgraph.c \
	bench/plugin/counts.c \
	bench/plugin/flow.c \
	bench/plugin/instrument.c \
	bench/plugin/machine.c \
	bench/plugin/memory.c \
	bench/plugin/milestones.c \
	bench/plugin/paths.c \
	bench/plugin/plain.c \
	bench/plugin/profile.c \
	bench/plugin/ram.c \
	bench/plugin/shadow.c \
	bench/plugin/walks.c

# Of these the plugin for programs needs the counting alone.
program_src := bench/plugin/program.c $(filter-out \
	bench/machine/% bench/mmu/% bench/kernel/stage.c bench/lib/inifile.c \
	bench/lib/parse.c $(addprefix bench/plugin/,accesses.c callgraph.c \
	machine.c memory.c milestones.c paths.c profile.c ram.c shadow.c walks.c),\
	$(plugin_src))

unit_src += $(foreach room,$(rooms) guest plugin,$(call tests,bench/$(room)))

# One build of a plugin for each family of QEMU's plugin interface.
api_1_src := bench/plugin/api-1.c
api_2_src := bench/plugin/api-2.c bench/plugin/api-scoreboard.c
api_7_src := bench/plugin/api-7.c bench/plugin/api-scoreboard.c
plugins := $(foreach api,1 2 7,\
	$(foreach name,profile program nothing,$B/$(name)-$(api).so))

programs := $B/numaboot $B/host-init $B/init $B/init-cmdline $B/direct-map $B/numa-latency $(plugins)

.PHONY: build
build: $(programs) ## compile the host program, the guest's init and the plugins

ROUNDS ?= 5
QEMU ?= qemu-system-x86_64

.PHONY: bench
bench: build ## what profiling costs, and what a user waits for: ROUNDS of each, in turns
	$Q bench/plugin/cost.sh $(ROUNDS) uma $(QEMU)
	$Q tests/targets.sh $(ROUNDS)

$B/numaboot: $(call objects,host,$(cli_src)) $B/libnumaboot.a
	$(call say,LINK,$@)
	$Q$(CC) $(our_ldflags) $(LDFLAGS) -o $@ $^ $(host_libs)

$B/libnumaboot.a: $(call objects,host,$(lib_src) $(workload_src)) $(data_obj)
	$(call say,AR,$@)
	$Q$(RM) $@ && $(AR) rcs $@ $^

$B/host/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) $(our_cflags) $(host_cflags) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

$B/host/%.o: %.S
	$(call say,AS,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) -c -MMD -MP -o $@ $<

$B/host/bench/machine/aml.o: $(aml)

# Asked every time, and new only when the answer is.
.PHONY: revision
revision:
$B/revision.h: bench/cli/revision.sh revision
	$Q mkdir -p $(@D)
	$Q bench/cli/revision.sh . >$@.new
	$Q if cmp -s $@.new $@; then $(RM) $@.new; else mv $@.new $@; fi

$B/host/bench/cli/built.o: $B/revision.h
$B/host/bench/cli/built.o: our_cflags += -include $B/revision.h

# iasl says which version it is, what it optimised, and what is wrong.
$B/acpi/%.aml: bench/machine/%.asl
	$(call say,IASL,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) -E -P -undef -x c -o $(@:.aml=.dsl) $<
	$Q iasl -p $(@:.aml=) $(@:.aml=.dsl) >$(@:.aml=.log) 2>&1 || \
		{ cat $(@:.aml=.log) >&2; exit 1; }

# The guest has no libraries: init is one static file.  It is never built
# with sanitizers, which need more than an early init has.
$B/init: $(call objects,guest,$(guest_src))
$B/init-cmdline: $(call objects,guest-cmdline,$(guest_cmdline_src))
$B/host-init: $(call objects,guest,$(host_init_src) bench/lib/alloc.c)
$B/host-init $B/init $B/init-cmdline:
	$(call say,LINK,$@)
	$Q$(CC) -static -s $(LDFLAGS) -o $@ $^ -ljansson

guest_cc = $(CC) $(filter-out -fsanitize=%,$(our_cflags)) -O2 -c

$B/guest/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(guest_cc) -o $@ $<

$B/guest-cmdline/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(guest_cc) -DGUEST_WORDS_FROM_CMDLINE -o $@ $<

.SECONDEXPANSION:

$(filter $B/nothing-%,$(plugins)): $B/nothing-%.so: \
		$(call objects,plugin,bench/plugin/nothing.c) \
		$$(call objects,plugin,$$(api_$$*_src))
	$(call say,LINK,$@)
	$Q$(CC) -shared $(LDFLAGS) -o $@ $^

$(filter $B/profile-%,$(plugins)): $B/profile-%.so: \
		$(call objects,plugin,$(plugin_src)) \
		$$(call objects,plugin,$$(api_$$*_src))
	$(call say,LINK,$@)
	$Q$(CC) -shared $(LDFLAGS) -o $@ $^ -linih

$(filter $B/program-%,$(plugins)): $B/program-%.so: \
		$(call objects,plugin,$(program_src)) \
		$$(call objects,plugin,$$(api_$$*_src))
	$(call say,LINK,$@)
	$Q$(CC) -shared $(LDFLAGS) -o $@ $^

# Counts are as exact as the plugin's code: one optimisation level for all.
$B/plugin/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) $(filter-out -fsanitize=%,$(our_cflags)) -O2 -fPIC \
		-fvisibility=hidden -c -o $@ $<

-include $(shell find $B -name '*.d' 2>/dev/null)
