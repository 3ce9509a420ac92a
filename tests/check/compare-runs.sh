#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs are compared without a boot, and their folders stay as they are; what is
# no run, not as it was sealed, or not to be compared is refused.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"
two_arms 'timeout = 50' >two.plan
boot() {
	expect 0 "$numaboot" run ./two.plan --qemu "$fake" --no-report
}
boot
sed -i 's/: 8192 bytes/: 4096 bytes/; s/0x0000000001bfffff/0x0000000001afffff/' console
boot
find out/two -type f -exec sha256sum {} + | sort >before

expect 0 "$numaboot" compare two@2 two --no-report
folder=$(echo out/compare-runs/2*)
say_so "$folder/compare.json"
for table in samples.csv placements.csv memory.csv metrics.csv; do
	cmp "$(readlink -f out/two/latest)/$table" "$folder/2/$table" || fail "other $table"
done
cmp "$folder/1/placements.csv" "$folder/2/placements.csv" >/dev/null &&
	fail "the runs do not differ"
expect 0 "$numaboot" compare --json --no-report two@2:bzImage two:bzImage+quiet
say_so '"plan": "compare-runs"'
grep -q '"arm": "bzImage+quiet"' out/compare-runs/latest/compare.json || fail "no arm"

# Made again, or refused when a run is another one.
cp "$folder/1/samples.csv" kept
rm "$folder/1/samples.csv"
expect 0 "$numaboot" samples "$folder"
cmp kept "$folder/1/samples.csv" || fail "other samples"
find out/two -type f -exec sha256sum {} + | sort | cmp - before ||
	fail "changed a run"
sed 's/"sha256": "[0-9a-f]/"sha256": "x/' "$folder/compare.json" >other
mv other "$folder/compare.json"
expect 1 "$numaboot" report "$folder"
say_so "is another run than the one that was compared"

# refuses SENTENCE WORD...
refuses() {
	sentence=$1
	shift
	expect 2 "$numaboot" compare "$@"
	say_so "$sentence"
}
count=$(find out/compare-runs | wc -l)
refuses "\`two\` is a run and \`unpatched\` is none (it is an arm)" two unpatched
refuses "\`two\` is a run and \`nosuch\` is none" nosuch two
refuses "twice, expected different runs" two two@1
refuses "found no arm \`patched\` in it, expected one of its 2" two@2 two:patched
refuses "found 2 complete runs in out/two, expected 9" two@9 two
refuses "found -t, expected no option of boots" -t uma two two@2
refuses "expected one of the arms: bzImage@run1, bzImage+quiet@run2" \
	two:bzImage two@2:bzImage+quiet --fail-on "nosuch: worse"
refuses "found --fail-on with --no-report" two two@2 --no-report --fail-on worse
refuses "found --tap, expected no option of boots" --tap x two two@2

# other SENTENCE EDIT...: a copy of a run that was never sealed, edited
other() {
	sentence=$1
	shift
	rm -rf copy
	cp -a out/two/latest/ copy
	sed -i '/^  "sha256":/d' copy/run.json
	sed -i "$@" copy/run.json
	refuses "$sentence" two copy
}
other "copy: is not complete" 's/"complete": true/"complete": false/'
other "copy: is of numaboot 99.1, expected" 's/"version": "0.*"/"version": "99.1"/'
other "copy: is of the engine timed: two runs are not interleaved" \
	's/"name": "exact"/"name": "timed"/'
other "and copy under kvm: expected one accelerator" 's/"tcg-icount"/"kvm"/'
rm -rf copy
cp -a out/two/latest/ copy
echo >>"$(find copy/runs -name console.log | head -n 1)"
expect 1 "$numaboot" compare two copy
say_so "console.log: changed since it was sealed"
[ "$(find out/compare-runs | wc -l)" -eq "$count" ] ||
	fail "a refused comparison left something"
