#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# `numaboot gc` on a cache and runs that are made up: nothing goes unasked, and
# what a claim, a frozen report or another folder's history needs never goes.
. tests/lib.sh
use_empty_cache
mkdir -p "$work/home" "$work/other"
cd "$work/home"
kernels=$XDG_CACHE_HOME/numaboot/kernels

# kernel NAME IMAGE DAY: in the cache, used on that day of January
kernel() {
	mkdir -p "$kernels/$1"
	printf '{"name": "%s", "image_sha256": "%s"}\n' "$1" "$2" >"$kernels/$1/manifest.json"
	touch -d "2026-01-$3" "$kernels/$1"
}

# untouched: what may go is there
untouched() {
	[ -e "$kernels/old" ] || fail "a kernel went"
	[ -e out/p/1/run.json ] || fail "a run went"
}

# run NAME IMAGE DAY: complete
run() {
	mkdir -p "out/p/$1"
	printf '{"plan": "p", "cells": [], "topologies": [], "complete": true,
		"arms": [{"name": "a", "image_sha256": "%s"}]}\n' "$2" >"out/p/$1/run.json"
	: >"out/p/$1/lock"
	touch -d "2026-01-$3" "out/p/$1/run.json"
}

# sees WORDS...: a line of the last output has all of them
sees() {
	cp "$work/output" "$work/lines"
	for word; do
		grep -F -e "$word" "$work/lines" >"$work/some" || {
			cat "$work/output" >&2
			fail "no line with: $*"
		}
		mv "$work/some" "$work/lines"
	done
}

for words in "" "--keep 0" "--keep two" "--max-size 8X" "--max-size 0" "--keep 1 more"; do
	# shellcheck disable=SC2086
	expect 2 "$numaboot" gc $words
done
expect 0 "$numaboot" gc --keep 1 --yes
sees "nothing goes"

# Images that a frozen claim and a frozen report name.
claimed=$(sed -n 's/^image_sha256 = //p' "$root/reports/smoke-6.1.192/port.claim" | head -n 1)
frozen=$(sed -n 's/.*"image_sha256": "\(.*\)".*/\1/p' "$root/reports/removable-6.1.192/run.json" | tail -n 1)
kernel claimed "$claimed" 1
kernel frozen "$frozen" 2
kernel old 11 3
kernel new 33 5
run 1 11 1
run 2 11 2
mkdir -p "$XDG_CACHE_HOME/numaboot/hosts"
# A run of another working folder, which shares the cache, can go on.
mkdir -p "$work/other/out/p/1"
sed 's/"complete": true/"complete": false/; s/"image_sha256": "[^"]*"/"image_sha256": "22"/' \
	out/p/1/run.json >"$work/other/out/p/1/run.json"
printf '%s/other/out' "$work" >"$XDG_CACHE_HOME/numaboot/place-runs-0"
kernel theirs 22 4

# Nothing goes unasked; all that would is named, and why the others stay.
expect 0 "$numaboot" gc --keep 1
sees "goes " "kernels/old"
sees stays kernels/claimed "claim $root/reports/smoke-6.1.192/port.claim"
sees stays kernels/frozen "$root/reports/"
sees stays kernels/theirs "$work/other/out/p/1, which can go on"
sees stays kernels/new "the last one used of its kind"
sees "goes " out/p/1
sees stays out/p/2 "the last one used of its kind"
sees "2 of 7 things" "nothing was removed"
untouched
expect 0 "$numaboot" gc --keep 1 --json
sees '"state": "goes"'

# A history that was edited says nothing of what it needs: nothing goes,
# wherever on this host it lies.
sed 's/6.12/6.13/' "$root/reports/nights-demo/history" >"$work/other/history"
printf '%s/other/history' "$work" >"$XDG_CACHE_HOME/numaboot/place-history-0"
expect 1 "$numaboot" gc --keep 1 --yes
sees "history was cut or edited"
untouched
rm "$work/other/history"

# What somebody works in stays, and so does the cache while it is in use.
(
	flock -s 8
	flock 9
	expect 0 "$numaboot" gc --keep 1 --max-size 1G --yes
	sees stays out/p/1 "a numaboot works in it"
) 8>"$XDG_CACHE_HOME/numaboot/lock" 9>out/p/1/lock
expect 1 "$numaboot" gc --max-size 1K --yes
sees "that must stay, expected at most 1 KiB"
sees gone kernels/old
sees gone out/p/1
[ ! -e "$kernels/old" ] || fail "the kernel is not gone"
[ ! -e out/p/1 ] || fail "the run is not gone"
for name in claimed frozen theirs new; do
	[ -e "$kernels/$name/manifest.json" ] || fail "$name is gone"
done
[ -d "$XDG_CACHE_HOME/numaboot/hosts" ] || fail "what gc does not know is gone"
[ -e out/p/2/run.json ] || fail "the last run is gone"
expect 0 "$numaboot" gc --keep 1 --yes
sees "nothing goes"
