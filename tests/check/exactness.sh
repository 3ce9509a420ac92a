#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A session boots one cell twice.  When the two are equal it says so, and no
# table changes for it; when they differ it ends, and nobody reads it.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >console
sed 's/8192 bytes/8193 bytes/' console >odd-console
failed_records >failed
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

# A QEMU whose nth guest is another one: CHANGE is what its environment gets.
cat >qemu <<QEMU
#!/bin/sh
case "\$*" in *file,id=console*)
	echo >>$work/guests
	[ "\$(wc -l <$work/guests)" -ne "\${NTH:-0}" ] || export "\$CHANGE" ;;
esac
exec $fake "\$@"
QEMU
chmod +x qemu

two_arms 'layout = no' 'timeout = 2' >two.plan

# session CODE [VARIABLE...]: a new one, by the QEMU above; sets $run
session() {
	code=$1
	shift
	rm -rf out guests
	expect "$code" env "$@" "$numaboot" run ./two.plan --qemu ./qemu \
		--no-report --jobs 1
	run=$(echo out/two/2*)
}

# has KEY VALUE: run.json's exactness has it
has() {
	sed -n '/^  "exactness"/,/^  }/p' "$run/run.json" |
		grep -qF "\"$1\": \"$2" || fail "exactness has no $1 $2"
}

# The first one in the plan's order.
cell=bzImage+quiet/uma/2M/placement
id=b0-bzImage+quiet-uma-2M-placement

session 0
[ "$(wc -l <guests)" -eq 3 ] || fail "$(wc -l <guests) boots, expected 3"
has state equal
has cell "$cell"
[ "$(echo "$run"/again/*)" = "$run/again/$id" ] ||
	fail "another cell, or more than one"
(cd "$run"/again/* && sha256sum --quiet --check SHA256SUMS) || fail "no seal"
[ "$(csv "$run/samples.csv" 'f["metric"] == "run.completed"' | wc -l)" -eq 2 ] ||
	fail "the second boot is in the samples"
cp "$run/samples.csv" samples.csv
cp -r "$run" whole

# Its evidence is bound to the session as that of the runs is.
# tamper SENTENCE COMMAND: in a copy, by a shell; `samples` must say so
tamper() {
	rm -rf copy
	cp -a whole copy
	(cd copy && eval "$2") || fail "cannot: $2"
	expect 1 "$numaboot" samples copy
	say_so "$1"
}
tamper "again/$id/console.log: changed" "echo >>again/$id/console.log"
tamper "again/$id: is missing" "rm -r again"
tamper "again/more: is no run" "cp -r again/$id again/more"
tamper "again/$id: found no folder" "rm -r again/* && ln -s ../runs/$id again"
tamper "again/$id/SHA256SUMS: is not the one" \
	"rm -r again/$id && cp -r runs/$id again"
expect 0 "$numaboot" samples whole
expect 0 "$numaboot" run ./two.plan --qemu ./qemu --no-report --resume whole
[ "$(wc -l <guests)" -eq 3 ] || fail "a whole session was booted on"

# Another guest: the session ends, whatever reads it.
session 1 NTH=2 CHANGE="FAKE_CONSOLE=$work/odd-console"
sentence='console.log:2: found `memblock_alloc_try_nid: 8192 bytes'
say_so "two boots of $cell differ under QEMU emulator version 7.2.22 (fake): $sentence"
say_so "no number of this run is exact"
has state different
[ ! -e "$run/samples.csv" ] || fail "made tables"
[ ! -e out/two/latest ] || fail "is the latest"
for command in "samples $run" "report $run" \
	"run ./two.plan --qemu ./qemu --resume $run" \
	"placement --diff $run/runs/$id $run/runs/$id"; do
	code=0
	# shellcheck disable=SC2086 # words of a command
	"$numaboot" $command >output 2>&1 </dev/null || code=$?
	[ "$code" -eq 1 ] || [ "$code" -eq 2 ] || fail "$command: exit code $code"
	say_so "$sentence"
done

# A guest that ends otherwise is another one, too.
session 1 NTH=2 CHANGE="FAKE_RECORDS=$work/failed"
say_so "differ under QEMU emulator version 7.2.22 (fake): the first completed, the second ended as guest-failed: as asked"
# What the host did says nothing, and is done again.
session 1 NTH=2 CHANGE=FAKE_QEMU=killed
say_so "the second ended as qemu-killed"
say_so "go on with --resume $run"
expect 0 "$numaboot" run ./two.plan --qemu ./qemu --no-report --resume "$run"
has state equal
cmp samples.csv "$run/samples.csv" || fail "other samples after a resume"

# A run that fails is not repeated, the next one is.
session 1 NTH=1 CHANGE="FAKE_RECORDS=$work/failed"
has state equal
has cell "bzImage/uma/2M/placement"
session 1 FAKE_RECORDS="$work/failed"
has state unknown
has detail "no run completed"
[ ! -e "$run/again" ] || fail "a failed boot was repeated"

# One cell remembers what is known of its environment, and else is booted twice.
rm guests
for state in remembered equal; do
	rm -rf out
	expect 0 "$numaboot" boot ./bzImage --qemu ./qemu -t uma -w wall
	run=$(echo out/boot/2*)
	has state $state
	rm -f cache/numaboot/exact-*
done
[ "$(wc -l <guests)" -eq 3 ] || fail "$(wc -l <guests) boots, expected 3"
