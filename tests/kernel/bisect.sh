#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A history of 64 commits whose kernels take no time: the one that changed a
# number is found within the bound, every one gets its share, and what does not
# build, boot or exist is never taken for an answer.
. tests/lib.sh
use_empty_cache
cd "$work"
# shellcheck disable=SC2016 # for that script
working_qemu '! grep -aq ^panic "$run"/inputs/arm0.code || export FAKE_QEMU=crash'

made_tree git
fake_kernel git/head.bin
sed -i 's/cat one.o two.o/cat head.bin one.o two.o/' git/Makefile
mkdir home
export HOME="$work/home"
git -C git init --quiet
git config --global user.name n
git config --global user.email n@example.invalid

# commit SUBJECT: all that is in the tree
commit() {
	git -C git add --all
	git -C git commit --quiet --message "$1"
}
number() { git -C git rev-list --count base.."$1"; }

commit base
git -C git tag base
i=0
while [ $((i += 1)) -le 64 ]; do
	subject="change $i"
	case $i in
	20) echo "work $i" >>git/one.c && subject="plant $i" ;;
	41) printf 'work 41\nwork 41\nwork 41\n' >>git/one.c && subject="plant 41" ;;
	50) sed -i '/^work 20/d' git/one.c && subject="plant -20" ;;
	30) echo 'syntax error' >>git/one.c ;;
	31) sed -i '/syntax error/d' git/one.c ;;
	35) echo panic >>git/two.c ;;
	36) sed -i '/panic/d' git/two.c ;;
	60) printf 'work 60\nwork 60\nsyntax error\n' >>git/one.c && subject="plant 60" ;;
	61) sed -i '/syntax error/d' git/one.c ;;
	*) echo "int x$i;" >>git/two.c ;;
	esac
	commit "$subject"
done
git -C git tag tip
before=$(git -C git status --porcelain; git -C git rev-parse HEAD)

# bisect CODE WORD...
bisect() {
	code=$1
	shift
	expect "$code" "$numaboot" bisect --in ./git --qemu ./qemu \
		--metric placement.bytes --cell uma/2M --no-report "$@"
}
looked() { sed -n 's/.*: \([0-9]*\) looked at.*/\1/p' output; }

# One: within log2(64) + 2 looks, 6 of which are the middle.
bisect 0 base tip~24
say_so "plant 20"
say_so "+4,096 against its parent"
[ "$(looked)" -le 8 ] || fail "$(looked) looks"
[ "$before" = "$(git -C git status --porcelain; git -C git rev-parse HEAD)" ] ||
	fail "touched the checkout"

# What it looked at stays, and it goes on with the rest of it.
folder=$(echo out/bisect/2*)
[ "$(grep -c ^commit "$folder/bisect.tsv")" -eq "$(looked)" ] || fail "not all in the table"
sed -i '$d' "$folder/bisect.tsv"
bisect 0 base tip~24 --resume "$folder"
say_so "plant 20"
[ "$(grep -c '^bisect: ' output)" -eq 1 ] || fail "looked again at what is known"
bisect 2 base tip~25 --resume "$folder"
say_so "bisect.tsv:"

# All: the shares add up, also where a commit undoes another one, and where one
# of two has no value.
bisect 0 tip~24 tip --all
grep -q ' +12,288  .* plant 41$' output || fail "no share of 41"
grep -q ' -4,096  .* plant -20$' output || fail "no share of the one that undoes it"
grep -q ' +8,192  2 commits, of which some have no value:$' output ||
	fail "no share of 60 and 61"
say_so "+16,384  together"
grep -q 'no build' output || fail "a commit that does not build is not told"

# Where it could be one without a value the answer is a range.
bisect 0 tip~14 tip
say_so "one of these 2"
say_so "plant 60"
bisect 1 base tip~29
say_so "SIGABRT"
bisect 1 base tip~34
say_so "found no value of this end"
bisect 1 base tip~60
say_so "at both ends, expected a difference"

# Words that mean nothing.
bisect 2 tip base
say_so "found no way from tip"
bisect 2 base never
say_so "found \`never\`, expected a commit"
bisect 2 base tip --metric placement.byte
say_so "placement.bytes"
bisect 2 base tip --metric boot.emulated.ns
bisect 2 base tip --cell uma
say_so "expected TOPOLOGY/MAPPING"
bisect 2 base
say_so "expected GOOD BAD"

# As git bisect run asks it.
judge() { bisect "$1" --good-value 12591104 --bad-value 12595200; }
git -C git checkout --quiet tip~60
judge 0
git -C git checkout --quiet tip~40
judge 1
git -C git checkout --quiet tip~34
judge 125
say_so "no value: "
bisect 128 --good-value 8192 --bad-value 8192
