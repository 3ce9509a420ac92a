#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# cost.sh [ROUNDS [TOPOLOGY [QEMU]]]: what profiling costs.  Boots one cell without a
# plugin, with one that counts nothing, with one counter for all blocks, with the function
# profile, the call graph and memory accesses, in turns, and prints the median host CPU
# time of each; then compares instructions with QEMU's icount.  That is all with 0 rounds.
set -eu

rounds=${1:-5}
topology=${2:-uma}
qemu=${3:-qemu-system-x86_64}
folder=$PWD/build
numaboot=$folder/numaboot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
newline='
'
modes="none nothing counter functions callgraph accesses"

(cd "$work" && "$numaboot" profile unpatched -t "$topology" --qemu "$qemu" \
	>log 2>&1) || {
	cat "$work/log" >&2
	exit 1
}
run=$(echo "$work"/out/profile/latest/runs/*)
cd "$work"
cp "$run/firmware.rom" .

# words MODE: QEMU's command line of the recorded run, one word a line, without
# QMP and pause; MODE says what becomes of the plugin.
words() {
	sed -n 's/^  "\(.*\)",\{0,1\}$/\1/p' "$run/command.json" |
		awk -v mode="$1" -v folder="$folder" '
		$0 == "-S" { next }
		/^-chardev$|^-qmp$|^-plugin$/ { option = $0; next }
		option == "-chardev" && /^socket/ { option = ""; next }
		option == "-qmp" { option = ""; next }
		option == "-plugin" && mode == "none" { option = ""; next }
		option == "-plugin" {
			if (mode ~ /^(nothing|counter)$/ && match($0, /-[0-9]+\.so,/))
				$0 = folder "/nothing" substr($0, RSTART, RLENGTH - 1) \
					(mode == "counter" ? ",counter=on" : "")
			if (mode == "functions")
				sub(/,callgraph=[^,]*/, "")
			if (mode == "accesses")
				sub(/,callgraph=[^,]*/, ",accesses=accesses.tsv")
		}
		option != "" { print option; option = "" }
		{ gsub(/[^,=]*\.partial\//, ""); print }'
}

# boot MODE [OPTION...]: as recorded
boot() {
	mode=$1
	shift
	IFS=$newline
	set -f
	# shellcheck disable=SC2046
	set -- $(words "$mode") "$@"
	unset IFS
	set +f
	timeout 300 "$@"
}

# cpu_time MODE: user and system seconds of one boot
cpu_time() {
	(boot "$1" >/dev/null && times) >used || {
		echo "the boot with $1 failed" >&2
		exit 1
	}
	tail -n 1 used | awk '
		{ gsub(/s/, ""); split($1, u, "m"); split($2, s, "m")
		  print 60 * u[1] + u[2] + 60 * s[1] + s[2] }'
}

for round in $(seq "$rounds"); do
	for mode in $modes; do
		seconds=$(cpu_time "$mode")
		echo "$round $mode $seconds"
	done
done >cpu_times

median() {
	awk -v mode="$1" '$2 == mode { print $3 }' cpu_times | sort -n | awk '
		{ value[NR] = $1 }
		END {
			low = value[int((NR + 1) / 2)]
			high = value[int((NR + 2) / 2)]
			print (low + high) / 2
		}'
}
base=$(median none) least=$(median counter)
[ "$rounds" -gt 0 ] || modes=
for mode in $modes; do
	median "$mode" | awk -v mode="$mode" -v base="$base" -v least="$least" \
		-v n="$rounds" -v topology="$topology" '
		{ printf "%-10s %6.2f s of CPU, %.2f times none, %.2f times counter (median of %d boots on %s)\n",
			mode, $1, $1 / base, $1 / least, n, topology }'
done

# icount: QEMU stays when the guest has ended, and says its own count.
mkfifo to_qemu
boot callgraph -no-shutdown -qmp stdio <to_qemu >from_qemu &
qemu=$!
exec 3>to_qemu

# say COMMAND; hear WORD: one QMP command; wait for a word, two minutes at most
say() {
	printf '{"execute": "%s"}\n' "$1" >&3
}
hear() {
	for _ in $(seq 1200); do
		! grep -q "$1" from_qemu || return 0
		sleep 0.1
	done
	echo "QEMU did not say $1" >&2
	exit 1
}
say qmp_capabilities
hear '"SHUTDOWN"'
say query-replay
hear '"icount"'
say quit
wait "$qemu"
icount=$(sed -n 's/.*"icount": \([0-9]*\).*/\1/p' from_qemu)
awk -F '\t' -v icount="$icount" '
	$1 == "total" { counted = $2 + $3 }
	$1 == "event" && $2 == "restarts" { restarts = $3 }
	END {
		printf "counted    %d instructions and iterations\n", counted
		printf "icount     %d\n", icount
		printf "restarts   %d: instructions that began twice\n", restarts
		printf "difference %d\n", counted - restarts - icount
	}' callgraph.tsv
