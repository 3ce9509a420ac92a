#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What has a name is listed, whole, for people and for programs.
. tests/lib.sh

names() {
	"$numaboot" list "$1" | cut -d ' ' -f 1 | sort
}

# lists KIND: the same names on standard input, in any order
lists() {
	sort >"$work/expected"
	[ -s "$work/expected" ] || fail "$1: nothing to compare with"
	names "$1" | diff "$work/expected" - || fail "$1: other names"
}

for file in bench/plans/*.plan; do basename "$file" .plan; done | lists plans
for file in bench/topologies/*.topo; do basename "$file" .topo; done |
	lists topologies
"$numaboot" kernel list | cut -d ' ' -f 1 | lists kernels
"$numaboot" --help | sed -n 's/^  \([a-z-]*\) .*/\1/p' | lists commands
sed -n 's/^WORKLOAD(\(.*\))$/\1/p' bench/workload/registry.def | tr _ - |
	lists workloads

# The plan's error and the option's help know the same workloads.
printf '[plan]\nworkloads = no-such-workload\n' >"$work/bad.plan"
expect 2 "$numaboot" run "$work/bad.plan"
say_so "expected one of $("$numaboot" list workloads | cut -d ' ' -f 1 |
	tr '\n' ' ' | sed 's/ $//; s/ /, /g')"
for name in $(names workloads); do
	"$numaboot" boot --help | tr -s ' \n' ' ' | grep -q "[ ,]${name}[, ]" ||
		fail "boot --help has no $name"
done

# A workload that prints is a command.
"$numaboot" list workloads --json >"$work/workloads.json"
for name in placement pagetable hotremove footprint accesses profile; do
	expect 0 "$numaboot" "$name" --help
	say_so "Usage: numaboot $name"
done
expect 2 "$numaboot" wall
say_so "found command \`wall\`"

expect 2 "$numaboot" list nothing
say_so "list: found \`nothing\`, expected one of workloads, metrics, plans,"
[ "$(wc -l <"$work/output")" -eq 1 ] || fail "more than one sentence"
expect 2 "$numaboot" list

for kind in workloads metrics plans topologies kernels commands; do
	"$numaboot" list "$kind" --json >"$work/$kind.json"
done
cat >"$work/check.R" <<'R'
folder <- commandArgs(TRUE)[1]
for (file in list.files(folder, "[.]json$", full.names = TRUE)) {
  list <- jsonlite::fromJSON(file, simplifyVector = FALSE)
  stopifnot(length(list) > 1, all(nzchar(vapply(list, `[[`, "", "name"))))
}
read <- function(kind) jsonlite::fromJSON(file.path(folder, paste0(kind, ".json")))
metrics <- read("metrics")
stopifnot(!anyDuplicated(metrics$name), "run.completed" %in% metrics$name,
          all(metrics$class %in% c("exact", "noisy")), is.numeric(metrics$min_effect),
          setequal(c("all", read("workloads")$name), unlist(metrics$workloads)))
R
Rscript --vanilla "$work/check.R" "$work" || fail "the lists are not as described"

# Help has many names, and is the same.
"$numaboot" --help >"$work/help"
for word in -h help; do
	"$numaboot" "$word" | cmp "$work/help" - || fail "$word is not --help"
done
"$numaboot" kernel build --help >"$work/help"
for words in "help kernel build" "kernel build -h"; do
	# shellcheck disable=SC2086
	"$numaboot" $words | cmp "$work/help" - || fail "$words is not --help"
done
[ "$("$numaboot" -V)" = "$("$numaboot" --version)" ] || fail "-V"
