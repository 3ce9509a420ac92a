#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Names with commas and quotes are whole in the tables, and the tests find them.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage

arm='./bzImage+crashkernel=64M,high'
expect 1 "$numaboot" boot "$arm" --qemu "$fake" -t uma -w wall
run=out/boot/latest
grep -qF ",\"$arm\"," "$run/samples.csv" || fail "the name is not quoted"
[ "$(sample "$run" run.completed "" "" "$arm" uma 2M)" -eq 0 ] ||
	fail "the arm is not found"
[ -z "$(sample "$run" run.completed "" "" "${arm%,*}" uma 2M)" ] ||
	fail "half of its name is found, too"
[ "$(csv "$run/samples.csv" '{ print f["end_state"] }')" = guest-panic ] ||
	fail "the columns behind the name are others"

cat >table.csv <<'CSV'
name,value
"say ""hi"", now",1
plain,2
"",3
CSV
[ "$(csv table.csv 'f["name"] == name { print f["value"] }' \
	name='say "hi", now')" -eq 1 ] || fail "a quoted quote"
[ "$(csv table.csv '{ sum += f["value"] } END { print sum }')" -eq 6 ] ||
	fail "the sum of a column"
[ "$(csv table.csv 'f["name"] == "" { print f["value"] }')" -eq 3 ] ||
	fail "an empty field"
