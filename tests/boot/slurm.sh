#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A plan on a cluster of Slurm: controller and four nodes on this host, each node in
# namespaces of its own.  One is killed while it boots, one has another QEMU, one
# has a CPU that differs, a task comes late: the tables are those of one host.  In
# the long form two arms are compared, the killed node returns, and another one only
# seems to be dead, so that two boot the same.
. tests/lib.sh

for program in slurmctld slurmd munged sbatch; do
	command -v $program >"$work/found" || {
		echo "skipped: found no $program: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge"
		exit 77
	}
done
[ "$(id -u)" -eq 0 ] || {
	echo "skipped: nodes in namespaces of their own need root"
	exit 77
}

cd "$work"
chmod 755 "$work"
mkdir -p run spool state log bin munge
daemons=

# end: all that this test started, whatever came of it
end() {
	for daemon in $daemons; do
		kill -KILL "$daemon" 2>/dev/null || :
	done
	wait
	rm -rf "$work"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

# within SECONDS COMMAND...: until it succeeds
within() {
	left=$(($1 * 5))
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.2
	done
}

# 3 ports in a row that nobody else of this machine uses at this time
port=$((20000 + $$ % 20000))
host=$(hostname -s)
cat >slurm.conf <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket,cred_expire=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmctldPidFile=$work/run/ctld.pid
SlurmdPidFile=$work/run/d.%n.pid
SlurmdSpoolDir=$work/spool/%n
StateSaveLocation=$work/state
SlurmUser=root
SlurmctldPort=$port
SlurmctldLogFile=$work/log/ctld.log
SlurmdLogFile=$work/log/d.%n.log
SlurmdTimeout=3
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
$(for i in 1 2 3 4; do
	echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=1 State=UNKNOWN"
done)
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
touch cgroup.conf
export SLURM_CONF="$work/slurm.conf"

# What every node starts as QEMU; `extra` is another file on one of them.
real=$(command -v qemu-system-x86_64)
: >extra
# shellcheck disable=SC2016
printf '#!/bin/sh\nexec %s "$@" $(cat %s/extra)\n' "$real" "$work" >bin/qemu
printf '#!/bin/sh\n# another one\nexec %s "$@"\n' \
	"${FOREIGN_QEMU:-$real}" >foreign
echo "-cpu qemu64,+avx2" >odd
chmod 755 bin/qemu foreign

# node N [FILE OTHER]: start it; FILE is OTHER there.  Who ends it ends all in it
node() {
	# shellcheck disable=SC2016
	unshare --pid --fork --kill-child --mount-proc sh -c '
		[ $# -lt 3 ] || mount --bind "$3" "$2"
		exec slurmd -D -N "$1"' sh "$@" >>"log/$1.out" 2>&1 &
	pid=$!
	daemons="$daemons $pid"
}

chown munge munge run log
head -c 1024 /dev/urandom >munge/key
chown munge munge/key
chmod 400 munge/key
setpriv --reuid=munge --clear-groups --regid=munge munged --foreground --force \
	--key-file="$work/munge/key" --socket="$work/run/munge.socket" \
	--pid-file="$work/run/munged.pid" --log-file="$work/munge/log" \
	--seed-file="$work/munge/seed" >log/munged.out 2>&1 &
daemons=$!
within 20 test -S run/munge.socket || fail "munged: $(cat log/munged.out)"
slurmctld -D >log/ctld.out 2>&1 &
daemons="$daemons $!"
node n1
alive=$pid
node n2
killed=$pid
node n3 "$work/bin/qemu" "$work/foreign"
node n4 "$work/extra" "$work/odd"

shards=4
cells=5
cat >many.plan <<'PLAN'
[plan]
arms = unpatched
topologies = 1x256M 2x128M 1x384M 3x128M 1x512M
mappings = 2M
workloads = count
PLAN
if [ "${LONG:-}" ]; then
	shards=5
	cells=6
	cat >many.plan <<-'PLAN'
		[plan]
		arms = unpatched patched
		topologies = 1x256M 2x128M
		mappings = 2M
		workloads = count
	PLAN
fi

# The tables of one host.
expect 0 "$numaboot" run ./many.plan --qemu bin/qemu
one=out/many/$(readlink out/many/latest)
cp -r "$one" one

# idle N: so many nodes are
idle() {
	[ "$(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" -ge "$1" ]
}
within 120 idle 4 || fail "$(sinfo; cat log/*.out log/*.log)"

frozen=$("$numaboot" shard ./many.plan $shards --qemu bin/qemu 2>output) ||
	fail "$(cat output)"
cp -a "$frozen" far
expect 0 "$numaboot" submit --slurm "$frozen" --qemu bin/qemu
say_so "submitted as jobs"

# begun NODE: a guest of a task of it is under way
begun() {
	[ -n "$(find "$frozen"/shards/*/"$1" -path '*.partial/qmp.log' 2>/dev/null)" ]
}
within 300 begun n2 || fail "$(squeue; cat log/*.log)"
kill -KILL "$killed"
wait "$killed" || :
if [ "${LONG:-}" ]; then
	node n2
	within 600 begun n1 || fail "n1 boots nothing"
	stopped=$(pgrep -P "$alive" slurmd)
	kill -STOP "$stopped"
	# is_down: the controller takes it for dead
	is_down() {
		sinfo -h -n n1 -o %T | grep -q down
	}
	within 120 is_down || fail "n1 is not down: $(sinfo)"
	kill -CONT "$stopped"
fi

# ended: no job is left
ended() {
	[ -z "$(squeue -h 2>/dev/null || echo unknown)" ]
}
# joined: it is the newest session with tables
joined() {
	[ -e "$frozen/samples.csv" ] && ended
}
within 900 joined || {
	squeue
	sinfo
	tail -n 20 "$frozen"/slurm/*.log log/ctld.log
	fail "nothing was joined"
}
cat "$frozen/slurm/collect.log"

# same: every table is that of one host
same() {
	for table in one/*.csv; do
		cmp "$table" "$frozen/$(basename "$table")" ||
			fail "$table is another one on four hosts"
	done
}
same
[ "$(csv "$frozen/samples.csv" 'f["metric"] == "run.completed"' | wc -l)" -eq $cells ] ||
	fail "not $cells boots are joined"
log=$frozen/slurm/collect.log
grep -q "host n3 booted nothing, it has other inputs: found QEMU" "$log" ||
	fail "the other QEMU is not named"
grep -q "host n4 is left out, its canary is another one: " "$log" ||
	fail "the other CPU is not named"
grep -q "asked for once more, as jobs" "$log" || fail "nothing was asked for"
[ -d "$(echo "$frozen"/shards/*/n4/2*/runs/* | cut -d ' ' -f 1)" ] ||
	fail "its evidence is gone"
[ -d "$(echo "$frozen"/shards/*/n2 | cut -d ' ' -f 1)" ] ||
	fail "no try of n2 is left"
[ "$(sed -n 's/.*"name": "\(n[34]\)".*/\1/p' "$frozen/run.json" | sort -u | tr -d '\n')" = n3n4 ] ||
	fail "run.json does not name who is left out"

# A task that comes late, from a host without a file system in common.
expect 0 env SLURMD_NODENAME=late "$numaboot" run --shard "1/$shards" far \
	--qemu bin/qemu
cp -r far/shards/1/late "$frozen/shards/1/late"
cp "$frozen/run.json" before.json
# shellcheck disable=SC2086
expect 0 "$numaboot" collect "$frozen"
same
cmp before.json "$frozen/run.json" || fail "a late task changed what is joined"

