#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Names with commas and quotes are whole in the tables, and the tests find them.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage

arm='bzImage+crashkernel=64M,high'
expect 1 "$numaboot" boot "./$arm" --qemu "$fake" -t uma -w wall
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

# classes OTHER: a table where that many of 1,000 bytes have no class
classes() {
	cat >samples.csv <<-CSV
	cell,metric,item,value
	a,placement.bytes,kernel,1000000
	a,placement.bytes,other,0
	b,placement.bytes,kernel,$((1000 - $1))
	b,placement.bytes,other,$1
	CSV
}

classes 10
check_classes .
classes 11
! (check_classes .) >"$work/output" 2>&1 || fail "1.1 % without a class pass"
say_so "b: 11 of 1000"
echo cell,metric,item,value >samples.csv
! (check_classes .) >/dev/null 2>&1 || fail "no bytes at all pass"
