#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Options of a made tree of another age: unknown ones are told and recorded, older
# names are taken, what every boot needs is refused, a user's .config stays.
. tests/lib.sh
use_empty_cache
cd "$work"

made_tree tree
# Every option of the fragments, but for what the test takes away.
known() {
	sed -n 's/^#* *CONFIG_\([A-Z0-9_]*\)[= ].*/config \1/p' \
		"$root"/kernels/config/*.config | sort -u
}
known | grep -v -x -e 'config X86_5LEVEL' -e 'config ACPI_TABLE_UPGRADE' \
	>tree/Kconfig
echo 'menuconfig ACPI_INITRD_TABLE_OVERRIDE' >>tree/Kconfig
cat >>tree/Makefile <<'MAKE'
olddefconfig:
	sed -i s/CONFIG_SOUND=y/CONFIG_SOUND=m/ $(KCONFIG_CONFIG)
MAKE

expect 0 "$numaboot" kernel build ./tree
say_so "its tree has no option for CONFIG_X86_5LEVEL=y"
say_so "options of its age: CONFIG_ACPI_INITRD_TABLE_OVERRIDE=y stands for CONFIG_ACPI_TABLE_UPGRADE=y"
kernel=$(dirname "$(sed -n 's/^\.\/tree \//\//p' output)")
grep -q '^CONFIG_ACPI_INITRD_TABLE_OVERRIDE=y' "$kernel/config" ||
	fail "the older form was not asked for"
! grep -q X86_5LEVEL "$kernel/config" || fail "asked for what the tree has not"
grep -q '"options_unknown"' "$kernel/manifest.json" || fail "not recorded"

# Twice the same is told once, of a kernel that is there too.
expect 0 "$numaboot" kernel build ./tree ./tree
[ "$(grep -c 'its tree has no option for' output)" -eq 1 ] ||
	{ cat output >&2; fail "not told once"; }

expect 0 "$numaboot" kernel check ./tree
say_so "its tree has no option for: CONFIG_X86_5LEVEL=y"
expect 0 "$numaboot" kernel check ./tree -q "4K numa8-ring"
expect 1 "$numaboot" kernel check ./tree -q "compare"
say_so "a boot may take 120 s"
expect 2 "$numaboot" kernel check ./tree -q "fish"

# What only a question needs is its matter; what every boot needs is refused.
sed -i '/DEBUG_PAGEALLOC$/d' tree/Kconfig
expect 1 "$numaboot" kernel check ./tree -q 4K
say_so "no CONFIG_DEBUG_PAGEALLOC"
sed -i -e '/ PROC_FS$/d' -e '/ SYSFS$/d' tree/Kconfig
expect 2 "$numaboot" kernel build ./tree
say_so "found no Kconfig with CONFIG_PROC_FS=y, CONFIG_SYSFS=y, expected what every boot needs"

# A user's .config: all of it, and what is needed.
known >tree/Kconfig
grep -hv -e '^#:' -e DEBUG_PAGEALLOC -e _HOTREMOVE -e NR_UARTS \
	"$root"/kernels/config/*.config >mine
printf 'CONFIG_SOUND=y\nCONFIG_SERIAL_8250_NR_UARTS=1\n' >>mine
expect 0 "$numaboot" kernel build --config mine ./tree
say_so "CONFIG_SERIAL_8250_NR_UARTS=4, was 1"
say_so "CONFIG_MEMORY_HOTREMOVE=y, was not there"
say_so "CONFIG_SOUND=m, was y"
! grep -q PAGEALLOC output || fail "4K is not asked for"
expect 1 "$numaboot" kernel check --config mine -q "boot hotremove"
say_so "mine: Linux of no known version"
say_so "no CONFIG_MEMORY_HOTREMOVE"
say_so "CONFIG_SERIAL_8250_NR_UARTS=1"
{
	echo '# Linux/x86 5.4.0 Kernel Configuration'
	cat mine
	echo CONFIG_KASAN=y
} >theirs
expect 0 "$numaboot" kernel check ./tree --config theirs
say_so "./tree: Linux 6."
say_so "theirs: Linux 5.4.0"
say_so "a boot may take 1200 s: CONFIG_KASAN makes it slower"
expect 2 "$numaboot" kernel check
say_so "found no kernel, expected an image, name, tree or --config FILE"
expect 2 "$numaboot" kernel check --config ./tree
say_so "found a folder, expected a file"
expect 2 "$numaboot" kernel build --config "$root" ./tree
say_so "found a folder, expected a file"
echo 'CONFIG_ARM64=y' >other
expect 2 "$numaboot" kernel build --config other ./tree
say_so "found CONFIG_ARM64=y, expected a configuration for x86-64"
expect 2 "$numaboot" compare A=./tree B=./tree+quiet --config "C: mine"
say_so "found config-file for C, expected the label of an arm"
