#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# --fail-on is read before the first boot, and its exit codes are those that CI
# and `git bisect run` go by; --json has what it is judged by.  What a report
# concludes is written by a stand-in for R: what R writes is tested there.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel a
fake_kernel b
whole_records >records
whole_console >console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

# row METRIC BASELINE VALUE DIFFERENCE CHANGE VERDICT REASON
row() {
	echo "1,placement,$1,,,uma,2M,a,b,bytes,exact,less,0,,$2,$3,$4,$5,,,$6,$7"
}
{
	sed -n 's/^| `\([a-z_]*\)` |.*/\1/p' "$root/docs/verdicts.md" |
		sed '/^reason$/q' | paste -sd ,
	row placement.hotpluggable.bytes 1048576 0 -1048576 -1 better effect
	row placement.below_4g.bytes 4096 4137 41 0.010009765625 worse effect
	row placement.below_16m.bytes 4096 "" "" "" invalid missing
} >concluded.csv
mkdir bin
cat >bin/Rscript <<'RSCRIPT'
#!/bin/sh
[ -z "$NO_REPORT" ] || { echo "report: as asked."; exit 1; }
cp concluded.csv "$3/verdicts.csv"
echo text >"$3/report.txt"
RSCRIPT
chmod +x bin/Rscript
PATH=$work/bin:$PATH

# fails_on CODE EXPECTATION [OPTION]...
fails_on() {
	code=$1 expectation=$2
	shift 2
	expect "$code" "$numaboot" compare ./a ./b --qemu "$fake" -t uma \
		-w placement --fail-on "$expectation" "$@"
}

# Wrong ones are refused before a boot.
fails_on 2 'placement.bytez > 1%'
say_so 'found `placement.bytez`, expected a metric as placement.bytes'
fails_on 2 'c: worse'
say_so 'found `c`, expected one of the arms: a, b'
fails_on 2 worse --fail-on ''
fails_on 2 worse --no-report
say_so "found --fail-on with --no-report, expected one of them"
[ ! -e out ] || fail "began in spite of it"

fails_on 3 'placement.below_4g.bytes>1%'
say_so "found placement.below_4g.bytes>1%: uma/2M/placement placement.below_4g.bytes: a 4096, b 4137 (+1.001 %, worse)"
run=$(echo out/compare/2*)

# The rest is of that run: its report is made again.
# reports CODE WORD...
reports() {
	code=$1
	shift
	expect "$code" "$numaboot" report "$run" "$@"
}
reports 0 --fail-on 'placement.below_4g.bytes > 2%'
! grep -q "^found" output || fail "tells of what is not so"
reports 3 --fail-on worse
say_so "nothing is known of 1 of 3 rows"
reports 3 --fail-on 'placement.hotpluggable.bytes worse' --fail-on \
	'a: placement.hotpluggable.bytes == 1M'
reports 0 --fail-on 'b: placement.hotpluggable.bytes != 0'
reports 1 --fail-on 'boot.insns > 1%'
say_so "found no row of boot.insns in this run"
reports 1 --fail-on worse --fail-on 'placement.below_16m.bytes worse'
say_so "found no value in any of 1 rows"
reports 2 --fail-on 'boot.insn > 1%'

# What a boot that failed would have shown is not known later either.
cp -a "$run" failed
sed -i '/^  "sha256":/d; s/"timeout": 0/"timeout": 1/' failed/run.json
expect 1 "$numaboot" report failed --fail-on 'placement.below_4g.bytes > 2%'
say_so "failed: found 1 boot that failed, expected none with --fail-on"
expect 0 "$numaboot" report failed

# No verdicts, wrong ones, and other ones than of this numaboot.
expect 1 env NO_REPORT=1 "$numaboot" report "$run" --fail-on worse
sed -i 's/,invalid,/,bad,/' concluded.csv
reports 1 --fail-on worse
say_so "verdicts.csv:4: found verdict \`bad\`, expected one of better"
reports 1 --json
sed -i 's/,bad,/,invalid,/; s/^1,/2,/' concluded.csv
reports 1 --fail-on worse
say_so "verdicts.csv:2: found schema \`2\`, expected 1"
sed -i 's/^2,/1,/' concluded.csv
cp concluded.csv kept.csv
LC_ALL=C sed -i '2s/,uma,/,\xff,/' concluded.csv
reports 1 --json
say_so "verdicts.csv: found a byte that is no UTF-8, expected text"
mv kept.csv concluded.csv

reports 0 --json
for line in '"plan": "compare",' '"folder": "'"$run"'",' '"completed": 3,' '"schema": 1,' '"report": "'"$run"'/report.txt",' \
	'"value": 4137,' '"change": 0.010009765625,' '"value": null,' \
	'"failed": [],' '"node": null,' '"item": "",' '"verdict": "invalid",' \
	'"reason": "missing"'; do
	say_so "$line"
done
[ "$(grep -c '"arm": "b"' output)" -eq 3 ] || fail "the JSON has other rows"
expect 0 "$numaboot" compare ./a ./b --qemu "$fake" -t uma -w placement \
	--no-report --json
say_so '"report": null,'
say_so "no verdicts: no report was made"
say_so '"verdicts": null'

# A boot that failed, and a report that cannot be made, stay 1.
export FAKE_QEMU=crash
fails_on 1 worse --again
say_so "3 qemu-died"
expect 1 "$numaboot" compare ./a ./b --qemu "$fake" -t uma -w placement \
	--no-report --json --again
for line in '"arm": "b",' '"workload": "placement",' '"end_state": "qemu-died",' \
	'"reason": "QEMU was ended by signal 6 (SIGABRT)"'; do
	say_so "$line"
done
export FAKE_QEMU=complete
expect 1 env NO_REPORT=1 "$numaboot" compare ./a ./b --qemu "$fake" -t uma \
	-w placement --fail-on worse
say_so "report: as asked."

# The wrapper of the page finds the first bad commit of a history, by what
# numaboot would have said of each, and skips those that nothing can be told of.
sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$root/docs/verdicts.md" >bisect.sh
chmod +x bisect.sh
cat >bin/numaboot <<'NUMABOOT'
#!/bin/sh
exit "$(cat "$3/code")"
NUMABOOT
chmod +x bin/numaboot
export HOME="$work" GIT_CONFIG_NOSYSTEM=1
mkdir bisect
git init -q tree
cd tree
git config user.name "Person 01"
git config user.email p01@example.invalid
for code in 0 0 1 2 0 3 1 3 3; do
	echo "$code" >code
	git add code
	git commit -q --allow-empty -m "$code"
done
expect 0 git bisect start HEAD "$(git rev-list HEAD | tail -n 1)"
expect 0 git bisect run ../bisect.sh
[ "$(git log -2 --format=%s refs/bisect/bad | paste -sd ' ')" = "3 0" ] ||
	fail "another commit is the first bad one"
git bisect reset >/dev/null 2>&1
echo 130 >code
expect 128 sh ../bisect.sh
