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

# bases all|newest|others: what stands behind the names of the kernels that this
# host can build, -6.1 and -6.12; of the base that names without one are of, or not
bases() {
	"$numaboot" kernel list | awk -v which="$1" '
		$1 !~ /^stock-/ || /needs the package/ { next }
		which == "all" || (which == "newest") == ($2 == "stock") {
			sub(/^stock/, "", $1)
			print $1
		}
	'
}

# need_kernel NAME: this host can build it, or the test is skipped
need_kernel() {
	"$numaboot" kernel list | grep -v 'needs the package' |
		grep -q "^$1 " || {
		echo "skipped: this host has no source of $1"
		exit 77
	}
}

# kernel_folder NAME: where its image, symbols and log are
kernel_folder() {
	dirname "$("$numaboot" kernel build "$1" | sed 's/^[^ ]* //')"
}

# expect_interrupt COMMAND...: Ctrl-C ends it with exit code 130
expect_interrupt() {
	"$@" >"$work/output" 2>&1 &
	pid=$!
	sleep 0.3
	kill -INT "$pid"
	code=0
	wait "$pid" || code=$?
	[ "$code" -eq 130 ] || fail "SIGINT: exit code $code, expected 130"
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
	# setup_sects 1, syssize 0x40 paragraphs, boot flag, HdrS and protocol
	# 2.15, load high, XLF_KERNEL_64
	printf '\001' | dd of="$1" bs=1 seek=497 conv=notrunc status=none
	printf '\100' | dd of="$1" bs=1 seek=500 conv=notrunc status=none
	printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
	printf 'HdrS\017\002' | dd of="$1" bs=1 seek=514 conv=notrunc status=none
	printf '\001' | dd of="$1" bs=1 seek=529 conv=notrunc status=none
	printf '\001' | dd of="$1" bs=1 seek=566 conv=notrunc status=none
}

# hanging_kernel FILE: one that does nothing, for ever (jmp to itself, at both entries)
hanging_kernel() {
	fake_kernel "$1"
	for at in 1024 1536; do
		printf '\353\376' | dd of="$1" bs=1 seek=$at conv=notrunc status=none
	done
}

# working_qemu LINES: $work/qemu, whose kernels place 4 KiB for each line `work` of their
# image; LINES of shell stand behind, where $run is the run's folder
working_qemu() {
	whole_records >"$work/records"
	whole_console >"$work/console"
	export FAKE_RECORDS="$work/records"
	cat >"$work/qemu" <<QEMU
#!/bin/sh
run=\$(printf '%s\n' "\$@" | sed -n 's/^file,id=console,path=\(.*\)\/runs\/.*/\1/p; s/^file,id=console,path=\(.*\)\/again\/.*/\1/p')
if [ -n "\$run" ]; then
	start=\$((0x3fffe000 - 4096 * \$(grep -ac ^work "\$run"/inputs/arm0.code)))
	sed "s/0x0000000003fffe000/\$(printf '0x%016x' \$start)/" $work/console >$work/told
	export FAKE_CONSOLE="$work/told"
	$1
fi
exec $fake "\$@"
QEMU
	chmod +x "$work/qemu"
}

# linked_kernel FILE VMLINUX FUNCTIONS...: a bzImage with a kernel inside that has
# these functions, 16 bytes each from ffffffff81000000 on, and its vmlinux
linked_kernel() {
	image=$1
	vmlinux=$2
	shift 2
	for symbol; do
		printf '.type %s, @function\n%s: .skip 16\n' "$symbol" "$symbol"
	done | as -o "$work/linked.o" -
	ld -Ttext=0xffffffff81000000 --build-id --entry=0 -o "$vmlinux" \
		"$work/linked.o"
	strip -o "$work/linked" "$vmlinux"
	gzip -9 -n <"$work/linked" >"$work/linked.gz"
	fake_kernel "$image"
	dd if="$work/linked.gz" of="$image" bs=1024 seek=1 conv=notrunc \
		status=none
	size=$(wc -c <"$work/linked.gz")
	# payload_length; payload_offset stays 0
	# shellcheck disable=SC2059
	printf "\\$(printf %o $((size % 256)))\\$(printf %o $((size / 256)))" |
		dd of="$image" bs=1 seek=588 conv=notrunc status=none
}

# guest_records KIB,DISTANCES...: what a guest with these nodes, of one CPU
# each, says before its tasks
guest_records() {
	echo '{"record":"hello","version":1,"kernel":"6.1.0","cmdline":""}'
	echo '{"record":"meminfo","fields":{"DirectMap2M":1048576}}'
	nid=0
	for node; do
		echo "{\"record\":\"node\",\"node\":$nid,\"cpus\":\"$nid\",\"memory_kib\":${node%%,*},\"distances\":[${node#*,}]}"
		nid=$((nid + 1))
	done
	set="0-$((nid - 1))"
	[ $nid -gt 1 ] || set=0
	echo "{\"record\":\"possible\",\"cpus_present\":\"$set\",\"nodes_online\":\"$set\",\"nodes_has_memory\":\"$set\"}"
	echo '{"record":"iomem","start":16777216,"end":23068943,"depth":1,"name":"Kernel code"}'
}

