#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An interrupted run leaves nothing unfinished, loses nothing sealed, and
# goes on where it was; two at once do not meet.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
# Under a name that no other test has.
cp "$fake" "$work"
fake=$work/fake-qemu
failed_records >records
cat >two.plan <<'PLAN'
[plan]
arms = ./bzImage ./bzImage+hang
topologies = uma
mappings = 2M
workloads = placement
engine = exact
layout = no
timeout = 50
PLAN
# The arm with +hang hangs, the other one ends.
cat >qemu <<SCRIPT
#!/bin/sh
case "\$*" in *+hang-*) FAKE_QEMU=\${HANG:-hang}; export FAKE_QEMU ;; esac
exec "$fake" "\$@"
SCRIPT
chmod +x qemu
export FAKE_RECORDS="$work/records"

# gone PATTERN: no process has that command line any more, within 3 s
gone() {
	tries=0
	while pgrep -f "$1" >/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt 30 ] || return 1
		sleep 0.1
	done
}

# begin: run the plan until one run is sealed
begin() {
	rm -rf out
	"$numaboot" run "$work/two.plan" --qemu ./qemu --jobs 2 >output 2>&1 &
	pid=$!
	tries=0
	until find out -name SHA256SUMS 2>/dev/null | grep -qv partial; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || fail "no run was sealed"
		sleep 0.1
	done
}

# start SIGNAL: begin, then send the signal
start() {
	begin
	kill -"$1" "$pid"
	code=0
	wait "$pid" || code=$?
	gone "^$fake " || fail "$1: QEMU still runs"
	gone "numaboot run $work/two.plan" || fail "$1: a worker still runs"
	folder=$(echo out/two/2*)
	[ ! -e out/two/latest ] || fail "$1: an unfinished run is the latest"
}

start INT
[ "$code" -eq 130 ] || fail "SIGINT: exit code $code"
grep -q -- "--resume $folder" output || fail "SIGINT: no hint how to go on"
[ -z "$(find out -name '*.partial')" ] || fail "SIGINT: left a .partial"

start KILL
[ "$code" -eq 137 ] || fail "SIGKILL: exit code $code"

# Go on: the sealed run stays as it is, the other one is booted.
sealed=$(dirname "$(find "$folder" -name SHA256SUMS | grep -v partial)")
before=$(cat "$sealed/SHA256SUMS")
HANG=complete expect 1 "$numaboot" run ./two.plan --qemu ./qemu \
	--resume "$folder" --no-report
say_so "2 of 2 runs"
[ "$before" = "$(cat "$sealed/SHA256SUMS")" ] || fail "booted a sealed run again"
[ "$(readlink out/two/latest)" = "${folder##*/}" ] || fail "latest is not it"

# With a layout control it is another run.
sed 's/^layout = no/layout = yes/' two.plan >control.plan
expect 2 "$numaboot" run ./control.plan --qemu ./qemu --resume "$folder" \
	--no-report
say_so "the plan has changed since it began"

# A run whose QEMU somebody killed is booted again, and kept beside.
HANG=killed expect 1 "$numaboot" run ./two.plan --qemu ./qemu --no-report
say_so "1 qemu-killed"
HANG=complete expect 1 "$numaboot" run ./two.plan --qemu ./qemu \
	--resume out/two/latest --no-report
grep -q qemu-killed "$work/output" && fail "it is killed again"
[ -d "$(echo out/two/latest/runs/*.killed-1)" ] || fail "lost the killed run"
HANG=complete expect 1 "$numaboot" run ./two.plan --qemu ./qemu \
	--resume "$folder" --no-report

# By way of `latest` the link stays what it is.
expect 1 "$numaboot" run ./two.plan --qemu ./qemu --resume out/two/latest/ \
	--no-report
[ "$(readlink out/two/latest)" = "${folder##*/}" ] || fail "lost latest"

# Other inputs are not the same run, and a refusal changes nothing.
echo >>bzImage
find out -type f -exec sha256sum {} + | sort >before
expect 2 "$numaboot" run ./two.plan --qemu ./qemu --resume "$folder"
say_so "has changed since it began"
expect 2 "$numaboot" run ./two.plan --qemu ./qemu --resume "$work"
say_so "run.json"
find out -type f -exec sha256sum {} + | sort | cmp - before ||
	fail "a refused resume changed files"
[ ! -e runs ] || fail "a refused resume made a folder"

# A changed file is noticed.
echo >>"$sealed/guest.jsonl"
expect 1 "$numaboot" samples "$folder"
say_so "guest.jsonl: changed since it was sealed"

# ends_at_once WHAT: the run ends by Ctrl-C, and with it what it started
ends_at_once() {
	code=0
	timeout 5 tail -s 0.05 --pid="$pid" -f /dev/null || fail "$1 holds Ctrl-C"
	wait "$pid" || code=$?
	[ "$code" -eq 130 ] || fail "with $1: exit code $code"
	gone "^$fake " || fail "with $1: QEMU still runs"
}

# A worker that somebody stopped does not keep Ctrl-C from its end.
begin
pkill -STOP -P "$pid"
kill -INT "$pid"
ends_at_once "a stopped worker"

# Nor does a QEMU that somebody stopped.
begin
pkill -STOP -f "^$fake "
kill -INT "$pid"
ends_at_once "a stopped QEMU"
[ -z "$(find out -name '*.partial')" ] || fail "a stopped QEMU left a .partial"

# Two at once get folders of their own.
rm -rf out
HANG=complete "$numaboot" run ./two.plan --qemu ./qemu --no-report >/dev/null 2>&1 &
HANG=complete "$numaboot" run ./two.plan --qemu ./qemu --no-report >/dev/null 2>&1 &
wait
[ "$(find out/two -name run.json | wc -l)" -eq 2 ] || fail "two runs did not get two folders"
