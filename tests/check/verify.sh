#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A report is made again from sealed files, and from the text of a mail alone;
# a digit that is another one is refuted with both, wherever it stands.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"
two_arms 'timeout = 9' >two.plan
expect 0 "$numaboot" run ./two.plan --qemu "$fake" --no-report --jobs 1
run=$(echo out/two/2*)
Rscript --vanilla "$root/analysis/render.R" "$run" --text

# Its own folder: seals, tables, report.
expect 0 "$numaboot" verify --evidence two
say_so "tables, every byte"
[ "$(tail -n 1 "$work/output")" = verified ] || fail "not verified"
! grep -q refuted "$work/output" || fail "something was refuted"
cp -a "$run" changed
line=$(grep -n 'below_16m.bytes .* byte ' "$run/report.txt" | cut -d : -f 1)
digits=$(sed -n "${line}s/.* byte *\([0-9,]*\) .*/\1/p" "$run/report.txt")
sed -i "${line}s/$digits/9$digits/" changed/report.txt
sed -i '2s/,1,/,7,/' changed/samples.csv
expect 1 "$numaboot" verify changed
say_so "changed:$line: "
say_so "below_16m.bytes, A: found 9$digits, made $digits"
say_so "table samples.csv:2: found two,"
echo >>changed/runs/b0-bzImage-uma-2M-placement/console.log
expect 1 "$numaboot" verify changed
say_so "refuted: changed/runs/b0-bzImage-uma-2M-placement/console.log: changed"

# From a reply, where there is nothing else of it.
mkdir elsewhere
{
	printf '%s\n' 'From: Person 01 <p01@example.invalid>' \
		'Subject: Re: a report' '' 'Person 02 wrote:'
	sed 's/^/> /; s/$/\r/' "$run/report.txt"
	printf '%s\n' 'Is that so?' '-- ' 'Person 01'
} >elsewhere/mail
mv out away
cd elsewhere
expect 2 "$numaboot" verify --evidence mail
say_so "found no run of plan two"
expect 2 "$numaboot" verify mail
say_so "arm bzImage is an image of the sender's own"
[ ! -e out/verify ] || fail "something is left of what was refused"
expect 0 "$numaboot" verify --qemu "$fake" -j 1 \
	--arm "bzImage=$work/bzImage" mail
[ "$(tail -n 1 "$work/output")" = verified ] || fail "not verified"
say_so " completed"

# What is no report.
: >empty
expect 2 "$numaboot" verify empty
say_so "empty: found an empty file"
expect 2 "$numaboot" verify nosuch
expect 2 "$numaboot" verify --boot --source mail
expect 2 "$numaboot" verify "$root/README.md"
say_so "found no report of numaboot in it"
