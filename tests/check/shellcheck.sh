#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every shell script of the project is clean.  What has not changed since all were is
# not read again; what they all read counts for each.
. tests/lib.sh
clean=build/shellcheck.clean
newer() {
	[ ! -f "$clean" ] || [ -n "$(find "$@" -newer "$clean")" ]
}

grep -lr '^#!/bin/sh' tests kernels bench install-packages >"$work/scripts"
printf '%s\n' .ci/run bench/cli/completion.bash >>"$work/scripts"
[ "$(wc -l <"$work/scripts")" -gt 30 ] || fail "found no scripts"
if newer .shellcheckrc kernels/trees.sh tests/lib.sh tests/*/lib.sh "$(command -v shellcheck)"; then
	rm -f "$clean"
fi
touch "$work/clean"
while read -r script; do
	! newer "$script" || echo "$script"
done <"$work/scripts" | xargs -r shellcheck
mv "$work/clean" "$clean"
