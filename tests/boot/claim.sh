#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A claim is verified by booting images with its hashes; a number that never came
# out is refuted by the same boots, and that is signed.
. tests/lib.sh
bases newest | grep -q . || {
	echo "skipped: this host has no kernel source"
	exit 77
}
cd "$work"

"$numaboot" compare unpatched patched+movable_node -t uma -m 2M -w count \
	>/dev/null 2>&1 || fail "compare"
expect 0 "$numaboot" claim new compare --name uma \
	--expect 'patched+movable_node: boot.insns < 1.05 * baseline' \
	--expect 'unpatched: boot.insns != 1'
expect 0 "$numaboot" claim verify --boot --cell uma/2M/count uma.claim
say_so "uma.claim: verified by boot"
sed -i 's/!= 1$/== 1/' uma.claim
ssh-keygen -q -t ed25519 -N '' -f p01
echo "p01@example.invalid $(cut -d ' ' -f 1,2 p01.pub)" >allowed_signers
expect 1 "$numaboot" verify --boot --cell uma/2M/count uma.claim
say_so "refuted        all: unpatched: boot.insns == 1"
expect 1 "$numaboot" claim verify --boot --cell uma/2M/count --sign p01 uma.claim
[ "$(find out/verify -name run.json | wc -l)" -eq 1 ] || fail "it was booted again"
expect 0 "$numaboot" claim status uma.claim
say_so "refuted: 1 result of 1 host and 1 signer"

# An image with another hash is none of the claim's.
sed -i '/^image_sha256/s/=.*/= '"$(echo | sha256sum | cut -d ' ' -f 1)/" uma.claim
expect 2 "$numaboot" claim verify --boot uma.claim
say_so "found no image of SHA-256"
