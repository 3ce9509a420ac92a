#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two compilers, and two configurations, are two arms of one tree; before
# debug_pagealloc= a kernel of larger pages is not asked for 4K.
. tests/lib.sh
use_empty_cache
cd "$work"

made_tree tree
sed -i -e 's/^VERSION.*/VERSION = 3/' -e 's/^PATCHLEVEL.*/PATCHLEVEL = 12/' \
	tree/Makefile
cat >>tree/Makefile <<'MAKE'
olddefconfig:
	:
MAKE
sed -n 's/^#* *CONFIG_\([A-Z0-9_]*\)[= ].*/config \1/p' \
	"$root"/kernels/config/*.config | sort -u >tree/Kconfig
echo CONFIG_THEIRS=y >tree/.config
mkdir tools
printf '#!/bin/sh\necho "gcc-99 (made) 99.1.0"\n' >tools/gcc-99
chmod +x tools/gcc-99
grep -hv -e '^#:' -e DEBUG_PAGEALLOC "$root"/kernels/config/*.config >mine

# made_of FILE TEXT: how many kernels have it
made_of() {
	grep -l -e "$2" cache/numaboot/kernels/*/"$1" | wc -l
}

# What they cannot answer is told when both are there.
PATH="$work/tools:$PATH"
expect 2 "$numaboot" compare a=./tree b=./tree --no-report -m "2M 4K" \
	--make "b: CC=gcc-99" --config "a: mine"
say_so "found ./tree/.config, which is left out: --config ./tree/.config"
say_so "cannot answer what is asked: 4K"
[ "$(made_of manifest.json compiler)" -eq 2 ] || fail "not a kernel of each arm"
[ "$(made_of manifest.json '"make": "CC=gcc-99"')" -eq 1 ] ||
	fail "no kernel of the other compiler"
mine=$(dirname "$(grep -L '"make"' cache/numaboot/kernels/*/manifest.json)")
! grep -q ^CONFIG_DEBUG_PAGEALLOC=y "$mine/config" ||
	fail "asked a kernel of larger pages for 4K"
expect 2 "$numaboot" compare a=./tree b=./tree --make "c: CC=gcc-99"
say_so "found make for c, expected the label of an arm"
