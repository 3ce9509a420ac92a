#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The timed engine under a KVM that works, on two nodes: on an emulated host, whose
# times mean nothing and all else does (kvm-inside).  What an exact boot leaves there is
# what it leaves here, byte for byte.  Long form: also a plan with its
# report, and what every probe says of every node (kvm-long).
cd "$(dirname "$0")/../.."
. tests/lib.sh
. tests/host/lib.sh

command -v apt-get >"$work/output" || skip "no apt-get: the host's kernel is a package"
out=$work/out
mkdir -p "$out/kernels"

images() {
	folder=$(kernel_folder unpatched) &&
		cp "$folder/bzImage" "$folder/System.map" "$out/kernels"
}

# An exact boot, which leaves the same anywhere.
exact_here() {
	mkdir "$work/here" && cd "$work/here" && cp -r "$out/kernels" . &&
		limited 600 "$numaboot" boot kernels/bzImage --engine exact \
			-w count -t uma --no-report
}

# on TOPOLOGY SECONDS SCRIPT: all that it prints is shown
on() {
	topology=$1 seconds=$2 script=$3
	code=0
	"$numaboot" host --topology "$topology" --out "$out" \
		--timeout "$seconds" -- "$root/tests/host/$script" "$out" \
		>"$work/said" 2>&1 || code=$?
	cat "$work/said" >&3
	! grep -q 'cannot be fetched\|Temporary failure\|Could not resolve' \
		"$work/said" || skip "the archive cannot be reached"
	return "$code"
}

step "the kernel" images
step "an exact boot here" exact_here
cd "$root"
step "the timed engine on an emulated host" on ./tests/host/kvm.topo 3000 \
	kvm-inside

# sums FOLDER: of all that a boot leaves, but for what has paths and seconds in it
sums() {
	grep -Ev ' (command\.json|qmp\.log|result\.json)$' "$1"/SHA256SUMS
}
there=$(echo "$out"/exact/out/boot/latest/runs/*)
here=$(echo "$work"/here/out/boot/latest/runs/*)
sums "$here" >"$work/a"
sums "$there" | diff "$work/a" - || fail "an exact boot leaves something else there"
[ "$(wc -l <"$work/a")" -ge 5 ] || fail "too few files to compare: $(cat "$work/a")"
cmp "$work/here/out/boot/latest/samples.csv" \
	"$out/exact/out/boot/latest/samples.csv" || fail "its samples differ"

[ -z "${LONG:-}" ] ||
	step "plans and probes on two sockets" on socket2 14400 kvm-long
