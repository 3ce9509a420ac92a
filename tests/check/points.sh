#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# --tap and --junit: a point for each boot, also when boots fail or the run is
# interrupted; a command that is refused writes no file.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
failed_records >records
whole_records >whole
cat >two.plan <<'PLAN'
[plan]
arms = ./bzImage ./bzImage+bad
topologies = uma
mappings = 2M
workloads = wall
engine = exact
timeout = 50
PLAN
cat >qemu <<SCRIPT
#!/bin/sh
case "\$*" in *+bad-*) FAKE_RECORDS=$work/records FAKE_QEMU=\${BAD:-} ;; *) FAKE_RECORDS=$work/whole ;; esac
export FAKE_RECORDS FAKE_QEMU
exec "$fake" "\$@"
SCRIPT
chmod +x qemu
boot() {
	"$numaboot" run ./two.plan --qemu ./qemu --no-report --jobs 2 "$@"
}

expect 1 boot --tap points.tap --junit points.xml
say_so samples.csv
expect 1 prove --exec cat points.tap
say_so "Failed 1/2 subtests"
grep -q '^not ok . - b0-bzImage+bad-uma-2M-wall$' points.tap || fail "no point"
grep -q '^  reason: "as asked"$' points.tap || fail "no reason"
grep -q '<testsuite name="two" tests="2" failures="1" errors="0"' points.xml ||
	fail "no suite"
grep -q '<failure message="as asked" type="guest-failed"/>' points.xml ||
	fail "no failure"

# stdout has the points alone.
boot --tap - >points 2>said || :
[ "$(head -n 1 points)" = "TAP version 13" ] || fail "stdout begins otherwise"
[ "$(grep -c '^ok\|^not ok' points)" -eq 2 ] || fail "not two points"
! grep -q samples.csv points || fail "stdout has a path"

# What is asked for and cannot be is refused before a boot.
rm -rf out
expect 2 boot --tap - --junit -
say_so "expected one for stdout"
expect 2 boot --tap - --json
say_so "expected one for stdout"
expect 2 boot --tap points --junit points
say_so "found points for --tap and for --junit, expected two files"
expect 2 boot --tap nosuch/points
say_so "nosuch/points: cannot be written in nosuch: No such file"
mkfifo pipe
expect 2 boot --junit pipe
say_so "pipe: found a pipe, expected a file"
expect 2 boot --tap kept --resume nosuch
[ ! -e kept ] || fail "a refused command wrote it"
[ ! -e out ] || fail "something was booted"

# Interrupted: what is known then.
export BAD=hang
"$numaboot" run ./two.plan --qemu ./qemu --no-report --jobs 2 \
	--tap points.tap --junit points.xml >/dev/null 2>&1 &
pid=$!
tries=0
until find out -path '*/runs/*2M-wall/SHA256SUMS' 2>/dev/null | grep -q .; do
	tries=$((tries + 1))
	[ "$tries" -lt 300 ] || fail "no run was sealed"
	sleep 0.1
done
kill -INT "$pid"
wait "$pid" || :
grep -q '^Bail out! ' points.tap || fail "does not bail out"
grep -q '^ok . - b0-bzImage-uma-2M-wall$' points.tap || fail "lost a boot"
grep -q '<error message="[^"]*" type="not-booted"/>' points.xml ||
	fail "says nothing of the boot that was not"
