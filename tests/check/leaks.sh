#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Commands free what they allocate, whether they do their work or refuse to.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage

# leaks_nothing CODE WORD...
leaks_nothing() {
	code=$1
	shift
	expect "$code" valgrind --quiet --leak-check=full --error-exitcode=99 \
		--child-silent-after-fork=yes "$numaboot" "$@"
	! grep '^==' output || fail "leaks: $*"
}

leaks_nothing 2 boot -t nosuch ./bzImage
leaks_nothing 2 compare --fail-on worse --fail-on 'boot.insn > 1' ./bzImage ./bzImage
leaks_nothing 1 boot --qemu "$fake" -t uma -w wall ./bzImage
