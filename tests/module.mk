# SPDX-License-Identifier: GPL-2.0-only
include tests/fuzz/module.mk

# check: everything that needs neither KVM, root, network nor a kernel.
# test: that, kernel sources and real boots.

unit_bin := $(patsubst %.c,$B/unit/%,$(unit_src))

# A unit test may bring its own double of a library function; the archive
# then does not supply it.
unit_parts := $(filter-out bench/guest/init.c bench/lib/% bench/kernel/%, \
	$(guest_cmdline_src) $(addprefix bench/plugin/, accesses.c counts.c flow.c machine.c paths.c plain.c shadow.c))

# It looks itself up in its own debug information.
$B/host/bench/kernel/test-lines.o: CFLAGS += -g

$B/unit/%: $B/host/%.o $(call objects,host,$(unit_parts)) $B/libnumaboot.a
	$(call say,LINK,$@)
	$Q mkdir -p $(@D)
	$Q$(CC) $(our_ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(filter %.a,$^) $(host_libs) -lcmocka

$B/fake-qemu: $B/host/tests/fake-qemu.o $B/libnumaboot.a
	$(call say,LINK,$@)
	$Q$(CC) $(our_ldflags) $(LDFLAGS) -o $@ $^ $(host_libs)

.PHONY: check test
check_tests = analysis/tests/functions.R analysis/tests/pages.R \
	$(wildcard tests/check/*.sh) $(unit_bin)
kernel_tests = $(filter-out %/lib.sh,$(wildcard tests/kernel/*.sh))
boot_tests = $(wildcard tests/boot/*.sh)
long_tests = analysis/tests/calibration.sh

# Some of them only wait for deadlines: there is room for two more.
check_jobs = $(shell expr $$(nproc) + 2)

.PHONY: tests
tests: build $(unit_bin) $B/fake-qemu $B/fuzz/collected

check: ## unit tests and faked boots
	$(compile) tests
	$Q tests/run-all --jobs $(check_jobs) $(check_tests)

# The longest first.  Those alone measure, or end what they started half-way.
boot_jobs = 2
boot_alone = $(addprefix tests/boot/, end-states.sh half-way.sh profile-exact.sh slurm.sh timed.sh)
host_tests = tests/host/trixie.sh tests/host/kvm.sh tests/host/qemus.sh
boot_first = $(addprefix tests/boot/, smoke.sh per-patch.sh mutants.sh)

# Only long forms need corpus-6.1, for which nearly all is compiled again, and only
# a plan option-only-6.1.
test: deps-test ## everything, with real kernels and boots
	$(compile) tests
	$Q$B/numaboot kernel build $$($B/numaboot kernel list | \
		sed '/needs the package/d; /^corpus-[0-9]/d; /^option-only/d; /@/d; s/ .*//')
	$Q tests/run-all --jobs $(check_jobs) $(check_tests) $(long_tests) \
		--jobs $(boot_jobs) $(host_tests) $(boot_first) $(kernel_tests) \
		$(filter-out $(boot_first) $(boot_alone),$(boot_tests)) \
		--jobs 1 $(boot_alone)

# NUMABOOT_TREES=DIR: kernel trees of any age, each in a folder of its own.
.PHONY: test-trees
test-trees: build ## ask every kernel tree in the folder NUMABOOT_TREES every question
	$Q tests/trees/run "$(or $(NUMABOOT_TREES),$(error set NUMABOOT_TREES to a folder of kernel trees))"

# LONG=1: the long form of a test that has one.
.PHONY: test-long
test-long: deps-test ## long forms of tests, for a night: every mutant, each patch on each base, 64 commits, Debian 13 whole
	$(compile) build $B/fake-qemu
	$Q LONG=1 tests/run-all --jobs 1 $(host_tests) $(addprefix tests/boot/, \
		classes.sh mutants.sh per-patch.sh slurm.sh) tests/kernel/real-history
