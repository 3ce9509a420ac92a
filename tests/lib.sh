# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: GPL-2.0-only
# What the test scripts share: `. tests/lib.sh` from the project's root.
# Each test works in an empty folder; use_empty_cache gives it a cache of its own.
set -eu

root=$PWD
numaboot=$root/build/numaboot
fake=$root/build/fake-qemu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="${XDG_CACHE_HOME:-}"

use_empty_cache() {
	export XDG_CACHE_HOME="$work/cache"
}

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# expect CODE COMMAND...: run it; its output goes to $work/output
expect() {
	wanted=$1
	shift
	code=0
	"$@" >"$work/output" 2>&1 </dev/null || code=$?
	[ "$code" -eq "$wanted" ] || {
		cat "$work/output" >&2
		fail "exit code $code, expected $wanted: $*"
	}
}

# say_so TEXT: the output of the last command holds this text
say_so() {
	grep -qF -- "$1" "$work/output" || {
		cat "$work/output" >&2
		fail "the output lacks: $1"
	}
}

# fake_kernel FILE: a file with a bzImage header and nothing to run
fake_kernel() {
	head -c 4096 /dev/zero >"$1"
	# setup_sects 1, syssize 0x40 paragraphs, boot flag, HdrS, load high
	printf '\001' | dd of="$1" bs=1 seek=497 conv=notrunc status=none
	printf '\100' | dd of="$1" bs=1 seek=500 conv=notrunc status=none
	printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
	printf 'HdrS' | dd of="$1" bs=1 seek=514 conv=notrunc status=none
	printf '\001' | dd of="$1" bs=1 seek=529 conv=notrunc status=none
}

# sample RUN METRIC [ITEM] [NODE] ARM TOPOLOGY MAPPING: one value
sample() {
	awk -F, -v metric="$2" -v item="$3" -v node="$4" -v arm="$5" \
		-v topology="$6" -v mapping="$7" '
		$11 == metric && $12 == item && $13 == node && $6 == arm &&
		$7 == topology && $18 == mapping { print $14 }
	' "$1/samples.csv"
}
