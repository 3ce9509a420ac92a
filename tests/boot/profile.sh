#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A profiled boot: its tables add up, callgrind_annotate reads its call graph
# without complaint, it executes what a counted boot does, and two of them have no
# difference.  Profiles of different machines are not compared.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" profile unpatched --topology numa2
say_so "unpatched (unpatched$(bases newest)) on numa2, 2M mapping"
profile=$(realpath out/profile/latest/runs/*-profile)
files=$(echo out/profile/latest/profiles/*-profile.txt)
files=${files%.txt}
field() {
	awk -F '\t' -v kind="$1" -v field="$2" \
		'$1 == kind { sum += $field } END { printf "%d\n", sum }' \
		"$profile/callgraph.tsv"
}

# What all paths executed themselves is the total, to the last instruction.
[ "$(field total 2)" -gt 50000000 ] || fail "hardly anything was executed"
[ "$(field cost 4)" -eq "$(field total 2)" ] || fail "instructions are missing"
[ "$(field cost 5)" -eq "$(field total 3)" ] || fail "iterations are missing"

# So is what the root executed with its callees, as others read it.
callgrind_annotate --threshold=100 --inclusive=yes "$files.callgrind" \
	>inclusive 2>errors
callgrind_annotate --threshold=100 "$files.callgrind" >exclusive 2>>errors
[ ! -s errors ] || fail "callgrind_annotate: $(cat errors)"
total=$(sed -n 's/ .*PROGRAM TOTALS.*//p' exclusive)
[ "$(echo "$total" | tr -d ,)" -eq "$(field total 2)" ] ||
	fail "callgrind_annotate found $total instructions"
grep -qF "$total (100.0%)" inclusive || fail "no root in the call graph"
grep -F '???:[all]' inclusive | grep -qF "$total (100.0%)" ||
	fail "the root has not everything"
annotated=$(awk '/:/ && $1 ~ /^[0-9,]+$/ && /\?\?\?:/ {
	gsub(",", "", $1); sum += $1 } END { printf "%d\n", sum }' exclusive)
[ "$annotated" -eq "$(field total 2)" ] ||
	fail "the functions of callgrind_annotate have $annotated instructions"

# No frame was ended by another one's return: every stack was understood.
[ "$(sed -n 's/^event\tunwound\t//p' "$profile/callgraph.tsv")" -eq 0 ] ||
	fail "frames had to be unwound"
[ "$(sed -n 's/^event\tswitches\t//p' "$profile/callgraph.tsv")" -gt 10 ] ||
	fail "no task was switched"

# The profile is the same as when functions are counted directly; these are counted
# until init runs, so that none has more than here.
expect 0 "$numaboot" boot unpatched --topology numa2
cp out/boot/latest/runs/*/profile.tsv direct.tsv
for file in "$profile/profile.tsv" direct.tsv; do
	grep -v '^function' "$file" >"${file##*/}.totals"
done
cmp profile.tsv.totals direct.tsv.totals ||
	fail "the call graph changes the profile"
more=$(awk -F '\t' '$1 != "function" || $5 == "[later]" { next }
	NR == FNR { insns[$5] = $2; rep[$5] = $3; calls[$5] = $4; next }
	$2 > insns[$5] || $3 > rep[$5] || $4 > calls[$5] { print $5 }
	' "$profile/profile.tsv" direct.tsv)
[ -z "$more" ] || fail "until init runs, these have more than in all: $more"

grep -q '</svg>' "$files.svg" || fail "no picture"
[ "$(awk '{ sum += $NF } END { printf "%d", sum }' "$files.folded")" -eq \
	"$(field total 2)" ] || fail "the folded stacks have not everything"

# The files come from evidence alone.
made=$(dirname "$files")
cp -r "$made" kept
rm -r "$made"
expect 0 "$numaboot" samples profile
diff -r kept "$made" || fail "samples made other files"

expect 0 "$numaboot" profile unpatched --topology numa2
again=$(realpath out/profile/latest/runs/*-profile)
[ "$again" != "$profile" ] || fail "the second run went into the first"
expect 0 "$numaboot" profile --diff "$profile" "$again"
say_so "No difference: every call path executes the same in both."

# A run of another machine, sealed as such.
mkdir elsewhere
cp -r "$profile" elsewhere
other=elsewhere/${profile##*/}
reseal() {
	(cd "$other" && rm SHA256SUMS && sha256sum -- * >../sums &&
		mv ../sums SHA256SUMS)
}
sed -i 's/^\(machine\t.*\) -cpu qemu64,/\1 -cpu Haswell,/' "$other/callgraph.tsv"
reseal
expect 2 "$numaboot" profile --diff "$profile" "$other"
say_so "counts of different machines cannot be compared"
say_so " -cpu Haswell,"
cp "$profile/callgraph.tsv" "$other"
sed -i 's/^\(machine\t\)QEMU emulator version [0-9.]*/\1QEMU emulator version 8.0.0/' \
	"$other/callgraph.tsv"
reseal
expect 2 "$numaboot" profile --diff "$profile" "$other"
say_so 'found `QEMU emulator version 8.0.0'
sed -i '/^machine\t/d' "$other/callgraph.tsv"
reseal
expect 2 "$numaboot" profile --diff "$profile" "$other"
say_so "found no machine"
cmp "$profile/callgraph.tsv" "$again/callgraph.tsv" ||
	fail "two boots differ"
machine=$(sed -n 's/^machine\t//p' "$profile/profile.tsv")
for option in "-machine q35" "-accel tcg," "-icount shift=0," "-cpu qemu64,"; do
	case $machine in
	*" $option"*) ;;
	*) fail "the profile does not say $option: $machine" ;;
	esac
done
