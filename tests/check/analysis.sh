#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# R is formatted, pastes no HTML together and knows metrics by their roles only.
. tests/lib.sh

"$numaboot" list metrics | sed 's/ .*//' >"$work/metrics"
[ "$(wc -l <"$work/metrics")" -gt 50 ] || fail "found no metrics"
sed 's/.*/"&"/' "$work/metrics" >"$work/names"

say_faults() {
	cat "$work/output" >&2
	fail "$@"
}

# What is wrong with R files, a line for each place.
faults() {
	grep -nE '^.{101}|	|[[:blank:]]$' "$@" || true
	grep -nE '"[^"]*</?[a-z][a-z0-9]*( [a-z]+=|/?>)' "$@" || true
	grep -nFf "$work/names" "$@" || true
}

# Roles that R asks for.
asked() {
	cat "$@" | tr '\n' ' ' |
		grep -oE '\brole (==|!=|%in%) (c\([^)]*\)|"[^"]*")' |
		grep -oE '"[^"]+"' | tr -d '"' | sort -u
}

faults analysis/*.R analysis/R/*.R >"$work/output"
[ ! -s "$work/output" ] || say_faults "R has faults"

# Tests may name metrics and tags.
grep -nE '^.{101}|	|[[:blank:]]$' analysis/tests/*.R \
	analysis/tests/testthat/*.R >"$work/output" && say_faults "R tests have faults"

asked analysis/R/*.R >"$work/asked"
[ "$(wc -l <"$work/asked")" -gt 20 ] || fail "R asks for no roles"
sed -n 's/.*\.role = "\([^"]*\)".*/\1/p' bench/*/*.c workloads/*/*.c |
	sort >"$work/given"
comm -23 "$work/asked" "$work/given" >"$work/output"
[ ! -s "$work/output" ] || say_faults "R asks for roles that no metric has"

# The check sees what it looks for.
printf 'x <- 1 \n' >"$work/blank.R"
printf '\tx <- 1\n' >"$work/tab.R"
printf '# %0100d\n' 0 >"$work/long.R"
printf 'x <- sprintf("<td class=\\"num\\">%%s</td>", y)\n' >"$work/html.R"
printf 'x <- rows[metric == "boot.insns"]\n' >"$work/metric.R"
for bad in blank tab long html metric; do
	faults "$work/$bad.R" | grep -q . || fail "$bad.R is not seen"
done
printf 'x <- y[role == "nobody"]\n' >"$work/role.R"
[ "$(asked "$work/role.R")" = nobody ] || fail "the role nobody is not seen"
