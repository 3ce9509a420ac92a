#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The crash kernel is reserved before SRAT is read without the series, after it
# with the series, and off hotpluggable nodes with movable_node; whoever asks
# for an address on such a node then gets nothing.
. tests/lib.sh
cd "$work"
run=out/compare/latest

# Node 1 is hotpluggable and below 4 GiB.  Linux takes a node that holds the
# initrd or firmware's tables for one that stays: they lie on node 2, which
# has no room for a crash kernel.  Node 3 is hotpluggable, above 4 GiB.
machine() {
	cat <<-END
	[topology]
	parameters = crashkernel=$1
	[node 0]
	memory = 1G
	cpus = 1
	[node 1]
	memory = 896M
	hotpluggable = yes
	[node 2]
	memory = 128M
	[node 3]
	memory = 1G
	hotpluggable = yes
	[hole 0]
	start = 1920M
	size = 64M
	END
}

# crashkernel=, its bytes, where it lies with and without movable_node: node,
# or address, or - for nowhere
cases="
64M       67108864  1          0
256M      268435456 1          0
64M@512M  67108864  0x20000000 0x20000000
64M@1536M 67108864  0x60000000 -
64M,high  67108864  3          0
"

# found ARM: "before_srat bytes node start" of what reserve_crashkernel() took
found() {
	csv "$run/placements.csv" '
		f["arm"] == arm && f["topology"] == topology &&
		f["class"] == "crash-kernel" &&
		f["caller"] == "reserve_crashkernel" {
			print f["before_srat"], f["bytes"], f["node"], f["start"]
		}
	' arm="$1" topology="$name"
}

# lies ARM BEFORE_SRAT PLACE
lies() {
	case $3 in
	-) expected= ;;
	0x*) expected="$2 $bytes . $3" ;;
	*) expected="$2 $bytes $3 0x[0-9a-f]*" ;;
	esac
	found "$1" | grep -qx "$expected" || [ -z "$expected$(found "$1")" ] ||
		fail "$1, crashkernel=$wanted: $(found "$1"), expected $expected"
}

names=
for wanted in $(echo "$cases" | awk '{ print $1 }'); do
	name=crash-$(echo "$wanted" | tr ,@ --)
	machine "$wanted" >"$name.topo"
	names="$names $PWD/$name.topo"
done
for base in $(bases all); do
	expect 0 "$numaboot" compare "unpatched$base" "patched$base" \
		"patched$base+movable_node" --topology "$names" \
		--workload placement --no-report --layout no
	echo "$cases" | while read -r wanted bytes place moved; do
		[ "$wanted" ] || continue
		name=crash-$(echo "$wanted" | tr ,@ --)
		lies "unpatched$base" 1 "$place"
		lies "patched$base" 0 "$place"
		lies "patched$base+movable_node" 0 "$moved"
	done
done
