#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a night says of its settings, its history and its end; the units of
# docs/systemd.
. tests/lib.sh
root=$PWD
cd "$work"

# refused WORDS LINE...: nights.ini of these lines is refused with these words
refused() {
	words=$1
	shift
	printf '%s\n' "$@" >nights.ini
	expect 2 "$numaboot" night
	grep -q "nights.ini:[0-9]*: .*$words\|nights.ini: .*$words" "$work/output" ||
		fail "nights.ini of '$*': $(cat "$work/output")"
}
refused "expected .plans = …." "[night]" "reports = yes"
refused "expected plans, history" "[night]" "plan = nightly"
refused "expected tree, branch" "[arm a]" "branches = x"
refused "without branch" "[night]" "plans = nightly" "[arm a]" "tree = /x"
refused "with a package and a tree" "[night]" "plans = nightly" "[arm a]" \
	"tree = /x" "package = y"
refused "a metric that" "[night]" "plans = nightly" "[alert]" "boot.insn = 1 %"
refused "without .arms." "[plan x]" "topologies = uma"

# Nothing could run: 77, and the others are asked for all the same.
printf '%s\n' "[night]" "plans = ./none.plan ./other.plan" "lock = $work/lock" >nights.ini
expect 77 "$numaboot" night
[ "$(grep -c '^did not run: plan' "$work/output")" -eq 2 ] ||
	fail "not both plans were tried: $(cat "$work/output")"
grep -q 'something did not run' out/nights/alerts/*.txt || fail "no alert"
"$numaboot" history log | grep -q 'failed plan ./none.plan' || fail "not in the log"

# Another night holds the host.
(
	flock 9
	expect 1 "$numaboot" night
) 9>lock
grep -q "another night runs on this host" "$work/output" || fail "no lock"

# Pages are the same bytes when they are made again, and replace no other folder.
"$numaboot" history pages site
cp -r site before
"$numaboot" history pages site
diff -r before site || fail "pages are not the same again"
mkdir mine && : >mine/file
expect 2 "$numaboot" history pages mine
[ -e mine/file ] || fail "a folder of the user's is gone"

# An edited history is refused before anything is booted.
sed -i 's/none/nine/' out/nights/history
expect 1 "$numaboot" night
grep -q "history was cut or edited" "$work/output" || fail "an edit is not noticed"
expect 1 "$numaboot" history log

# Nights have stopped: said once.
rm -r out/nights
[ "$("$numaboot" night check | grep -c '^Subject: .*no night since ever')" -eq 1 ] ||
	fail "that nights have stopped is not said"
[ -z "$("$numaboot" night check)" ] || fail "it is said twice"

if command -v systemd-analyze >/dev/null; then
	systemd-analyze verify --man=no "$root"/docs/systemd/*.service \
		"$root"/docs/systemd/*.timer
fi
