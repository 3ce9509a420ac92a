#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Whatever is changed in a finished session's folder, each command that reads it
# says which file it is; a copy that nobody touched is read.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
failed_records >records
two_arms 'blocks = 2' 'timeout = 50' >two.plan
export FAKE_RECORDS="$work/records"
expect 1 "$numaboot" run ./two.plan --qemu "$fake" --no-report
mv out/two/2* whole
a=b0-bzImage-uma-2M-placement
b=b1-bzImage-uma-2M-placement
expect 0 "$numaboot" samples whole
expect 2 "$numaboot" placement --diff whole/runs/$a whole/runs/$b
say_so "found no line of memblock" # so it has been read

# tamper SENTENCE COMMAND...: in a fresh copy, by a shell; `samples` must say so
tamper() {
	sentence=$1
	shift
	rm -rf copy
	cp -a whole copy
	(cd copy && eval "$*") || fail "cannot: $*"
	expect 1 "$numaboot" samples copy
	say_so "$sentence"
}

reseal='sha256sum -- $(ls | grep -v SHA256SUMS) >../sums && mv ../sums SHA256SUMS'

# Runs in each other's place.
tamper "runs/$a: found the run $b in it" \
	"mv runs/$a x && mv runs/$b runs/$a && mv x runs/$b"
tamper "runs/$a: found the run $b in it" "cp runs/$b/* runs/$a"
tamper "runs/$a: found no folder" "rm -r runs/$a && ln -s $b runs/$a"
tamper "runs/$a: is missing" "rm -r runs/$a"
tamper "runs/b9-more: is no run" "cp -r runs/$a runs/b9-more"
tamper "runs/$a.partial: is no run" "mkdir runs/$a.partial"

# Files of a run.
tamper "runs/$a/console.log: changed" "echo >>runs/$a/console.log"
tamper "runs/$a/guest.jsonl: changed" "truncate -s -9 runs/$a/guest.jsonl"
tamper "runs/$a/qmp.log: is missing" "rm runs/$a/qmp.log"
tamper "runs/$a/more: was not there" "touch runs/$a/more"
tamper "runs/$a/.more: was not there" "touch runs/$a/.more"
tamper "runs/$a/more: was not there" "mkdir runs/$a/more"
tamper "runs/$a/more: was not there" "ln -s console.log runs/$a/more"
tamper "runs/$a/qmp.log: found a symbolic link" \
	"mv runs/$a/qmp.log . && ln -s ../../qmp.log runs/$a/qmp.log"
tamper "runs/$a/qmp.log: found a special file" \
	"rm runs/$a/qmp.log && mkfifo runs/$a/qmp.log"

# The list of them.
tamper "runs/$a/SHA256SUMS: No such file" "rm runs/$a/SHA256SUMS"
tamper "runs/$a/SHA256SUMS: found nothing" ": >runs/$a/SHA256SUMS"
tamper "runs/$a/SHA256SUMS: found a cut text" "truncate -s -1 runs/$a/SHA256SUMS"
tamper "runs/$a/topology.topo: was not there" "sed -i '\$d' runs/$a/SHA256SUMS"
tamper "SHA256SUMS:2: found \`cell.json\` a second time" \
	"sed -i '1p' runs/$a/SHA256SUMS"
tamper "SHA256SUMS:1: found" "sed -i '1s|cell|../../run|' runs/$a/SHA256SUMS"
tamper "SHA256SUMS:1: found" "sed -i '1s|  | *|' runs/$a/SHA256SUMS"
tamper "runs/$a/SHA256SUMS: is not the one" \
	"echo >>runs/$a/console.log && cd runs/$a && $reseal"
tamper "runs/$a/cell.json: is not the cell" \
	"cd runs/$a && sed -i 's/\"block\": 0/\"block\": 7/' cell.json && $reseal"

# What the session has beside its runs.
tamper "run.json: changed" "sed -i 's/\"blocks\": 2/\"blocks\": 3/' run.json"
tamper "run.json: changed" "sed -i 's/\"seed\": 1/&1/' run.json"
tamper "run.json:" "truncate -s -20 run.json"
tamper "inputs/uma.topo: changed" "echo >>inputs/uma.topo"
tamper "inputs/arm1.bzImage: No such file" "rm inputs/arm1.bzImage"
tamper "inputs/more/x: was not there" "mkdir inputs/more && touch inputs/more/x"

# Resuming notices as well, before a boot, and so does a comparison.
tamper "runs/$a/console.log: changed" "echo >>runs/$a/console.log"
expect 1 "$numaboot" run ./two.plan --qemu "$fake" --resume copy
say_so "runs/$a/console.log: changed"
expect 1 "$numaboot" report copy
say_so "runs/$a/console.log: changed"
expect 2 "$numaboot" placement --diff copy/runs/$a copy/runs/$b
say_so "$a/console.log: changed"
tamper "runs/$a/SHA256SUMS: is not the one" \
	"echo >>runs/$a/console.log && cd runs/$a && $reseal"
expect 2 "$numaboot" placement --diff copy/runs/$a copy/runs/$b
say_so "runs/$a/SHA256SUMS: is not the one"
tamper "run.json: changed" "sed -i 's/\"blocks\": 2/\"blocks\": 3/' run.json"
expect 2 "$numaboot" run ./two.plan --qemu "$fake" --resume copy
say_so "run.json: changed"

# A report is made of the tables as they were written.
for table in samples.csv metrics.csv memory.csv; do
	rm -rf copy
	cp -a whole copy
	sed -i 's/0/1/' copy/$table
	expect 1 "$numaboot" report copy
	say_so "copy/$table: changed since it was sealed"
done
rm copy/SHA256SUMS
expect 1 "$numaboot" report copy
say_so "copy/SHA256SUMS: No such file"

# A run that is gone is booted again, and the session is whole again.
rm -r "copy/runs/$a"
expect 1 "$numaboot" run ./two.plan --qemu "$fake" --resume copy --no-report
expect 0 "$numaboot" samples copy
cmp whole/samples.csv copy/samples.csv || fail "other samples"

# A run.json of numaboot 0.1 has no hashes: its runs are checked by their own.
sed -i '/^  "sha256":/d' copy/run.json
expect 0 "$numaboot" samples copy
echo >>"copy/runs/$a/console.log"
expect 1 "$numaboot" samples copy
say_so "runs/$a/console.log: changed"
