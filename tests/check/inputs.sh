#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Whatever a user names as an input, the command ends at once with one
# sentence that names it, and makes nothing.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
mkfifo fifo
ln -s /dev/zero zero
mkdir folder
truncate -s 10G huge
: >empty
ln -s nowhere dangling
ln -s looping looping
kinds='fifo zero folder huge empty'

# try KIND WORD...: one sentence that names it, and a code that says so
try() {
	kind=$1
	shift
	code=0
	log=log.$number
	timeout -s KILL 20 "$numaboot" "$@" >"$log" 2>&1 </dev/null || code=$?
	[ "$code" -eq 1 ] || [ "$code" -eq 2 ] ||
		echo "exit code $code: $*" >>wrong
	{
		IFS= read -r line || :
		! IFS= read -r more || echo "two lines: $*: $more" >>wrong
	} <"$log"
	case $line in
	*"$kind"*) ;;
	*) echo "does not name $kind: $*: $line" >>wrong ;;
	esac
}

# refused WORD... with @ for the file: no kind of file is taken
number=0
refused() {
	for kind in $kinds; do
		words=
		for word; do
			case $word in
			@) word=./$kind ;;
			*@) word=${word%@}./$kind ;;
			esac
			words="$words $word"
		done
		number=$((number + 1))
		# shellcheck disable=SC2086
		try "$kind" $words &
	done
	wait
}

refused boot --qemu "$fake" -w wall @
refused boot --qemu "$fake" -w wall -t @ ./bzImage
refused boot --qemu "$fake" -t uma --symbols @ ./bzImage
refused boot --qemu "$fake" -w wall -t uma --mmu @ ./bzImage
refused predict @
refused samples @
refused placement --qemu "$fake" @
kinds="$kinds dangling looping"
refused run @
refused report @

# A run's own files may be anything, too, and so may a report's options.
fixture=$root/analysis/tests/testthat/fixtures/per-patch
cp -r "$fixture" told
for kind in fifo zero huge; do
	for name in run.json samples.csv metrics.csv placements.csv; do
		run=run.$kind.$name
		cp -r "$fixture" "$run"
		ln -sf "../$kind" "$run/$name"
		number=$((number + 1))
		try "$name" report "$run" &
	done
	number=$((number + 1))
	try run.json samples "run.$kind.run.json" &
	number=$((number + 1))
	try "$kind" report told --latency "$kind" &
done
wait

[ ! -e wrong ] || fail "$(cat wrong)"
[ ! -e out ] || fail "made an output folder"
