#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A tree is built as its age needs it: flags, words and shims of kernels/eras/,
# no file of it changed; tools that are too old are told before the build.
. tests/lib.sh
use_empty_cache
cd "$work"

mkdir tree
cat >tree/Makefile <<'MAKE'
VERSION = 3
PATCHLEVEL = 12
SUBLEVEL = 0
allnoconfig:
	cp $(KCONFIG_ALLCONFIG) $(KCONFIG_CONFIG)
bzImage:
	mkdir -p arch/x86/boot
	echo '$(CC)|$(HOSTCC)|$(AFLAGS_head_64.o)' >arch/x86/boot/bzImage
	test ! -e ../shims || cat ../shims/compiler-gcc/linux/compiler-gcc12.h >>arch/x86/boot/bzImage
	grep 'DEBUG_PAGEALLOC[ =]' .config | tail -1 >>arch/x86/boot/bzImage
	touch System.map vmlinux
MAKE
touch tree/Kbuild
mkdir -p own/build own/kernels
cp "$numaboot" own/build
cp -r "$root/kernels/config" "$root/kernels/eras" own/kernels
cat >own/kernels/variants.ini <<'INI'
[tree]
config = debug-pagealloc
INI

build() {
	expect 0 own/build/numaboot kernel build ./tree
	image=$(sed -n 's/^[^ ]* \(\/.*\)/\1/p' "$work/output" | tail -1)
	manifest=$(dirname "$image")/manifest.json
}

build
grep -qE '^(ccache )?gcc -std=gnu89 -idirafter ../shims/compiler-gcc -fno-pie -no-pie\|gcc -std=gnu89 -fcommon\|-Wa,-mshared$' \
	"$image" || fail "3.12 is not built as it needs it: $(cat "$image")"
grep -q '<linux/compiler-gcc4.h>' "$image" || fail "the shim is not there"
grep -qx '# CONFIG_DEBUG_PAGEALLOC is not set' "$image" ||
	fail "3.12 is not built for large pages"
[ "$(grep -c '"before-' "$manifest")" -ge 5 ] ||
	fail "the manifest does not tell which eras hold"
expect 0 own/build/numaboot kernel build ./tree
! grep -q building "$work/output" || fail "built what was in the cache"

# A shim is part of the kernel, a comment is not.
echo '; a comment' >>own/kernels/eras/before-4.2.ini
build
! grep -q building "$work/output" || fail "built again for a comment"
echo '/* new */' >>own/kernels/eras/shims/compiler-gcc/linux/compiler-gcc12.h
build
say_so "building, log in"
grep -q new "$image" || fail "the shim in the tree is an old one"

# For today's kernels there is nothing.
sed -i 's/^VERSION.*/VERSION = 6/' tree/Makefile
build
grep -qE '^(ccache )?(gcc|cc)\|\|$' "$image" ||
	fail "6.12 is not built as ever: $(cat "$image")"
! grep -q compiler-gcc "$image" || fail "6.12 has shims"
grep -qx 'CONFIG_DEBUG_PAGEALLOC=y' "$image" ||
	fail "6.12 is not built with what is asked for"
! grep -q eras "$manifest" || fail "an era holds for 6.12"

# A further age is a further file; what it says is checked.
printf '[era]\nfrom = 6\n[needs]\ngcc = 99\n' >own/kernels/eras/mine.ini
echo >>tree/Makefile
expect 2 own/build/numaboot kernel build ./tree
say_so "6.12.0 needs gcc 99 or newer: found gcc "
! grep -q 'building, log in' "$work/output" || fail "began to build"
echo 'icc = 1' >>own/kernels/eras/mine.ini
expect 2 own/build/numaboot kernel build ./tree
say_so "kernels/eras/mine.ini:5: found \`icc = 1\`, expected one of gcc, clang, ld"
