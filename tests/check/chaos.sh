#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# chaos.sh [SEED]: a run that is killed twenty times, each time at another moment,
# and resumed gives the samples of one that nobody disturbed, byte for byte, and
# leaves nothing over.
. tests/lib.sh
seed=${1:-$(date +%s)}
echo "seed $seed"
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >console
two_arms 'blocks = 8' 'timeout = 50' >small.plan
# A boot takes a while, so that a run is not over before it is killed.
cat >qemu <<SCRIPT
#!/bin/bash
case "\$*" in *memblock*) read -t 0.08 x <>"$work/never" || : ;; esac
exec "$fake" "\$@"
SCRIPT
mkfifo never
chmod +x qemu
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

run() {
	"$numaboot" run ./small.plan --qemu ./qemu --jobs 4 --no-report "$@"
}

began=$(date +%s%N)
expect 0 run
whole_ns=$(($(date +%s%N) - began))
mv out/small/2* whole
rm -r out

# Up to a third of what the whole run took on this machine.
awk -v seed="$seed" -v whole_ns=$whole_ns 'BEGIN {
	srand(seed)
	for (i = 0; i < 20; i++)
		printf "%.3f\n", 0.005 + rand() * whole_ns / 3e9
}' >delays
killed=0
while read -r delay; do
	folder=$(find out -name run.json -printf %h 2>/dev/null || :)
	set -- --resume "$folder"
	[ "$folder" ] || { set -- && rm -rf out; }
	"$numaboot" run ./small.plan --qemu ./qemu --jobs 4 --no-report "$@" \
		>output 2>&1 &
	pid=$!
	sleep "$delay"
	kill -KILL $pid 2>/dev/null || :
	code=0
	wait $pid || code=$?
	case $code in
	137) killed=$((killed + 1)) ;;
	0) ;;
	# Boots of the one that was killed have not all gone yet.
	*)
		grep -q 'another numaboot is running in it' output ||
			{ cat output && fail "seed $seed: exit code $code"; }
		;;
	esac
done <delays
[ $killed -ge 10 ] || fail "seed $seed: killed only $killed of 20"

folder=$(find out -name run.json -printf %h 2>/dev/null || :)
[ "$folder" ] || fail "seed $seed: killed always before it began"
expect 0 run --resume "$folder"
for table in samples.csv placements.csv metrics.csv memory.csv; do
	cmp "whole/$table" "$folder/$table" || fail "seed $seed: another $table"
done
expect 0 "$numaboot" samples "$folder"
left=$(find out \( -name '*.new' -o -name '*.partial' \))
[ -z "$left" ] || fail "seed $seed: left $left"
! pgrep -f "$work" >/dev/null || fail "seed $seed: left $(pgrep -af "$work")"
