#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A plan of many hosts: each boots its part with the frozen inputs only, and what
# they sealed joins to the tables of one host, whoever was killed, late, or another
# than the others.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
cp "$root/bench/topologies/uma.topo" b.topo
cp b.topo c.topo
whole_records >records
whole_console >console
sed 's/8192 bytes/8193 bytes/' console >odd-console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

# On host odd the guest says something else; all but the run STAYS hang, all but
# the run LIES say something else.
cat >qemu <<QEMU
#!/bin/sh
[ "\${SLURMD_NODENAME:-}" != odd ] || export FAKE_CONSOLE=$work/odd-console
case "\$*" in *"\${STAYS:-}"*) ;; *) export FAKE_QEMU=hang ;; esac
case "\$*" in *"\${LIES:-}"*) ;; *) export FAKE_CONSOLE=$work/odd-console ;; esac
exec $fake "\$@"
QEMU
chmod +x qemu
sed 's/^exec/# another one\nexec/' qemu >foreign
chmod +x foreign

cat >many.plan <<'PLAN'
[plan]
arms = ./bzImage
topologies = uma ./b.topo ./c.topo
mappings = 2M
workloads = placement
timeout = 50
PLAN

# shard CODE HOST I/N [OPTION...]: this host boots it
shard() {
	code=$1 host=$2 which=$3
	shift 3
	expect "$code" env SLURMD_NODENAME="$host" "$numaboot" run \
		--shard "$which" "$frozen" --qemu ./qemu --jobs 1 "$@"
}

collect() {
	expect "$1" "$numaboot" collect "$frozen"
}

# is_whole: the tables are those of one host
is_whole() {
	for table in "$one"/*.csv; do
		cmp "$table" "$frozen/$(basename "$table")" ||
			fail "$table is another one when joined"
	done
	cmp "$one/SHA256SUMS" "$frozen/SHA256SUMS" || fail "other sums"
}

expect 0 "$numaboot" run ./many.plan --qemu ./qemu
say_so /samples.csv
[ ! -e out/many/latest/report.txt ] || fail "a report of one arm"
one=out/many/$(readlink out/many/latest)
[ "$(csv "$one/samples.csv" 'f["metric"] == "run.completed"' | wc -l)" -eq 3 ] ||
	fail "one host has not booted 3 runs"

# Other inputs, other counts and other options are refused, and boot nothing.
frozen=$("$numaboot" shard ./many.plan 2 --qemu ./qemu 2>output) ||
	fail "shard: $(cat output)"
canary=$(cd "$frozen/runs" && echo ./*)
canary=${canary#./}
[ -d "$frozen/again/$canary" ] || fail "the canary was not booted twice"
cp -r "$frozen" far
shard 2 bad 1/2 --qemu ./foreign
say_so "found QEMU emulator version 7.2.22 (fake) of sha256 $(sha256sum foreign | cut -c 1-12)"
say_so "expected QEMU emulator version 7.2.22 (fake) of $(sha256sum qemu | cut -c 1-12)"
shard 2 a 1/4
say_so "found --shard 1/4, expected one of 2"
shard 2 a 3/2
shard 2 a 1/2 --resume "$one"
say_so "found --resume with --shard"
cp -r far changed
echo >>changed/inputs/arm0.bzImage
expect 1 "$numaboot" run --shard 1/2 changed --qemu ./qemu
say_so "changed/inputs/arm0.bzImage: changed"
expect 2 "$numaboot" run --shard 1/2 "$one" --qemu ./qemu
say_so "found no shards, expected a folder that numaboot shard made"
[ ! -d "$frozen/shards/1/a" ] || fail "something was booted"

# A host whose canary differs ends at once; its evidence stays, and is named.
shard 1 odd 1/2
say_so "is another one on this host than where the plan was frozen: console.log:2"
# One that is killed: its next try boots what it had not sealed.
env STAYS="$canary" SLURMD_NODENAME=b "$numaboot" run --shard 2/2 "$frozen" \
	--qemu ./qemu --jobs 1 >output 2>&1 &
pid=$!
tries=0
until [ -d "$(echo "$frozen"/shards/2/b/*/runs/"$canary")" ]; do
	tries=$((tries + 1))
	[ "$tries" -lt 1000 ] || fail "the canary was not sealed"
	sleep 0.02
done
kill -KILL "$pid"
wait "$pid" || :

collect 1
say_so "host odd is left out, its canary is another one: console.log:2"
say_so "host bad booted nothing, it has other inputs: found QEMU"
say_so "2 of 3 runs are missing"
say_so "numaboot run --shard 1/2 $frozen"
collect 1
say_so "these runs were asked for again and did not come"
say_so "missing: bzImage/"
[ ! -e "$frozen/samples.csv" ] || fail "a part was joined"

