#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# revision.sh ROOT: a header with the commit that is built and where it is from.
# Files beside the program (docs, tests, reports) may differ from the commit.
set -eu

root=$1
# A hook of git sets variables that lead to its own repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
ask() { git -C "$root" "$@" 2>/dev/null; }

commit=unknown
remote=
# A checkout of its own: not one that this folder merely lies in.
if [ -e "$root/.git" ] && head=$(ask rev-parse --verify HEAD); then
	changed=$(ask status --porcelain -- Makefile install.mk bench kernels \
		workloads analysis || echo unknown)
	commit=$head${changed:++changes}
	remote=$(ask remote get-url origin || true)
fi
# Without the user's name and password; HOST:PATH is git's short form of ssh.
remote=$(printf '%s\n' "$remote" | sed -n \
	-e '1!d' -e 's/[^ -~]//g' -e 's/["\\]//g' \
	-e 's|^\([a-z]*://\)[^/]*@|\1|' \
	-e '/:\/\//!s|^\([^/@]*@\)\{0,1\}\([^/:@]*\):\(.*\)|ssh://\2/\3|' -e p)
cat <<HEADER
#define NUMABOOT_COMMIT "$commit"
#define NUMABOOT_REMOTE "$remote"
HEADER