guest_end='{"record":"end","state":"completed","reason":"every record was written"}'

# failed_records: of a guest that gives up at once
failed_records() {
	echo '{"record":"hello","version":1,"kernel":"6.1.0","cmdline":""}'
	echo '{"record":"end","state":"failed","reason":"as asked"}'
}

# whole_records, whole_console: of a guest of one node that completes
whole_records() {
	guest_records 2000000,10
	echo "$guest_end"
}
whole_console() {
	cat <<'CONSOLE'
memblock_reserve: [0x0000000001000000-0x0000000001bfffff] setup_arch+0x1/0x2
memblock_alloc_try_nid: 8192 bytes align=0x1000 nid=0 from=0x0 max_addr=0x0 pcpu_fc_alloc+0x1/0x2
memblock_reserve: [0x0000000003fffe000-0x0000000003fffffff] memblock_alloc_range_nid+0x1/0x2
Memory: 1000000K/1048576K available
smp: Brought up 1 node, 2 CPUs
CONSOLE
}

# What an awk program needs to have each row of a CSV file (RFC 4180, one row a
# line) as f[COLUMN], by the names in the first line.
csv_rows='
	function read_row(    rest, column, value) {
		rest = $0 ","
		for (column = 1; rest != ""; column++) {
			if (match(rest, /^"([^"]|"")*",/)) {
				value = substr(rest, 2, RLENGTH - 3)
				gsub(/""/, "\"", value)
			} else {
				match(rest, /^[^,]*,/)
				value = substr(rest, 1, RLENGTH - 1)
			}
			rest = substr(rest, RLENGTH + 1)
			if (NR == 1)
				csv_names[column] = value
			else
				f[csv_names[column]] = value
		}
	}
	{ read_row() }
	NR == 1 { next }
'

# csv FILE PROGRAM [NAME=VALUE]...: run an awk program on the rows of a file
csv() {
	file=$1 program=$2
	shift 2
	awk "$csv_rows $program" "$@" "$file"
}

# sample RUN METRIC [ITEM] [NODE] ARM TOPOLOGY MAPPING: one value
sample() {
	csv "$1/samples.csv" '
		f["metric"] == metric && f["item"] == item &&
		f["node"] == node && f["arm"] == arm &&
		f["topology"] == topology && f["mapping"] == mapping {
			print f["value"]
		}
	' metric="$2" item="$3" node="$4" arm="$5" topology="$6" mapping="$7"
}

# same_bytes RUN FILE...: two boots left the same of each
same_bytes() {
	sums=$(cat "$1"/runs/*/SHA256SUMS)
	shift
	for file; do
		[ "$(echo "$sums" | grep -c " $file\$")" -eq 2 ] ||
			fail "not two $file"
		[ "$(echo "$sums" | grep " $file\$" | sort -u | wc -l)" -eq 1 ] ||
			fail "$file differs"
	done
}

# check_classes RUN: in no cell are over 1 % of the early bytes `other`
check_classes() {
	csv "$1/samples.csv" '
		f["metric"] == "placement.bytes" {
			all[f["cell"]] += f["value"]
			if (f["item"] == "other")
				other[f["cell"]] += f["value"]
		}
		END {
			for (cell in all) {
				cells++
				if (other[cell] * 100 <= all[cell])
					continue
				print cell ": " other[cell] " of " all[cell]
				wrong++
			}
			exit wrong || !cells
		}
	' || fail "$1: bytes without a class, or no bytes at all"
}

# two_arms [LINE...]: a plan of two arms, with further lines
two_arms() {
	cat <<-'PLAN'
		[plan]
		arms = ./bzImage ./bzImage+quiet
		topologies = uma
		mappings = 2M
		workloads = placement
		engine = exact
	PLAN
	[ $# -eq 0 ] || printf '%s\n' "$@"
}

# made_tree FOLDER: a kernel tree that builds in no time.  It loses an option while
# there is a file `lose`; a file with `slow` in it takes a second, and leaves `begun`
# in $work.  Which packages compilers are of is not asked: that costs half of a build
made_tree() {
	mkdir -p "$1/arch/x86" "$1/mm" "$work/no-packages"
	printf '#!/bin/sh\nexit 1\n' >"$work/no-packages/dpkg-query"
	chmod +x "$work/no-packages/dpkg-query"
	PATH=$work/no-packages:$PATH
	cp "$root/tests/made-tree.mk" "$1/Makefile"
	touch "$1/Kbuild"
	echo 'int one;' >"$1/one.c"
	echo 'int two;' >"$1/two.c"
}
