# SPDX-License-Identifier: GPL-2.0-only
# The apparatus: the host program and its library, the guest's init, the
# plugin that QEMU loads.

lib_src := \
	bench/boot/boot.c \
	bench/boot/hyperfine.c \
	bench/boot/judge.c \
	bench/boot/perfstat.c \
	bench/boot/pinning.c \
	bench/boot/plugin.c \
	bench/boot/stops.c \
	bench/boot/unplug.c \
	bench/boot/watch.c \
	bench/evidence/endstate.c \
	bench/evidence/evidence.c \
	bench/evidence/guestlog.c \
	bench/evidence/result.c \
	bench/evidence/rows.c \
	bench/evidence/times.c \
	bench/kernel/build.c \
	bench/kernel/cache.c \
	bench/kernel/catalog.c \
	bench/kernel/config.c \
	bench/kernel/families.c \
	bench/kernel/image.c \
	bench/kernel/kbuild.c \
	bench/kernel/kernel.c \
	bench/kernel/patches.c \
	bench/kernel/source.c \
	bench/kernel/symbols.c \
	bench/kernel/sysmap-elf.c \
	bench/kernel/sysmap.c \
	bench/kernel/tree.c \
	bench/lib/alloc.c \
	bench/lib/argv.c \
	bench/lib/csv.c \
	bench/lib/digest.c \
	bench/lib/error.c \
	bench/lib/file.c \
	bench/lib/inifile.c \
	bench/lib/interrupt.c \
	bench/lib/jsonfile.c \
	bench/lib/parse.c \
	bench/lib/process.c \
	bench/lib/root.c \
	bench/lib/shuffle.c \
	bench/lib/tsvfile.c \
	bench/machine/acpi.c \
	bench/machine/gdbstub.c \
	bench/machine/guestmem.c \
	bench/machine/hostnodes.c \
	bench/machine/initramfs.c \
	bench/machine/pagetable-entry.c \
	bench/machine/pagetable-extents.c \
	bench/machine/pagetable.c \
	bench/machine/program.c \
	bench/machine/qemu.c \
	bench/machine/qmp.c \
	bench/machine/topology-check.c \
	bench/machine/topology-guest.c \
	bench/machine/topology-load.c \
	bench/machine/topology-rules.c \
	bench/machine/topology-uniform.c \
	bench/machine/topology.c \
	bench/machine/vcpu.c \
	bench/mmu/cache.c \
	bench/mmu/mmu.c \
	bench/mmu/nested.c \
	bench/mmu/parameters.c \
	bench/mmu/predict.c \
	bench/plan/cells.c \
	bench/plan/plan.c \
	bench/plan/program-words.c \
	bench/plugin/paths.c \
	bench/profile/callgrind.c \
	bench/profile/diff.c \
	bench/profile/flame.c \
	bench/profile/format.c \
	bench/profile/graph.c \
	bench/profile/identity.c \
	bench/profile/inlining.c \
	bench/profile/kinds.c \
	bench/profile/lines.c \
	bench/profile/merged.c \
	bench/profile/profiles.c \
	bench/profile/table.c \
	bench/session/host.c \
	bench/session/inputs.c \
	bench/session/kvm.c \
	bench/session/programs.c \
	bench/session/progress.c \
	bench/session/runfile.c \
	bench/session/schedule.c \
	bench/session/session.c \
	bench/workload/output.c \
	bench/workload/registry.c \
	bench/workload/sample.c \
	bench/workload/samples.c \
	$(probe_common_src)

cli_src := \
	bench/cli/adhoc.c \
	bench/cli/cmd-boot.c \
	bench/cli/cmd-compare.c \
	bench/cli/cmd-doctor.c \
	bench/cli/cmd-kernel.c \
	bench/cli/cmd-predict.c \
	bench/cli/cmd-profile.c \
	bench/cli/cmd-question.c \
	bench/cli/cmd-report.c \
	bench/cli/cmd-run.c \
	bench/cli/cmd-samples.c \
	bench/cli/command.c \
	bench/cli/execute.c \
	bench/cli/folder.c \
	bench/cli/main.c \
	bench/cli/plan-command.c \
	bench/cli/report.c

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

