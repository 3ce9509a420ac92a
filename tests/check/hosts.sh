#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the tests of other hosts are made of: runs are compared file by file, results with
# the recorded ones, and Ctrl-C leaves nothing running, mounted or half made.
. tests/lib.sh

# run_folder NAME CONSOLE TABLE: a run of one cell
run_folder() {
	mkdir -p "$work/$1/runs/b0-a-uma-2M-count"
	printf 'from %s\n%s\n' "$1" "$2" \
		>"$work/$1/runs/b0-a-uma-2M-count/console.log"
	(cd "$work/$1/runs/b0-a-uma-2M-count" && sha256sum console.log \
		>SHA256SUMS)
	echo "$3" >"$work/$1/samples.csv"
	echo "when: $1" >"$work/$1/run.json"
}

for folder in a same table more; do
	run_folder $folder aa 1
done
cp "$work"/a/runs/*/* "$work"/same/runs/*/
cp "$work"/a/runs/*/* "$work"/table/runs/*/
echo 2 >"$work/table/samples.csv"
run_folder other bb 1
run_folder line aa 1
echo >"$work/more/memory.csv"
compare() {
	expect "$1" tests/host/compare "$work/a" "$work/$2" "$work/expected"
}

printf 'run.json\t.\twhen\n' >"$work/expected"
compare 0 same
say_so "same      1 of  1  count/console.log"
say_so "differs   0 of  1  run.json: when"
compare 1 other
say_so "DIFFERS   0 of  1  count/console.log"
compare 1 table
say_so "DIFFERS   0 of  1  samples.csv"
compare 1 more
say_so "memory.csv"
printf '*/console.log\t.\tfirmware\n' >>"$work/expected"
compare 0 other
compare 1 same
say_so "*/console.log: expected to differ"
printf 'run.json\t.\twhen\n*/console.log\t^from\twhere\n' >"$work/expected"
compare 0 line
say_so "differs   0 of  1  count/console.log: where"
compare 1 other
say_so "DIFFERS   0 of  1  count/console.log"
: >"$work/expected"
compare 1 same
say_so "no expected differences"

# script TEXT: a test of another host
mkdir -p "$work/tests/host" "$work/bin"
cp tests/lib.sh "$work/tests"
cp tests/host/lib.sh "$work/tests/host"
script() {
	{
		printf '. tests/lib.sh\n. tests/host/lib.sh\n'
		cat
	} >"$work/script"
}
run_script() {
	expect "$1" env --chdir="$work" XDG_CACHE_HOME="$work/cache" \
		TMPDIR="$work/tmp" sh ./script
	[ -z "$(ls "$work/tmp")" ] || fail "left: $(ls "$work/tmp")"
}
mkdir "$work/tmp"

head='release\tqemu\twhat\tresult\n'
printf '%b' "${head}one\t7.2.1\tcount\tsame\ntwo\t8.0\tcount\tsame\n" \
	>"$work/tests/host/tested.tsv"
script <<'E2'
printf 'one\t7.2.2\tcount\tsame\n' >"$work/rows"
record "$work/rows"
E2
run_script 0
say_so "as recorded of QEMU 7.2.1, now 7.2.2"
sed -i 's/same/differ/' "$work/script"
run_script 1
say_so 'found `differ`, recorded `same`'
sed -i 's/^record/refresh=1; &/' "$work/script"
run_script 0
printf '%b' "${head}one\t7.2.2\tcount\tdiffer\ntwo\t8.0\tcount\tsame\n" |
	cmp - "$work/tests/host/tested.tsv" || fail "tested.tsv is not renewed"

# What is made is whole or not there, and made once.
script <<'E2'
make_it() {
	mkdir "$1"
	[ ! -f ../fails ] || exit 1
	echo made >>../made-count
}
keep kind/release/key make_it
E2
sed -i 's|\.\./|'"$work/"'|g' "$work/script"
touch "$work/fails"
run_script 1
[ -z "$(ls "$work/cache/numaboot/hosts/kind/release")" ] || fail "half is left"
rm "$work/fails"
run_script 0
run_script 0
[ "$(wc -l <"$work/made-count")" -eq 1 ] || fail "not made once"
script <<'E2'
fails() { echo "E: Temporary failure resolving 'archive.invalid'"; return 1; }
keep kind/release/other fails
E2
run_script 77
say_so "skipped: the archive cannot be reached: E: Temporary failure"

# Ctrl-C; a namespace that this host does not allow has nothing to leave.
unshare --mount --pid --fork true 2>"$work/output" || exit 0
mkfifo "$work/up"
script <<'E2'
inside 60 sh -c 'mount -t tmpfs tmpfs /mnt; echo >up; exec sleep 61.5'
E2
(
	cd "$work"
	exec env --default-signal=INT XDG_CACHE_HOME="$work/cache" \
		TMPDIR="$work/tmp" sh ./script
) &
pid=$!
read -r _ <"$work/up"
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 130 ] || fail "SIGINT: exit code $code, expected 130"
for _ in $(seq 50); do
	pgrep -f '^sleep 61\.5$' >"$work/output" || break
	sleep 0.1
done
! pgrep -f '^sleep 61\.5$' || fail "something still runs"
[ -z "$(ls "$work/tmp")" ] || fail "left: $(ls "$work/tmp")"
