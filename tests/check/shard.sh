#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A plan of many hosts: each boots its part with the frozen inputs only, and what
# they sealed joins to the tables of one host, whoever was killed, late, or another
# than the others.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
cp "$root/bench/topologies/uma.topo" other.topo
whole_records >records
whole_console >console
sed 's/8192 bytes/8193 bytes/' console >odd-console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

# On host odd the guest says something else; all but the run STAYS hang.
cat >qemu <<QEMU
#!/bin/sh
[ "\${SLURMD_NODENAME:-}" != odd ] || export FAKE_CONSOLE=$work/odd-console
case "\$*" in *"\${STAYS:-}"*) ;; *) export FAKE_QEMU=hang ;; esac
exec $fake "\$@"
QEMU
chmod +x qemu
sed 's/^exec/# another one\nexec/' qemu >foreign
chmod +x foreign

cat >many.plan <<'PLAN'
[plan]
arms = ./bzImage ./bzImage+quiet
topologies = uma ./other.topo
mappings = 2M
workloads = placement
layout = no
timeout = 50
PLAN

# freeze N: a new frozen folder, in $frozen
freeze() {
	frozen=$("$numaboot" shard ./many.plan "$1" --qemu ./qemu 2>output) ||
		fail "shard: $(cat output)"
}

# shard CODE HOST I/N [OPTION...]: this host boots it
shard() {
	code=$1 host=$2 which=$3
	shift 3
	expect "$code" env SLURMD_NODENAME="$host" "$numaboot" run \
		--shard "$which" "$frozen" --qemu ./qemu --jobs 1 "$@"
}

collect() {
	code=$1
	shift
	expect "$code" "$numaboot" collect "$frozen" --no-report "$@"
}

# is_whole: the tables are those of one host
is_whole() {
	for table in "$one"/*.csv; do
		cmp "$table" "$frozen/$(basename "$table")" ||
			fail "$table is another one when joined"
	done
	cmp "$one/SHA256SUMS" "$frozen/SHA256SUMS" || fail "other sums"
}

expect 0 "$numaboot" run ./many.plan --qemu ./qemu --no-report
one=out/many/$(readlink out/many/latest)
[ "$(csv "$one/samples.csv" 'f["metric"] == "run.completed"' | wc -l)" -eq 4 ] ||
	fail "one host has not booted 4 runs"

# Other inputs, other counts and other options are refused, and boot nothing.
freeze 3
canary=$(ls "$frozen/runs")
[ "$(ls "$frozen/runs" | wc -l)" -eq 1 ] || fail "more than the canary"
shard 2 bad 1/3 --qemu ./foreign
say_so "found QEMU emulator version 7.2.22 (fake) of sha256 $(sha256sum foreign | cut -c 1-12)"
say_so "expected QEMU emulator version 7.2.22 (fake) of $(sha256sum qemu | cut -c 1-12)"
shard 2 a 1/4
say_so "found --shard 1/4, expected one of 3"
shard 2 a 4/3
shard 2 a 1/3 --resume "$one"
say_so "found --resume with --shard"
[ ! -d "$frozen/shards/1/a" ] || fail "something was booted"

# A host whose canary differs ends at once; its evidence stays, and is named.
shard 1 odd 1/3
say_so "is another one on this host than where the plan was frozen: console.log:2"
shard 0 a 2/3
# One that is killed: what it sealed counts.
env STAYS="$canary" SLURMD_NODENAME=b "$numaboot" run --shard 3/3 "$frozen" \
	--qemu ./qemu --jobs 1 >output 2>&1 &
pid=$!
tries=0
until [ -d "$(echo "$frozen"/shards/3/b/*/runs/"$canary")" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 300 ] || fail "the canary was not sealed"
	sleep 0.02
done
kill -KILL "$pid"
wait "$pid" || :

collect 1
say_so "host odd is left out, its canary is another one: console.log:2"
say_so "host bad booted nothing, it has other inputs: found QEMU"
say_so "of 4 runs are missing"
say_so "numaboot run --shard 1/3 $frozen"
collect 1
say_so "these runs were asked for again and did not come"
say_so "missing: bzImage"
[ ! -e "$frozen/samples.csv" ] || fail "a part was joined"