plugin_src := \
	bench/kernel/sysmap.c \
	bench/lib/alloc.c \
	bench/lib/error.c \
	bench/lib/inifile.c \
	bench/lib/parse.c \
	bench/machine/pagetable-entry.c \
	bench/mmu/cache.c \
	bench/mmu/mmu.c \
	bench/mmu/nested.c \
	bench/mmu/parameters.c \
	bench/plugin/accesses.c \
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

unit_src += \
	bench/boot/test-perfstat.c \
	bench/boot/test-pinning.c \
	bench/evidence/test-guestlog.c \
	bench/guest/test-hotremove.c \
	bench/guest/test-program.c \
	bench/guest/test-report.c \
	bench/kernel/test-catalog.c \
	bench/kernel/test-config.c \
	bench/kernel/test-symbols.c \
	bench/kernel/test-sysmap.c \
	bench/lib/test-parse.c \
	bench/lib/test-process.c \
	bench/lib/test-shuffle.c \
	bench/machine/test-acpi.c \
	bench/machine/test-gdbstub.c \
	bench/machine/test-hostnodes.c \
	bench/machine/test-initramfs.c \
	bench/machine/test-pagetable.c \
	bench/machine/test-program.c \
	bench/machine/test-topology-check.c \
	bench/machine/test-topology.c \
	bench/machine/test-vcpu.c \
	bench/mmu/test-mmu.c \
	bench/plan/test-cells.c \
	bench/plan/test-program-words.c \
	bench/plugin/test-accesses.c \
	bench/plugin/test-counts.c \
	bench/plugin/test-flow.c \
	bench/plugin/test-machine.c \
	bench/plugin/test-shadow.c \
	bench/profile/test-profile.c

programs := $B/numaboot $B/init $B/direct-map $B/numa-latency $B/nothing.so \
	$B/profile.so

.PHONY: build
build: $(programs) ## compile the host program, the guest's init and the plugins

ROUNDS ?= 5

.PHONY: bench
bench: build ## what profiling costs: ROUNDS boots of each kind, in turns
	$Q bench/profile/cost.sh $(ROUNDS)

$B/numaboot: $(call objects,host,$(cli_src)) $B/libnumaboot.a
	$(call say,LINK,$@)
	$Q$(CC) $(our_ldflags) $(LDFLAGS) -o $@ $^ $(host_libs)

$B/libnumaboot.a: $(call objects,host,$(lib_src) $(workload_src))
	$(call say,AR,$@)
	$Q$(RM) $@ && $(AR) rcs $@ $^

$B/host/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) $(our_cflags) $(host_cflags) $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

# The guest has no libraries: init is one static file.  It is never built
# with sanitizers, which need more than an early init has.
$B/init: $(call objects,guest,$(guest_src))
	$(call say,LINK,$@)
	$Q$(CC) -static -s $(LDFLAGS) -o $@ $^ -ljansson

$B/guest/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) $(filter-out -fsanitize=%,$(our_cflags)) -O2 -c -o $@ $<

$B/nothing.so: $(call objects,plugin,bench/plugin/nothing.c)
	$(call say,LINK,$@)
	$Q$(CC) -shared $(LDFLAGS) -o $@ $^

# Counts are as exact as the plugin's code: one optimisation level for all.
$B/profile.so: $(call objects,plugin,$(plugin_src))
	$(call say,LINK,$@)
	$Q$(CC) -shared $(LDFLAGS) -o $@ $^ -linih

$B/plugin/%.o: %.c
	$(call say,CC,$<)
	$Q mkdir -p $(@D)
	$Q$(CC) $(filter-out -fsanitize=%,$(our_cflags)) -O2 -fPIC \
		-fvisibility=hidden -c -o $@ $<

-include $(shell find $B -name '*.d' 2>/dev/null)
