#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# qemus.sh [--refresh]: every QEMU that Debian has is exact: two boots of each cell (long
# form: ten) leave the same bytes, it counts as many instructions as QEMU does, and what
# it leaves is compared with the first one's, file by file.  The QEMUs come out of
# packages and run by their own loaders.
cd "$(dirname "$0")/../.."
. tests/lib.sh
. tests/host/lib.sh

releases="bookworm trixie trixie-backports"
[ "${1:-}" != --refresh ] || {
	refresh=1
	shift
}
boots=2
[ -z "${LONG:-}" ] || boots=10

# note RELEASE WHAT RESULT: a row for the record
note() {
	printf '%s\t%s\t%s\t%s\n' "$1" "$(cat "$work/$1.version")" "$2" "$3" \
		>>"$work/rows"
}

# An image is the same kernel for all.
image() {
	"$numaboot" kernel build unpatched >"$work/kernel" 2>"$work/output" || {
		cat "$work/output"
		return 1
	}
	folder=$(dirname "$(sed 's/^[^ ]* //' "$work/kernel")")
	mkdir -p "$work/kernels/unpatched"
	cp "$folder/bzImage" "$folder/System.map" "$work/kernels/unpatched"
	sed "s/^arms = .*/arms = kernels\/unpatched\/bzImage/
		s/^engine = .*/&\nblocks = $boots/" tests/host/host.plan \
		>"$work/host.plan"
}

# boot RELEASE: the plan in a folder of its own
boot() {
	mkdir "$work/$1"
	cp -r "$work/kernels" "$work/host.plan" "$work/$1"
	limited 600 env --chdir="$work/$1" "$numaboot" run ./host.plan \
		--no-report --qemu "$work/qemu-$1"
}

# told FILE: which of its lines may differ, a regular expression, or all of them
told() {
	[ "$1" != cell.json ] || echo '"(run_id|block)":'
	awk -F '\t' -v name="*/$1" '$1 == name { print $2 }' \
		"$root/tests/host/differences.tsv"
}

# differing FOLDER SUMS: files that have other sums there, but for lines that are told
# to differ
differing() {
	[ -f "$2" ] || echo "no $2"
	diff "$1/SHA256SUMS" "$2" | sed -n 's/^> [0-9a-f]*  //p' |
		while read -r file; do
			lines=$(told "$file")
			[ -n "$lines" ] && grep -Ev "$lines" "$1/$file" >"$work/a" &&
				grep -Ev "$lines" "${2%/*}/$file" | cmp -s "$work/a" - ||
				[ "$lines" = . ] || echo "$file"
		done
}

# results RELEASE: of each workload, from two comparisons: its boots are equal, and
# equal to those of the first release
results() {
	run=$work/$1/out/host/latest
	for workload in count placement hotremove pagetable profile; do
		differing=$(cd "$run/runs" && for folder in b0-*-"$workload"; do
			for block in $(seq 1 $((boots - 1))); do
				differing "$folder" \
					"b$block-${folder#b0-}/SHA256SUMS"
			done
		done | sort -u | paste -s -d ' ')
		result="${differing:+differ: $differing}"
		[ -n "$result" ] || result=same
		note "$1" "$workload" "$result"
	done
}

# beside RELEASE: what it leaves other than the first one did
beside() {
	tests/host/compare "$work/$first/out/host/latest" \
		"$work/$1/out/host/latest" tests/host/differences.tsv \
		>"$work/compared" || :
	other=$(sed -n 's/^DIFFERS *[0-9]* of *[0-9]*  //p
		s/^the runs do not .*:$/other files/p' "$work/compared" |
		paste -s -d ' ')
	note "$1" "beside $(cat "$work/$first.version")" \
		"${other:-same}"
}

# icount RELEASE TOPOLOGY: instructions counted, but for those that began again,
# are QEMU's own count
icount() {
	limited 300 bench/plugin/cost.sh 0 "$2" "$work/qemu-$1" \
		>"$work/cost" || return
	note "$1" "icount $2" "$(sed -n 's/^difference/off by/p' "$work/cost")"
	[ "$(sed -n 's/^restarts *\([0-9]*\):.*/\1/p' "$work/cost")" -gt 0 ] ||
		fail "$1: nothing began twice: $(cat "$work/cost")"
}

step "the kernel" image
first=bookworm
for release in $releases; do
	step "$release: its QEMU" qemu_of "$release"
	version "$work/qemu-$release" >"$work/$release.version"
	step "$release: boots with $(cat "$work/$release.version")" \
		boot "$release"
	results "$release"
	for topology in uma numa4-hole; do
		step "$release: icount of $topology" icount "$release" $topology
	done
done
! grep -vE '	(same|off by 0)$' "$work/rows" || fail "not exact"
for release in $releases; do
	[ "$release" = $first ] || beside "$release"
done
cat "$work/rows"
record "$work/rows"