# A folder of another plan is not mixed in.
first=$frozen
freeze 2
second=$frozen
shard 0 a 1/2
frozen=$first
mkdir -p "$frozen/shards/1/a"
cp -r "$second"/shards/1/a/2* "$frozen/shards/1/a/mixed"
collect 2
say_so "it belongs to another frozen plan"
rm -r "$frozen/shards/1/a"

# A sealed run that was changed is none.
cp -r "$frozen/shards/2/a" a
echo >>"$(echo "$frozen"/shards/2/a/2*/runs/*/console.log | cut -d ' ' -f 1)"
shard 0 c 2/3
rm -r "$frozen/shards/2/a"
mv a "$frozen/shards/2/a"

# The others come, one of them twice.
shard 0 c 1/3
shard 0 c 3/3
shard 0 c 3/3
say_so "all of shard 3/3 is sealed already, nothing is booted"
collect 0
is_whole
grep -q '"left_out": "console.log:2' "$frozen/run.json" ||
	fail "run.json does not say who is left out"
[ -s "$(echo "$frozen"/shards/1/odd/2*/runs/*/console.log)" ] ||
	fail "the evidence of host odd is gone"
[ "$(readlink out/many/latest)" = "$(basename "$frozen")" ] || fail "latest"
expect 0 "$numaboot" samples "$frozen"
is_whole

# Once more changes nothing, and neither does who comes late; one that differs is told.
sum=$(sha256sum "$frozen/run.json")
collect 0
[ "$sum" = "$(sha256sum "$frozen/run.json")" ] || fail "run.json changed"
shard 0 d 1/3
say_so "is joined already, nothing is booted"
sed -i 's/8192 bytes/8193 bytes/' "$(echo "$frozen"/shards/1/c/2*/runs/*/console.log | tr ' ' '\n' | grep -v "$canary")"
(cd "$(dirname "$(echo "$frozen"/shards/1/c/2*/runs/*/console.log | tr ' ' '\n' | grep -v "$canary")")" &&
	sha256sum -- $(ls | grep -v SHA256SUMS) >SHA256SUMS)
collect 0
say_so "host c is left out, not as it was sealed"
is_whole

# More shards than there is to boot are none; blocks of timed cells are not split.
expect 2 "$numaboot" shard ./many.plan 4 --qemu ./qemu
say_so "found 4 shards and 3 cells beside the one that every host boots"
sed 's/^layout.*/engine = timed\nblocks = 3/' many.plan >timed.plan
expect 2 "$numaboot" shard ./timed.plan 4 --qemu ./qemu --allow-tcg
say_so "found 4 shards and 3 blocks of timed cells"
frozen=$("$numaboot" shard ./timed.plan 2 --qemu ./qemu --allow-tcg)
# The fake one cannot be timed: its boots are sealed as failed.
shard 1 a 1/2 --allow-tcg
shard 1 b 2/2 --allow-tcg
[ "$(ls "$frozen"/shards/1/a/2*/runs | cut -c 1-3 | sort -u | tr -d '\n')" = b0-b2- ] ||
	fail "shard 1 has not blocks 0 and 2"
[ "$(ls "$frozen"/shards/2/b/2*/runs | grep -c ^b1-)" -eq 4 ] ||
	fail "shard 2 has not all of block 1"
collect 1
[ "$(csv "$frozen/samples.csv" 1 | wc -l)" -ge 12 ] || fail "few samples"

# Scripts for Slurm, and who has none is told.
expect 0 "$numaboot" submit --slurm --write "$second" --qemu ./qemu \
	--sbatch="--partition=lab"
grep -qx '#SBATCH --array=1-2' "$second/slurm/shard.sh" || fail "no array"
grep -qx '#SBATCH --partition=lab' "$second/slurm/collect.sh" || fail "no words"
grep -qF -- "--qemu $work/qemu $work/$second" "$second/slurm/shard.sh" ||
	fail "no QEMU"
sh -n "$second/slurm/shard.sh"
mkdir -p "a b"
cp -r "$second" "a b/other"
expect 2 "$numaboot" submit --slurm --write "a b/other"
say_so "expected letters, digits and"
expect 2 "$numaboot" submit "$second"
say_so "found no --slurm"
