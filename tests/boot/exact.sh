#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Ten boots of a cell, side by side on all CPUs, give byte-identical profiles
# and guest records, on a guest with more than one node.  A QEMU that does not
# repeat itself is noticed by its second boot.
. tests/lib.sh
cd "$work"

expect 0 "$numaboot" boot patched+movable_node --topology numa2 \
	--mapping 4K --workload count --blocks 10
for file in profile.tsv guest.jsonl; do
	[ "$(cat out/boot/latest/runs/*/SHA256SUMS | grep -c " $file$")" -eq 10 ] ||
		fail "not ten $file"
	[ "$(cat out/boot/latest/runs/*/SHA256SUMS | grep " $file$" | sort -u |
		wc -l)" -eq 1 ] || fail "$file differs between boots"
done
total=$(sed -n 's/^total\t\([0-9]*\)\t.*/\1/p' \
	out/boot/latest/runs/b0-*/profile.tsv)
[ "$total" -gt 50000000 ] || fail "only $total instructions in a whole boot"

# One day later: some hundred of a hundred million instructions are others.
cat >qemu <<'QEMU'
#!/bin/sh
case "$*" in *file,id=console*) echo >>guests ;; esac
if [ "$(cat guests 2>/dev/null | wc -l)" -eq 2 ]; then
	for word; do
		shift
		[ "$word" != base=2026-01-01,clock=vm ] ||
			word=base=2026-01-02,clock=vm
		set -- "$@" "$word"
	done
fi
exec qemu-system-x86_64 "$@"
QEMU
chmod +x qemu
rm -r out
expect 1 "$numaboot" boot unpatched --topology uma --workload count --qemu ./qemu
say_so "two boots of unpatched/uma/2M/count differ under QEMU emulator version"
say_so "profile.tsv:"
say_so "no number of this run is exact"
grep -q '"state": "different"' out/boot/2*/run.json || fail "run.json does not say it"
[ ! -e out/boot/latest ] || fail "made tables of it"
