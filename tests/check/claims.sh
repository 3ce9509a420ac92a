#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Claims: those of reports/ are true of their tables, each figure in README and
# findings is one of a claim, and what was changed is noticed.  A claim is made of
# a run, verified, signed and counted.  Nothing is booted.
. tests/lib.sh

# What README says is what reports/ has.
claims=$(find reports -name '*.claim' | sort)
[ "$(echo "$claims" | wc -l)" -ge 3 ] || fail "found few claims in reports/"
# shellcheck disable=SC2086 # names of files
expect 0 "$numaboot" claim verify --evidence $claims
expect 0 "$numaboot" claim status reports
[ "$(du -sk --exclude='*.png' --exclude=pages reports | cut -f 1)" -le 2200 ] ||
	fail "reports/ has more than tables that claims need"
expect 0 Rscript --vanilla docs/figures.R README.md docs/findings.md \
	docs/commands.md docs/limits.md docs/times.md reports/series-2013.md \
	reports/seed-3.12/README.md
say_so ", 0 wrong"

# A digit in a table and in a block of code, a figure of no claim, a claim that is
# gone.
cp -r README.md docs reports "$work"
cd "$work"
sed -i -e 's/| 0 of 3 | 3 of 3 |/| 0 of 3 | 2 of 3 |/' \
	-e '/^```/,/^```/s/9\.99 MiB/9.98 MiB/' README.md reports/series-2013.md
printf '\nIt takes 17 more.\n' >>docs/findings.md
mv reports/scaling-6.1.192/tables.claim .
expect 1 Rscript --vanilla docs/figures.R README.md docs/findings.md \
	reports/series-2013.md
say_so "found 2, expected 3 by smoke-6.12.117/option"
say_so 'found `4K AB 3* 9.98 MiB 0x1bf602000 0x1bfffffff`, expected a line of reports/smoke-6.12.117/report.txt'
say_so "found 17 without a claim"
say_so "found no reports/scaling-6.1.192/tables.claim"
mv tables.claim reports/scaling-6.1.192
frozen=reports/smoke-6.12.117/option
sed -i 's/removable.nodes == 3/removable.nodes == 2/' $frozen.claim
expect 1 "$numaboot" claim verify $frozen.claim
say_so "refuted        numa4-hole/4K: patched+movable_node: hotremove.removable.nodes == 2"
say_so "patched+movable_node 3"
cp "$root/$frozen.claim" $frozen.claim
sed -i 's/{9.99 MiB}/{9.98 MiB}/' $frozen.claim
expect 1 "$numaboot" claim verify $frozen.claim
say_so 'found `hotpluggable nodes: none to 9.99 MiB with unpatched'
cp "$root/$frozen.claim" $frozen.claim
sed -i '/boot.insns,/s/,numa4-hole,4K,\(.*\),51\([0-9]*\),/,numa4-hole,4K,\1,50\2,/' \
	$frozen.verdicts.csv
expect 2 "$numaboot" claim verify $frozen.claim
say_so "option.verdicts.csv: found SHA-256"
rm $frozen.verdicts.csv
expect 2 "$numaboot" claim verify $frozen.claim
say_so "option.verdicts.csv: is missing"

# A run that says little, made of the frozen one.
mkdir -p run/inputs
cat >run/verdicts.csv <<'CSV'
schema,workload,metric,item,node,topology,mapping,baseline,arm,unit,class,direction,min_effect,layout,baseline_value,value,difference,change,low,high,verdict,reason
1,count,boot.insns,,,uma,2M,a,b,instructions,exact,less,0.001,,73460026,80806028,7346002,0.099999990471062509,,,worse,effect
1,count,boot.phase.insns,firmware,,uma,2M,a,b,instructions,exact,less,0.001,,138,138,0,0,,,same,equal
CSV
echo 'boot.insns  uma  2M  73,460,026  +10.00% worse' >run/report.txt
: >run/samples.csv
printf '[node 0]\nmemory = 1G ; all\ncpus = 1\n' >run/inputs/mine.topo
hash=$(sha256sum <run/samples.csv | cut -d ' ' -f 1)
cat >run/run.json <<JSON
{"plan": "small", "stamp": "2026-11-27T10:00:00Z", "argv": ["run", "small"],
 "numaboot": {"version": "0.1", "commit": "abc", "url": "none"},
 "plan_text": "[plan]\narms = a b\ntopologies = ./mine.topo\n",
 "engine": {"qemu": "QEMU emulator version 7.2.22"}, "complete": true,
 "arms": [{"name": "a", "kernel": "a-6.1", "image_sha256": "$hash"},
 {"name": "b", "kernel": "b-6.1", "image_sha256": "$hash"},
 {"name": "a#layout", "kernel": "a-6.1", "image_sha256": "$hash", "layout": true}],
 "topologies": [{"name": "mine"}], "cells": []}
