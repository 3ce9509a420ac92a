# SPDX-License-Identifier: GPL-2.0-only
# numaboot: one graph for everything that is built, run and tested.
#   make V=1            show the commands
#   make DEVELOPER=1    warnings are errors
#   make SANITIZE=address,undefined

B := build
V ?= 0
Q := $(if $(filter 0,$(V)),@)
say = $(if $(filter 0,$(V)),@printf '  %-7s %s\n' $(1) $(2))
objects = $(patsubst %.c,$B/$1/%.o,$2)

prefix ?= /usr/local
PLAN ?= smoke

PKG_CONFIG ?= pkg-config
HOST_LIBS := inih jansson libarchive libdw libelf libmd libxml-2.0 numa popt
VERSION := 0.1

# Warnings, language and include path are ours; optimisation is the user's.  What
# a table does not say is 0 on purpose.
CFLAGS ?= -O2 -g
our_cflags = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wno-missing-field-initializers -Wvla \
	-Wwrite-strings -Ibench -MMD -MP \
	-DNUMABOOT_VERSION='"$(VERSION)"' \
	$(if $(DEVELOPER),-Werror) $(if $(SANITIZE),-fsanitize=$(SANITIZE))
our_ldflags = $(if $(SANITIZE),-fsanitize=$(SANITIZE))
# Asked for when they are needed, and once.
host_cflags = $(eval host_cflags := $(shell $(PKG_CONFIG) --cflags $(HOST_LIBS)))$(host_cflags)
host_libs = $(eval host_libs := $(shell $(PKG_CONFIG) --libs $(HOST_LIBS)))$(host_libs)

.DELETE_ON_ERROR:
.PRECIOUS: $B/host/%.o
.SUFFIXES:
.DEFAULT_GOAL := help

.PHONY: help
help: ## say what can be made
	$(Q)grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
		sed 's/:.*## /\t/' | expand -t 12

# $(compile) TARGET: what needs packages comes behind them in a make of its own, on all
# CPUs unless -j says on how many.
compile = +$Q$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

include workloads/module.mk
include bench/probes/module.mk
include bench/module.mk
include kernels/module.mk
include analysis/module.mk
include reports/module.mk
include docs/module.mk
include tests/module.mk
include install.mk

.PHONY: fmt
fmt: ## format the lines of C that are not committed yet
	$Q git clang-format --quiet --extensions c,h

.PHONY: clean
clean: ## remove what make built; the cache and out/ stay
	$Q$(RM) -r $B