# What is of another plan is not mixed in, and what was changed is none.
mkdir -p "$frozen/shards/1/a"
cp -r "$one" "$frozen/shards/1/a"
collect 2
say_so "it belongs to another frozen plan"
rm -r "$frozen/shards/1/a"
echo >>"$(echo "$frozen"/shards/2/b/*/runs/"$canary"/console.log)"

# The others come, one of them twice.
shard 0 c 1/2
shard 0 b 2/2
shard 0 b 2/2
say_so "all of shard 2/2 is sealed already, nothing is booted"
collect 0
say_so "host b is left out, not as it was sealed: "
is_whole
grep -q '"left_out": "console.log:2' "$frozen/run.json" ||
	fail "run.json does not say who is left out"
[ -s "$(echo "$frozen"/shards/1/odd/2*/runs/*/console.log)" ] ||
	fail "the evidence of host odd is gone"
[ "$(readlink out/many/latest)" = "$(basename "$frozen")" ] || fail "latest"
expect 0 "$numaboot" samples "$frozen"
is_whole

# Once more changes nothing; who comes late and says something else is told.
cp "$frozen/run.json" before
collect 0
cmp before "$frozen/run.json" || fail "run.json changed"
shard 0 d 1/2
say_so "is joined already, nothing is booted"
expect 0 env LIES="$canary" SLURMD_NODENAME=liar "$numaboot" run --shard 1/2 far \
	--qemu ./qemu --jobs 1
cp -r far/shards/1/liar "$frozen/shards/1"
collect 1
say_so "differ: console.log:2"
say_so "no number of this plan is exact"
is_whole

# More shards than there is to boot are none; blocks of timed cells are not split.
expect 2 "$numaboot" shard ./many.plan 3 --qemu ./qemu
say_so "found 3 shards and 2 cells beside the one that every host boots"
sed 's/ .\/c.topo/\nengine = timed\nblocks = 2/' many.plan >timed.plan
expect 2 "$numaboot" shard ./timed.plan 3 --qemu ./qemu --allow-tcg
say_so "found 3 shards and 2 blocks of timed cells"
frozen=$("$numaboot" shard ./timed.plan 2 --qemu ./qemu --allow-tcg)
# The fake one cannot be timed: its boots are sealed as failed.
shard 1 a 1/2 --allow-tcg
shard 1 b 2/2 --allow-tcg
for block in 0 1; do
	[ "$(echo "$frozen/shards/$((block + 1))"/*/2*/runs/*)" = \
		"$(echo "$frozen/shards/$((block + 1))"/*/2*/runs/b$block-*)" ] ||
		fail "a block of timed cells is split"
done
collect 1
[ "$(csv "$frozen/samples.csv" 'f["metric"] == "run.completed"' | wc -l)" -eq 4 ] ||
	fail "not 4 timed runs are joined"

# Scripts for Slurm, in which a path is one word.
expect 0 "$numaboot" submit --slurm --write far --qemu ./qemu \
	--sbatch="--partition=lab"
grep -qx '#SBATCH --array=1-2' far/slurm/shard.sh || fail "no array"
grep -qx '#SBATCH --partition=lab' far/slurm/collect.sh || fail "no words"
grep -qF -- "--qemu $work/qemu $work/far" far/slurm/shard.sh || fail "no QEMU"
sh -n far/slurm/shard.sh
printf '#!/bin/sh\nexit 1\n' >sbatch
chmod +x sbatch
PATH=$work:$PATH
expect 1 "$numaboot" submit --slurm far --qemu ./qemu
say_so "sbatch: found exit code 1"
cp -r far near
rm -rf near/shards
expect 1 "$numaboot" collect --slurm near
say_so "sbatch: found exit code 1"
[ ! -e near/shards/asked ] || fail "nobody was asked, and it says so"
# Tell the job and what it was given.
printf '#!/bin/sh\necho "$*" >>%s/submitted\necho "7;lab"\n' "$work" >sbatch
expect 1 "$numaboot" collect --slurm near
say_so "asked for once more, as jobs 7 and 7"
[ "$(cat submitted)" = "--parsable --array=1,2 $work/near/slurm/shard.sh
--parsable --dependency=afterany:7 $work/near/slurm/collect.sh" ] ||
	fail "other jobs were submitted: $(cat submitted)"
mkdir -p "a b"
cp -r far "a b"
expect 2 "$numaboot" submit --slurm --write "a b/far"
say_so "expected letters, digits and"
expect 2 "$numaboot" submit far
say_so "found no --slurm"
expect 2 "$numaboot" submit --slurm --base linux-6.1 far
say_so "found --base and the folder far"
