# SPDX-License-Identifier: GPL-2.0-only
# The Makefile of made_tree (lib.sh): what numaboot asks of a kernel's.
VERSION = 6
PATCHLEVEL = 1
SUBLEVEL = 0
allnoconfig:
	cp $(KCONFIG_ALLCONFIG) $(KCONFIG_CONFIG)
	test ! -e lose || sed -i /CONFIG_NUMA=y/d $(KCONFIG_CONFIG)
bzImage: arch/x86/boot/bzImage System.map vmlinux
arch/x86/boot/bzImage: one.o two.o
	mkdir -p $(@D)
	cat one.o two.o >$@
%.o: %.c
	! grep -q 'syntax error' $< || { echo "$<:1:1: error: expected ';'"; exit 1; }
	! grep -q slow $< || { touch $(TMPDIR)/ccXyz.s; touch ../../../../../begun; sleep 2; rm $(TMPDIR)/ccXyz.s; }
	cp $< $@
	echo $@ >>compiled
System.map vmlinux:
	touch $@
mrproper:
	rm -rf .config generated.c include/config include/generated
