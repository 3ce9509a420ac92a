#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every shell script of the project is clean.
. tests/lib.sh
grep -lr '^#!/bin/sh' tests kernels bench install-packages >"$work/scripts"
[ "$(wc -l <"$work/scripts")" -gt 30 ] || fail "found no scripts"
xargs shellcheck .ci/run bench/cli/completion.bash <"$work/scripts"
