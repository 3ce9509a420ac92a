#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A full disk ends a run with one sentence and leaves nothing half written.
. tests/lib.sh
use_empty_cache
unshare --user --map-root-user --mount true 2>/dev/null || {
	echo "skipped: user namespaces are not allowed here"
	exit 77
}
fake_kernel "$work/bzImage"
mkdir "$work/small"

# On this tmpfs there is room for the initramfs and a few small files.
cat >"$work/inner" <<'INNER'
set -eu
mount -t tmpfs -o size="$4" tmpfs "$1/small"
cd "$1/small"
code=0
"$2" boot "$1/bzImage" --qemu "$3" -t uma -w wall >../said 2>&1 || code=$?
find . -name '*.partial' >../left
exit "$code"
INNER
expect 1 unshare --user --map-root-user --mount sh "$work/inner" "$work" \
	"$numaboot" "$fake" "$(($(stat -c %s "$root/build/init") + 40000))"
grep -q "No space left on device" "$work/said" || {
	cat "$work/said"
	fail "no word of the full disk"
}
[ ! -s "$work/left" ] || fail "left $(cat "$work/left")"
