# shellcheck shell=sh disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Git trees of a base's own files, with its patches applied step by step: for
# what builds from kernel sources without building a kernel.  A base's files are
# unpacked once, into build/kernel/; whoever sources this works on clones of
# that, in $work.  Before: root is the project's, work an empty folder that goes
# at exit, and fail SENTENCE ends the script.

# What stands above must not reach the kernel's makefiles.
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS

git() {
	command git -c user.name=numaboot -c user.email=numaboot@localhost \
		-c advice.detachedHead=false -c commit.gpgSign=false \
		-c core.autocrlf=false -c gc.auto=0 "$@"
}

# tarball BASE: where variants.ini says that its source is
tarball() {
	awk -v section="[base $1]" '
		/^\[/ { inside = $0 == section }
		inside && $1 == "tarball" { print $3 }
	' "$root/kernels/variants.ini"
}

# patches BASE FOLDER: its patches in order, without a cover letter
patches() {
	grep -l '^diff --git' "$root/kernels/$1/$2"/*.patch
}

# members BASE: the files and folders of its source that are read
members() {
	sed -n 's|^--- a/||p' "$root/kernels/$1"/*/*.patch | sort -u |
		grep -v '^tools/testing/memblock/'
	# checkpatch.pl, what it reads, what it knows the root of a tree by
	printf '%s\n' scripts/checkpatch.pl scripts/spelling.txt \
		scripts/const_structs.checkpatch COPYING CREDITS Kbuild \
		MAINTAINERS Makefile README drivers/Makefile fs/Makefile \
		init/Makefile ipc/Makefile kernel/Makefile lib/Makefile
	printf '%s\n' scripts/kernel-doc
	# the memblock simulator
	printf '%s\n' include/linux/gfp_types.h tools/include \
		tools/arch/x86/include 'tools/lib/*.c' tools/testing/memblock \
		tools/testing/selftests/kselftest.h
}

# unpack BASE FOLDER: make FOLDER a git repository of the base's members
unpack() {
	members "$1" | sort -u | sed 's|^|*/|' >"$work/members"
	tar -x -f "$(tarball "$1")" -C "$2" --strip-components=1 --wildcards \
		--no-wildcards-match-slash -T "$work/members" ||
		fail "$1: its tarball lacks what is read of it"
	git -C "$2" init --quiet
	git -C "$2" add --all --force
	git -C "$2" commit --quiet -m "$1"
	git -C "$2" tag stock
}

# repository BASE: make sure that it is in build/kernel/, unpacked from this
# tarball and with these members; one at a time
repository() {
	source=$root/build/kernel/$1
	mkdir -p "${source%/*}"
	{
		stat -c '%n %s %Y' "$(tarball "$1")"
		members "$1"
	} >"$work/made-from" || fail "$1: no tarball; make deps installs it"
	(
		flock 8
		cmp -s "$work/made-from" "$source/.git/made-from" && exit
		partial=$(mktemp -d "$source.XXXXXX")
		trap 'rm -rf "$partial"' EXIT
		unpack "$1" "$partial"
		mv "$work/made-from" "$partial/.git/"
		rm -rf "$source"
		mv "$partial" "$source"
	) 8>"$source.lock"
}

# apply_patches BASE: clone it to $work/BASE and let git am apply all patches;
# the tags stock, unpatched, series-1 ... are the steps on the way
apply_patches() {
	repository "$1"
	git clone --quiet "$root/build/kernel/$1" "$work/$1"
	patches "$1" unpatched | while read -r patch; do
		am "$1" "$patch"
	done
	git -C "$work/$1" tag unpatched
	patches "$1" series | while read -r patch; do
		am "$1" "$patch"
		number=${patch##*/}
		number=${number%%-*}
		git -C "$work/$1" tag "series-${number##*0}"
	done
}

# am BASE PATCH: on top of what is applied already
am() {
	git -C "$work/$1" am --quiet "$2" </dev/null >"$work/output" 2>&1 ||
		fail "$1: $2 does not apply: $(cat "$work/output")"
}

# tree BASE TAG: print a folder that holds the base's files at that tag
tree() {
	folder=$work/$1-$2
	[ -d "$folder" ] ||
		git -C "$work/$1" worktree add --quiet --detach "$folder" "$2"
	echo "$folder"
}
