# SPDX-License-Identifier: GPL-2.0-only
# Installation: the program, what it reads at run time, the man pages.

data_dir = $(DESTDIR)$(prefix)/share/numaboot
man_dir = $(DESTDIR)$(prefix)/share/man/man1

data := $(wildcard kernels/*.ini kernels/config/*.config \
	kernels/mutants/*.patch kernels/*/*/*.patch \
	bench/mmu/*.ini bench/topologies/*.topo bench/plans/*.plan \
	analysis/*.R analysis/*.Rmd analysis/*.css analysis/R/*.R)

.PHONY: install
install: build ## install below DESTDIR and prefix (/usr/local)
	$Q install -D -t $(DESTDIR)$(prefix)/bin $B/numaboot $B/direct-map \
		$B/numa-latency
	$Q install -D -t $(data_dir)/build $B/direct-map $B/init \
		$B/numa-latency $B/profile.so
	$Q for file in $(data); do \
		install -D -m 644 "$$file" "$(data_dir)/$$file" || exit 1; \
	done
	$Q install -D -m 644 -t $(man_dir) $(wildcard docs/man/*.1)
