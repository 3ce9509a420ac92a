#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every early byte has a class, also on the bases that smoke.sh does not boot: what
# is `other` stays below 1 %, also where memory is set aside for contiguous DMA.
. tests/lib.sh
cd "$work"
run=out/compare/latest

for base in $(bases others); do
	expect 0 "$numaboot" compare "unpatched$base" "patched$base" \
		"patched$base+movable_node" "stock$base+movable_node" \
		--topology "numa2 numa4-hole numa8-ring" --mapping "2M 4K" \
		--workload placement --no-report --layout no
	check_classes "$run"
done

# Memory for contiguous DMA needs a kernel of another layout: the long form.
classes="crash-kernel log-buffer initrd acpi-table memmap per-cpu node-data real-mode"
kernel=patched more=+crashkernel=64M+log_buf_len=1M
if [ -n "${LONG:-}" ]; then
	need_kernel corpus-6.1
	kernel=corpus-6.1 more=+cma=256M$more
fi
plain=$kernel$more
moved=$kernel+movable_node$more
expect 0 "$numaboot" compare "$plain" "$moved" --topology numa4-hole \
	--mapping 2M --workload placement --no-report --layout no
check_classes "$run"
for class in $classes; do
	[ "$(csv "$run/samples.csv" '
		f["metric"] == "placement.reservations" && f["item"] == class &&
		f["value"] > 0 { arms++ }
		END { print arms + 0 }
	' class="$class")" -eq 2 ] || fail "nothing is $class"
done
[ -n "${LONG:-}" ] || exit 0

# cma ARM NODE
cma() {
	sample "$run" placement.bytes cma "$2" "$1" numa4-hole 2M
}

[ "$(cma "$moved" 0)" -eq 268435456 ] || fail "$moved: no CMA area on node 0"
bytes=0
for node in 0 1 2 3; do
	bytes=$((bytes + $(cma "$plain" $node)))
done
[ $bytes -eq 268435456 ] || fail "$plain: $bytes bytes of CMA"
