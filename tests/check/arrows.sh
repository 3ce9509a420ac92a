#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Who uses whom: every #include from one room to another, and every folder of
# the project that a script, or a string in C, names.  Arrows go one way, as the
# table says; it prints all there are and fails on another one.
. tests/lib.sh

# A room and what it may use; rows of a room add up.  Rooms of bench/ are
# written without it.  `kernels` are its files, as data.  `*` is all but tests,
# which use everything and are used by nothing.
cat >"$work/allowed" <<'TABLE'
lib             kernels
kernel          lib kernels
machine         lib
mmu             lib machine
guest           lib
plugin          lib kernel machine mmu
probes/common   lib
probes/*        lib probes/common
evidence        lib kernel machine mmu guest
import          lib machine evidence
workload        lib kernel machine mmu guest evidence kernels
plan            lib kernel machine mmu guest evidence workload
host            lib kernel machine
boot            lib kernel machine mmu guest evidence workload plan
session         lib kernel machine mmu guest evidence workload plan boot kernels probes/common
shard           lib kernel evidence workload plan session
bisect          lib evidence
claim           lib kernel machine mmu guest evidence workload plan boot session kernels
night           lib kernel machine mmu guest evidence workload plan boot session claim kernels
gc              lib kernel evidence claim session night
cli             *
workloads/*     lib kernel machine mmu evidence workload
workloads/accesses   workloads/placement
workloads/hotremove  workloads/placement
workloads/penalty    workloads/accesses workloads/placement
workloads/search-cost workloads/pagetable workloads/profile
kernels
analysis        kernels
tests           * tests
TABLE

# What is read line by line: C, shell, R, from the folder it is called in.
sources() {
	find bench workloads kernels analysis reports tests -type f \
		\( -name '*.[ch]' -o -name '*.R' -o -name '*.Rmd' \)
	grep -rlI '^#!/bin/sh' bench workloads kernels analysis reports tests
	find kernels tests -name '*.sh' ! -perm -u+x
}

# arrows: lines "FROM TO FILE USED", an arrow each time it is drawn
arrows() {
	sources | sort -u >"$work/sources"
	xargs awk '
		# bench/lib/x.c: lib; a test, wherever it is: tests
		function room(path,    part) {
			if (path ~ /(^|\/)(test-[^\/]*$|tests\/)/)
				return "tests"
			split(path, part, "/")
			if (part[1] == "workloads")
				return part[1] "/" part[2]
			if (part[1] != "bench")
				return part[1]
			return part[2] (part[2] == "probes" ? "/" part[3] : "")
		}
		function exists(path,    line, found) {
			found = (getline line <path) >= 0
			close(path)
			return found
		}
		function normal(path) {
			while (match(path, /[^\/]+\/\.\.\//))
				path = substr(path, 1, RSTART - 1) \
					substr(path, RSTART + RLENGTH)
			return path
		}
		function draw(to, what) {
			if (to != here)
				print here, to, FILENAME, what
		}
		FNR == 1 {
			here = room(FILENAME)
			folder = FILENAME
			sub(/[^\/]*$/, "", folder)
			c = FILENAME ~ /\.[ch]$/
		}
		c && /^#include "/ {
			split($0, quoted, "\"")
			path = normal(folder quoted[2])
			if (!exists(path))
				path = normal("bench/" quoted[2])
			if (exists(path))
				draw(room(path), path)
			next
		}
		!c && /^[ \t]*#/ { next }
		{
			rest = $0
			# what a path stands behind in C, and in the others
			before = c ? "\"" : "(^|[^A-Za-z0-9_.\/-]|root\"?\/|\\.\/)"
			while (match(rest, before "(bench|workloads|kernels|analysis|reports|tests)\/")) {
				top = substr(rest, RSTART, RLENGTH - 1)
				sub(/.*[^a-z]/, "", top)
				rest = "x" substr(rest, RSTART + RLENGTH)
				if (FILENAME !~ "^" top "/")
					draw(top, top "/")
			}
		}
	' <"$work/sources"
}

# wrong: those lines of arrows that the table does not allow
wrong() {
	awk '
		function has(from, to,    i, words) {
			words = split(may[from], word, " ")
			for (i = 1; i <= words; i++)
				if (word[i] == to ||
				    (word[i] == "*" && to != "tests"))
					return 1
			return 0
		}
		NR == FNR {
			name = $1
			$1 = ""
			may[name] = may[name] $0
			next
		}
		{
			every = $1
			sub(/\/.*/, "/*", every)
			if (!($1 in may) && !(every in may))
				print $3 ": the room " $1 " is not in the table"
			else if (!has($1, $2) && !has(every, $2))
				print $3 " uses " $4 ": " $1 " may not use " $2
		}
	' "$work/allowed" -
}

arrows >"$work/arrows"
cut -d ' ' -f 1,2 "$work/arrows" | sort | uniq -c | awk '
	$2 == from { printf ", %s %d", $3, $1; next }
	{ printf "%s%-22s %s %d", from == "" ? "" : "\n", $2, $3, $1; from = $2 }
	END { print "" }
'
[ "$(wc -l <"$work/arrows")" -gt 300 ] || fail "found few arrows"
wrong <"$work/arrows" >"$work/wrong"
[ ! -s "$work/wrong" ] || {
	cat "$work/wrong" >&2
	fail "$(wc -l <"$work/wrong") arrows go against the flow"
}

# A check that cannot fail is none: one wrong arrow of each kind.
mkdir -p "$work/bad/bench/lib" "$work/bad/bench/cli" "$work/bad/bench/new" \
	"$work/bad/kernels" "$work/bad/tests" "$work/bad/workloads/wall" \
	"$work/bad/analysis" "$work/bad/reports"
cd "$work/bad"
: >bench/cli/command.h
: >tests/double.h
echo '#include "cli/command.h"' >bench/lib/up.c
echo '#include "../../tests/double.h"' >workloads/wall/wall.c
echo '#include "cli/command.h"' >bench/new/new.c
printf '#!/bin/sh\n# tests/lib.sh is only told of\n. tests/lib.sh\n' >kernels/up
arrows | wrong >"$work/found"
cat >"$work/expected" <<'FOUND'
bench/lib/up.c uses bench/cli/command.h: lib may not use cli
bench/new/new.c: the room new is not in the table
kernels/up uses tests/: kernels may not use tests
workloads/wall/wall.c uses tests/double.h: workloads/wall may not use tests
FOUND
sort "$work/found" | diff "$work/expected" - ||
	fail "wrong arrows that were put in are not found"
