#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# targets.sh [ROUNDS]: what a user waits for, against what it is to take on two CPUs.
# Medians of wall seconds, in turns, of kernels that are built; with SMOKE=FOLDER, a run
# of plan smoke, also its report.
set -eu

rounds=${1:-5}
root=$PWD
numaboot=$root/build/numaboot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

now() { date +%s.%N; }

# seconds NAME FROM TO
seconds() {
	awk -v name="$1" -v from="$2" -v to="$3" \
		'BEGIN { printf "%s %.3f\n", name, to - from }' >>"$work/times"
}

# wait_for NAME COMMAND...: how long it takes
wait_for() {
	name=$1
	shift
	from=$(now)
	"$@" >output 2>&1 || {
		cat output >&2
		echo "tests/targets.sh: failed: $*" >&2
		exit 1
	}
	seconds "$name" "$from" "$(now)"
}

# The text comes first, the page behind it.
compare() {
	from=$(now)
	"$numaboot" compare unpatched patched -t uma -w count --again 2>log |
		while read -r line; do
			case $line in
			"patched against unpatched")
				seconds compare-text "$from" "$(now)"
				;;
			*/report.html)
				seconds compare-page "$from" "$(now)"
				;;
			esac
		done
}

"$numaboot" kernel build unpatched patched >log
for _ in $(seq "$rounds"); do
	wait_for boot "$numaboot" boot unpatched -t uma --no-report
	wait_for placement "$numaboot" placement unpatched -t numa8-ring -m 4K
	compare
	[ -z "${SMOKE:-}" ] || {
		cp -r "$SMOKE" smoke
		wait_for report "$numaboot" report ./smoke
		rm -r smoke
	}
done

# target NAME SECONDS WORDS
target() {
	grep "^$1 " "$work/times" | awk '{ print $2 }' | sort -n | awk -v n="$rounds" \
		-v target="$2" -v words="$3" '
		{ value[NR] = $1 }
		END {
			if (!NR) {
				print words ": not measured"
				exit
			}
			low = value[int((NR + 1) / 2)]
			median = (low + value[int((NR + 2) / 2)]) / 2
			printf "%6.2f s, %.2f times the target of %.1f s: %s\n",
				median, median / target, target, words
		}'
}
target boot 1.6 "boot unpatched -t uma"
target placement 5 "placement unpatched -t numa8-ring -m 4K"
target compare-text 3 "compare unpatched patched -t uma -w count, text"
target compare-page 7 "the same, with its page"
target report 6 "report of a run of plan smoke"
