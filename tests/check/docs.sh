#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Lists in README, docs and man pages are what the program says (make docs), each
# command that is no workload has a man page, and each workload a README of at
# most 40 lines that names its files.
. tests/lib.sh

mkdir -p "$work/docs/man"
cp README.md "$work"
cp docs/*.md "$work/docs"
cp docs/man/*.1 "$work/docs/man"
(cd "$work" && Rscript --vanilla "$root/docs/lists.R" "$numaboot" README.md \
	docs/*.md docs/man/*.1) || fail "docs/lists.R"
[ "$(wc -l <README.md)" -le 120 ] || fail "README.md is longer than 120 lines"
lists=0
for file in README.md docs/*.md docs/man/*.1; do
	cmp "$file" "$work/$file" || fail "$file is stale: make docs"
	lists=$((lists + $(grep -c '^\(<!--\|\.\\"\) begin [a-z]* *\(-->\)*$' "$file" || :)))
done
[ "$lists" -ge 11 ] || fail "found $lists lists"

# A list that is stale is noticed.
sed -i '/^| `placement` |/d' "$work/docs/plan.md"
cmp -s docs/plan.md "$work/docs/plan.md" && fail "plan.md has no list"
(cd "$work" && Rscript --vanilla "$root/docs/lists.R" "$numaboot" docs/plan.md)
cmp docs/plan.md "$work/docs/plan.md" || fail "the list is not written again"

# Words that stand in texts: units of samples.csv, classes of placements.csv.
"$numaboot" list metrics --json | Rscript --vanilla -e '
metrics <- jsonlite::fromJSON(file("stdin"))
cat(unique(metrics$unit), sep = "\n")' >"$work/units"
[ -s "$work/units" ] || fail "no units"
grep '^| `unit` | ' docs/samples.md | cut -d '|' -f 3 | tr -d ' ' | tr ',' '\n' |
	LC_ALL=C sort >"$work/told"
LC_ALL=C sort "$work/units" | diff - "$work/told" ||
	fail "samples.md has other units"
sed -n '/^const char \*const classes_names/,/NULL/s/"\([a-z-]*\)",*/\n\1\n/gp' \
	workloads/placement/classes.c | grep '^[a-z][a-z-]*$' >"$work/classes"
[ "$(wc -l <"$work/classes")" -gt 10 ] || fail "no classes"
while read -r class; do
	grep -q "^| .*\`$class\`.* |" docs/placement.md ||
		fail "placement.md says nothing of class $class"
done <"$work/classes"

# A workload may do with its question in the lists.
"$numaboot" list workloads | cut -d ' ' -f 1 >"$work/workloads"
for command in $("$numaboot" list commands | cut -d ' ' -f 1 |
	grep -vxFf "$work/workloads"); do
	[ -f "docs/man/numaboot-$command.1" ] || fail "$command has no man page"
done

for folder in workloads/*/; do
	readme=${folder}README.md
	[ -f "$readme" ] || fail "$readme is missing"
	[ "$(wc -l <"$readme")" -le 40 ] || fail "$readme is longer than 40 lines"
	for file in "$folder"*.c; do
		file=$(basename "$file")
		case $file in test-*) continue ;; esac
		grep -qF "\`$file\`" "$readme" || fail "$readme says nothing of $file"
	done
	for file in $(grep -o '`[a-z-]*\.[ch]`' "$readme" | tr -d '`'); do
		[ -f "$folder$file" ] || fail "$readme names $file, which is gone"
	done
done
