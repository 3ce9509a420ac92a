# SPDX-License-Identifier: GPL-2.0-only
# Installation: the packages that numaboot needs, the program, what it reads at
# run time, the man pages, completion for bash and zsh.

# What a fresh Debian lacks, by package name: to build, boot and report; for tests.
# Optional is what the main job does without: a release that does not have it is told
# so.  Of the kernel sources one is enough.
DEPS := acpica-tools bc bison cpio flex fonts-dejavu-core gcc git libarchive-dev libc6-dev \
	libdw-dev libelf-dev libinih-dev libjansson-dev libmd-dev \
	libnuma-dev libpopt-dev liburcu-dev libxml2-dev lz4 lzop make pkg-config procps \
	qemu-system-x86 qemu-user r-base-core r-cran-data.table r-cran-ggplot2 \
	r-cran-htmltools r-cran-jsonlite r-cran-knitr r-cran-patchwork r-cran-scales \
	r-cran-svglite xz-utils
DEPS_OPTIONAL := clang hwloc-nox hyperfine linux-perf numactl openssh-client
DEPS_TEST := libcmocka-dev openssh-client r-cran-testthat
DEPS_TEST_OPTIONAL := ccache clang-format libclang-rt-dev mmdebstrap shellcheck uidmap \
	valgrind
KERNEL_SOURCES := linux-source-6.1 linux-source-6.12

run_deps = $(DEPS) --optional $(DEPS_OPTIONAL) --any $(KERNEL_SOURCES)
test_deps = $(DEPS) $(DEPS_TEST) --optional $(DEPS_OPTIONAL) $(DEPS_TEST_OPTIONAL) \
	--any $(KERNEL_SOURCES)

.PHONY: deps deps-test deps-show
deps: ## install the Debian packages that are missing for make run (sudo when not root)
	$Q ./install-packages $(run_deps)

deps-test: ## install what tests need, too
	$Q ./install-packages $(test_deps)

deps-show: ## say what make deps and make deps-test would install, and install nothing
	$Q echo "make deps:"; ./install-packages --show $(run_deps)
	$Q echo "make deps-test:"; ./install-packages --show $(test_deps)

data_dir = $(DESTDIR)$(prefix)/lib/numaboot
man_dir = $(DESTDIR)$(prefix)/share/man/man1

data := $(wildcard kernels/*.ini kernels/config/*.config \
	kernels/eras/*.ini kernels/eras/shims/*/*/*.h \
	kernels/mutants/*.patch kernels/*/*/*.patch \
	kernels/cost/build kernels/cost/*.c kernels/cost/*.h \
	bench/mmu/*.ini bench/topologies/*.topo bench/plans/*.plan bench/plans/*.ini docs/systemd/* \
	analysis/*.R analysis/*.Rmd analysis/*.css analysis/R/*.R)

.PHONY: install
install: build ## install below DESTDIR and prefix (/usr/local)
	$Q install -D -t $(DESTDIR)$(prefix)/bin $B/numaboot $B/direct-map \
		$B/numa-latency
	$Q install -D -t $(data_dir)/build $B/direct-map $B/host-init $B/init \
		$B/init-cmdline $B/numa-latency \
		$(filter $B/profile-% $B/program-%,$(plugins))
	$Q for file in $(data); do \
		mode=644; [ ! -x "$$file" ] || mode=755; \
		install -D -m $$mode "$$file" "$(data_dir)/$$file" || exit 1; \
	done
	$Q install -D -m 644 -t $(man_dir) $(wildcard docs/man/*.1)
	$Q install -D -m 644 bench/cli/completion.bash \
		$(DESTDIR)$(prefix)/share/bash-completion/completions/numaboot
	$Q install -D -m 644 bench/cli/completion.zsh \
		$(DESTDIR)$(prefix)/share/zsh/$(if $(filter /usr,$(prefix)),vendor-completions,site-functions)/_numaboot
