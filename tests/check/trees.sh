#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/trees/run asks every tree every question, goes on after a failure and
# past a deadline, and its exit code tells.  The program is a double.
. tests/lib.sh
cd "$work"

for tree in good broken fails 'with blanks'; do
	mkdir -p "trees/$tree"
	touch "trees/$tree/Makefile" "trees/$tree/Kbuild"
done
mkdir trees/no-tree
cat >double <<'DOUBLE'
#!/bin/sh
case "$*" in
"kernel build "*broken)
	echo "numaboot: kernel broken: make bzImage failed" >&2
	echo "    x.c:1: error: what follows" >&2
	exit 1
	;;
"placement "*fails*4K) exit 77 ;;
"profile "*fails*)
	echo "[1/1] fails/uma/2M/count: guest-panic: all is lost, 0 s left"
	exit 1
	;;
*fails+movable_node*)
	echo "numaboot: kernel fails cannot answer what is asked: movable_node" >&2
	exit 2
	;;
esac
DOUBLE
chmod +x double
run() {
	env NUMABOOT="$work/double" OUT="$work/out" "$@"
}

expect 1 run "$root/tests/trees/run" trees
say_so "good	movable_node	yes"
say_so "with blanks	hotremove	yes"
say_so "broken	build	failed: kernel broken: make bzImage failed"
say_so "broken	count	refused: not built"
say_so "fails	profile	failed: [1/1] fails/uma/2M/count: guest-panic: all is lost, 0 s left"
say_so "fails	placement-4K	refused: nothing was said"
say_so "fails, movable_node: refused: kernel fails cannot answer what is asked: movable_node"
[ "$(wc -l <out/trees.tsv)" -eq 36 ] || fail "not every tree is asked everything"
grep -qE '^good +yes +yes +yes +yes +yes +yes +yes +yes +yes$' "$work/output" ||
	fail "no row of the table"

expect 0 run TREES='good' QUESTIONS='check build' "$root/tests/trees/run" trees
[ "$(wc -l <out/trees.tsv)" -eq 2 ] || fail "asked more than was wanted"
expect 1 run TREES=good QUESTIONS=chek "$root/tests/trees/run" trees
say_so "no question is called chek, expected one of check build"
expect 2 run "$root/tests/trees/run" out
say_so "found no kernel tree"

# The deadline of a question is not the end of the others.
cat >timeout <<'DOUBLE'
#!/bin/sh
case "$*" in
*" profile "*) exit 124 ;;
esac
shift 2
exec "$@"
DOUBLE
chmod +x timeout
expect 1 run PATH="$work:$PATH" TREES=good "$root/tests/trees/run" trees
say_so "good	profile	failed: no end within 300 s"
say_so "good	movable_node	yes"
