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
kinds='fifo zero folder huge empty dangling looping'

# refused WORD... with @ for the file: no kind of file is taken
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
		code=0
		# shellcheck disable=SC2086
		timeout -s KILL 5 "$numaboot" $words >output 2>&1 </dev/null ||
			code=$?
		[ "$code" -eq 1 ] || [ "$code" -eq 2 ] || {
			cat output
			fail "exit code $code: $words"
		}
		grep -q "$kind" output || {
			cat output
			fail "does not name $kind: $words"
		}
		[ "$(wc -l <output)" -eq 1 ] || {
			cat output
			fail "more than one sentence: $words"
		}
	done
}

refused run @
refused boot --qemu "$fake" -w wall @
refused boot --qemu "$fake" -w wall -t @ ./bzImage
refused boot --qemu "$fake" -t uma --symbols @ ./bzImage
refused boot --qemu "$fake" -w wall -t uma --mmu @ ./bzImage
refused predict @
refused report @
refused samples @
refused placement --qemu "$fake" @

# A run's own files may be anything, too.
mkdir -p run/runs
for kind in $kinds; do
	rm -rf run/run.json
	ln -s "../$kind" run/run.json
	code=0
	timeout -s KILL 5 "$numaboot" samples run >output 2>&1 || code=$?
	[ "$code" -eq 1 ] || [ "$code" -eq 2 ] || fail "run.json as $kind: $code"
	grep -q run.json output || fail "run.json as $kind is not named"
done

[ ! -e out ] || fail "made an output folder"