JSON
expect 0 "$numaboot" claim new run -o claims
grep -q '^uma/2M/count = a: boot.insns == 73460026$' claims/small.claim ||
	fail "a claim does not state what the report begins with"
grep -q '^  b: boot.insns == 80806028$' claims/small.claim || fail "nor b"
! grep -q 'a#layout\|phase' claims/small.claim || fail "or what it does not"
grep -q '^  |memory = 1G$' claims/small.claim || fail "a topology is lost"
expect 0 "$numaboot" claim verify claims/small.claim
expect 2 "$numaboot" claim new run -o claims
say_so "claims/small.claim: is there already"
expect 2 "$numaboot" claim new run -o claims --name ten \
	--expect 'b: boot.insns < 1.1 * baseline' --expect 'b: boot.insns < 9 %'
say_so '`b: boot.insns < 9 %` is refuted: found uma/2M/count boot.insns: a 73460026, b 80806028'
[ ! -e claims/ten.claim ] || fail "a claim was made that is not true"
expect 0 "$numaboot" claim new run -o claims --name ten --sentence 'A tenth.' \
	--expect 'uma/2M = b: boot.insns < 1.1 * baseline' \
	--expect 'a: boot.insns == 73460026' --line 'tenth = 2M 73,460,026 {#%}'
grep -q '^tenth = 2M 73,460,026 {+10.00%}$' claims/ten.claim || fail "no figure"
expect 2 "$numaboot" claim new run -o claims --name semicolon --sentence 'a ; b'
say_so 'found what a claim cannot hold'

# The same of a later run, whose numbers are others.
cp claims/ten.claim claims/old.claim
cp run/report.txt claims
cp -r run later
sed -i 's/73460026,80806028/73460027,80806029/' later/verdicts.csv
sed -i 's/+10.00%/+10.01%/' later/report.txt
expect 0 "$numaboot" claim new later -o claims --name later --like claims/old.claim
grep -q '^tenth = 2M 73,460,026 {+10.01%}$' claims/later.claim || fail "no figure"
grep -q '^all = a: boot.insns == 73460027$' claims/later.claim || fail "no number"
expect 1 "$numaboot" claim verify claims/ten.claim --run later
say_so 'found uma/2M/count boot.insns: a 73460027'
say_so 'found `2M 73,460,026 +10.01%`'

# A report is renewed whole, or not at all.
ln -s "$root/build" build
mkdir reports/small
cp claims/ten.claim claims/ten.verdicts.csv run/report.txt reports/small
touch later/SHA256SUMS
sed 's/80806029/90806029/' later/verdicts.csv >later/verdicts
mv later/verdicts.csv later/kept
mv later/verdicts later/verdicts.csv
expect 1 reports/renew later reports/small
say_so '`b: boot.insns < 1.1 * baseline` is refuted'
cmp run/report.txt reports/small/report.txt || fail "half of a report is renewed"
mv later/kept later/verdicts.csv
expect 1 reports/renew later reports/small
say_so "reports/small/ten.claim: verified by evidence"
say_so "README.md:"
cmp later/report.txt reports/small/report.txt || fail "the report is the old one"

