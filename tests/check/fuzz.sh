#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each format's reader takes every input of its corpus, without a leak or a wrong
# access (make fuzz makes more of them).
. tests/lib.sh
tests/fuzz/corpora "$work/corpora"
expect 0 build/fuzz/fuzz --once "$work/corpora"
formats=$(build/fuzz/fuzz --list | wc -l)
[ "$formats" -ge 34 ] || fail "found $formats formats"
say_so "inputs of $formats formats"
