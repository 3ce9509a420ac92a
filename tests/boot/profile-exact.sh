#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Exact means exact: one cell five times at once, on a busy host, from folders
# whose names differ in length, gives the same bytes of profile and call graph.
. tests/lib.sh
cd "$work"

busy=
for _ in $(seq "$(nproc)"); do
	while :; do :; done &
	busy="$busy $!"
done
# shellcheck disable=SC2064,SC2086
trap "kill $busy; rm -rf '$work'" EXIT

# Build what is missing before five want it.
expect 0 "$numaboot" kernel build patched
boots=
for name in a bb "with blank" a,comma a-much-longer-name-than-the-others; do
	mkdir "$work/$name"
	(
		cd "$work/$name"
		exec "$numaboot" profile patched+movable_node \
			--topology numa4-hole --mapping 4K --timeout 600 \
			>log 2>&1
	) &
	boots="$boots $!"
done
for boot in $boots; do
	wait "$boot" || fail "a boot failed: $(cat "$work"/*/log)"
done

for file in profile.tsv callgraph.tsv guest.jsonl; do
	[ "$(cat "$work"/*/out/profile/latest/runs/*/SHA256SUMS |
		grep -c " $file$")" -eq 5 ] || fail "not five $file"
	[ "$(cat "$work"/*/out/profile/latest/runs/*/SHA256SUMS |
		grep " $file$" | sort -u | wc -l)" -eq 1 ] ||
		fail "$file differs"
done
for suffix in txt callgrind folded svg; do
	sha256sum "$work"/*/out/profile/latest/profiles/*."$suffix" |
		cut -d' ' -f1 >sums
	[ "$(wc -l <sums)" -eq 5 ] || fail "not five $suffix files"
	[ "$(sort -u sums | wc -l)" -eq 1 ] || fail "the $suffix files differ"
done
