#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What somebody else needs to make a run again: the commit that was built, and
# in run.json the plan, topologies and programs, each as it was or not at all.
. tests/lib.sh
use_empty_cache

mkdir -p "$work/copy/bench" "$work/copy/docs"
git_here() {
	git -C "$work/copy" -c user.name=p01 -c user.email=p01@example.invalid "$@"
}
# told COMMIT REMOTE: what the program would be built with
told() {
	expect 0 bench/cli/revision.sh "$work/copy"
	say_so "COMMIT \"$1\""
	say_so "REMOTE \"$2\""
}

told unknown ""
git_here init -q .
echo one >"$work/copy/bench/a"
git_here add bench
git_here commit -qm one
commit=$(git_here rev-parse HEAD)
told "$commit" ""
echo text >"$work/copy/docs/a"
told "$commit" ""
echo two >"$work/copy/bench/b"
told "$commit+changes" ""
git_here remote add origin https://me:secret@example.org/x
told "$commit+changes" https://example.org/x
git_here remote set-url origin me@example.org:a/x
told "$commit+changes" ssh://example.org/a/x
git_here remote set-url origin /srv/a/x
told "$commit+changes" /srv/a/x

cd "$work"
fake_kernel 'my kernel'
mkdir elsewhere
printf '; mine\n[node 0]\nmemory = 1G\ncpus = 1\n' >elsewhere/mine.topo
expect 1 env FAKE_QEMU=crash "$numaboot" boot './my kernel+quiet' --qemu "$fake" \
	-t "uma elsewhere/mine.topo" -w wall -e exact --timeout 2
# has KEY VALUE: so stands in run.json
has() {
	grep -qF -- "\"$1\": $2" out/boot/*/run.json ||
		fail "run.json lacks $1: $2"
}
has plan_text '"[plan]\narm = ./my kernel+quiet\ntopologies = uma ./mine.topo\n'
has text '"; mine\n[node 0]\nmemory = 1G\ncpus = 1\n"'
has ours true
has ours false
has fake-qemu null
has mmu null
has plugin_sha256 null
has init_sha256 "\"$(sha256sum "$root/build/init" | cut -d ' ' -f 1)\""
