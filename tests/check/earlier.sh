#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What compare measured exactly is not booted again: the sealed evidence of a run
# of the same inputs is taken, and only that.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
whole_records >records
whole_console >console
export FAKE_RECORDS="$work/records" FAKE_CONSOLE="$work/console"

# Each guest leaves a line.
cat >qemu <<QEMU
#!/bin/sh
case "\$*" in *file,id=console*) echo >>$work/guests ;; esac
exec $fake "\$@"
QEMU
chmod +x qemu

# boots N WORD...: so many guests are started by a comparison
boots() {
	guests=$1
	shift
	: >guests
	expect 0 "$numaboot" compare ./bzImage+quiet ./bzImage+debug \
		--qemu ./qemu -t uma -w placement --layout no --no-report "$@"
	[ "$(wc -l <guests)" -eq "$guests" ] ||
		fail "$(wc -l <guests) guests, expected $guests: $*"
}

boots 3
first=$(readlink out/compare/latest)
cp out/compare/latest/samples.csv samples.csv

# The tables are made again; the folder is the same, also for who asks by name.
rm out/compare/latest/samples.csv out/compare/latest
boots 0
say_so "out/compare/$first: measured before from the same inputs, nothing is booted (--again boots)"
say_so "out/compare/$first/samples.csv"
cmp samples.csv out/compare/latest/samples.csv
boots 0 --json
say_so '"completed": 2'
boots 0 --tap points
grep -q '^1\.\.2' points || fail "no points of an earlier run"

# What is asked for is booted, and then it is that run.
boots 3 --again
[ "$(readlink out/compare/latest)" != "$first" ] || fail "no new folder"
second=$(readlink out/compare/latest)
boots 0
say_so "out/compare/$second: measured before"

# Evidence that is not whole is no evidence.
echo >>"$(echo out/compare/"$second"/runs/b0-*quiet*)/console.log"
boots 3
say_so "measured before, and booted again: "
say_so "console.log"

# Other cells, arms or tools are something else.
boots 5 -b 2
boots 0 -b 2
echo >>bzImage
boots 3
touch -d 2001-01-01 qemu
boots 3
boots 0

# A boot that the host ended is no answer.
echo >>bzImage
export FAKE_QEMU=hang
: >guests
expect 1 "$numaboot" compare ./bzImage+quiet ./bzImage+debug --qemu ./qemu \
	-t uma -w placement --layout no --no-report --timeout 1
unset FAKE_QEMU
boots 3