# Results of others, signed and not; the clock sixteen years ahead.
cat >ahead.c <<'C'
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
#define AHEAD (16 * 365 * 86400L)
int clock_gettime(clockid_t clock, struct timespec *now)
{
	int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
	int ret = real(clock, now);

	now->tv_sec += clock == CLOCK_REALTIME ? AHEAD : 0;
	return ret;
}
time_t time(time_t *seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (seconds)
		*seconds = now.tv_sec;
	return now.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	struct timespec time;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &time);
	now->tv_sec = time.tv_sec;
	now->tv_usec = time.tv_nsec / 1000;
	return 0;
}
C
cc -D_GNU_SOURCE -shared -fPIC -o ahead.so ahead.c
for who in p01 p02; do
	ssh-keygen -q -t ed25519 -N '' -C "$who" -f "$who"
done
verify() {
	"$numaboot" claim verify claims/small.claim "$@" >/dev/null
}
# Allowed for some years only: what counts is the date of the result.
echo "p01@example.invalid valid-before=\"20400101\" $(cut -d ' ' -f 1,2 p01.pub)" \
	>claims/allowed_signers
use_empty_cache
verify --sign p01
verify --sign p02
verify --record
LD_PRELOAD=$PWD/ahead.so verify --sign p01
LD_PRELOAD=$PWD/ahead.so expect 0 "$numaboot" claim status claims/small.claim
say_so "verified by tables alone: 1 result of 1 host and 1 signer"
say_so "set apart: 1 unsigned"
say_so "set apart: 2 of an unknown signer"
! grep -rq "^name =" claims/small.results || fail "a result tells the host's name"
sed -i 's/ valid-before="20400101"//' claims/allowed_signers
expect 0 "$numaboot" claim status claims/small.claim
say_so "verified by tables alone: 2 results of 1 host and 1 signer"
grep -q '  last: 204[0-9]-' "$work/output" || fail "the clock is not ahead"

# One is copied, one is changed; one is of another version of the claim.
first=$(grep -l '^date = 202' claims/small.results/*.result | head -n 1)
for result in claims/small.results/*.result; do
	ssh-keygen -Y find-principals -s "$result.sig" -f claims/allowed_signers \
		>/dev/null 2>&1 && first=$result
done
cp "$first" claims/small.results/copy.result
cp "$first.sig" claims/small.results/copy.result.sig
sed 's/^standing = verified/standing = refuted/' "$first" \
	>claims/small.results/changed.result
cp "$first.sig" claims/small.results/changed.result.sig
echo 'nothing' >claims/small.results/nothing.result
expect 0 "$numaboot" claim status claims
say_so "set apart: 1 badly signed"
say_so "set apart: 1 a duplicate"
say_so "set apart: 1 not readable"
say_so "of these say refuted: 1"
say_so "verified by tables alone: 2 results of 1 host and 1 signer"

# A claim that cannot be read hides no other one.
expect 2 "$numaboot" claim new run -o claims --name -x
say_so 'found name `-x`'
echo 'nothing' >claims/broken.claim
expect 2 "$numaboot" claim status claims
say_so "claims/broken.claim: not readable"
say_so "verified by tables alone: 2 results of 1 host and 1 signer"
expect 2 "$numaboot" claim status --json claims
"$numaboot" claim status --json claims 2>said >status.json &&
	fail "a broken claim is no failure"
grep -q "claims/broken.claim:1: found a line" said || fail "$(cat said)"
Rscript --vanilla -e '
claims <- jsonlite::fromJSON("status.json", simplifyVector = FALSE)
broken <- Filter(function(claim) !is.null(claim$error), claims)
stopifnot(length(broken) == 1, length(claims) > 2,
          startsWith(broken[[1]]$error, "claims/broken.claim:1: "),
          "booted" %in% unlist(lapply(claims, names)))' ||
	fail "$(cat status.json)"
rm claims/broken.claim
sed -i 's/80806028/80806027/' claims/small.claim
expect 0 "$numaboot" claim status claims/small.claim
say_so "no result that counts"

# A refutation is signed, counted and kept in sight.
verify --sign p01 && fail "a changed number is not refuted"
expect 0 "$numaboot" claim status claims/small.claim
say_so "refuted by tables alone: 1 result of 1 host and 1 signer"
say_so "b: boot.insns == 80806027: found uma/2M/count boot.insns: a 73460026, b 80806028"
expect 2 "$numaboot" claim verify claims/small.claim --sign no-key
say_so "no-key: expected the file of an ssh key"
