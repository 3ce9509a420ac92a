#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A host that has the newer of two kernel sources only: it is told, and nothing but
# what is of the other one is refused.  A host without any can build nothing.
. tests/lib.sh
use_empty_cache
cd "$work"

mkdir -p own/build
cp "$numaboot" own/build
ln -s "$root"/build/*.so own/build
ln -s "$root/bench" own/bench
cp -r "$root/kernels" own/kernels
# Any package that is installed will do where nothing is built.
echo >source
sed -i "s|/usr/src/linux-source-6.12.tar.xz|$work/source|; s|/usr/src|$work/none|
	s/linux-source-6.12/dpkg/" own/kernels/variants.ini
own=own/build/numaboot

expect 0 "$own" kernel list
grep -qE '^option-only-6\.1 +linux-6\.1 +needs the package linux-source-6\.1$' \
	"$work/output" || fail "the list does not say what is lacking"
grep -qE '^stock-6\.12 +stock +linux-6\.12 +[0-9a-f]{12} +not built$' \
	"$work/output" || fail "the list does not say what stock is"

expect 2 "$own" boot option-only -t uma
say_so "kernel option-only: found no source for it on this host, expected the package linux-source-6.1; this host can build unpatched, patched, stock"
expect 2 "$own" boot stock-6.1 -t uma
say_so "linux-source-6.1.tar.xz: kernel source not found, install the package linux-source-6.1"
expect 2 "$own" run removable-6.1
expect 0 "$own" list plans
! [ -e out ] || fail "something was booted"

code=0
"$own" doctor >"$work/output" 2>&1 || code=$?
grep -qE '^ok +linux-6\.12 +/.*/source$' "$work/output" || fail "no linux-6.12"
grep -qE '^no +linux-6\.1 +kernels of linux-source-6\.1 cannot be built here$' \
	"$work/output" || fail "linux-6.1 is not told, or missing"

rm source
expect 1 "$own" doctor
[ "$(grep -c '^MISSING linux-6.* missing, install ' "$work/output")" -eq 2 ] ||
	fail "doctor does not miss the sources"
expect 2 "$own" kernel build
say_so "found no kernel source, expected the package of one base"
