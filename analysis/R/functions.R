# SPDX-License-Identifier: GPL-2.0-only
# Which functions execute more or less than the baseline's: exclusive counts of
# whole boots (workload count), joined by name.

functions_told <- 8

# One row per topology, mapping, candidate arm and function that differs, largest
# first: calls, insns and iterations are differences, `only` the arm that alone
# has the function, "" where both do. A name that several functions share counts
# once. NULL without the workload.
changed_functions <- function(run) {
  rows <- run$functions
  if (is.null(rows) || !nrow(rows) || length(run$arms) < 2) {
    return(NULL)
  }
  rows <- rows[block == min(block), .(calls = sum(calls), insns = sum(insns), iterations = sum(iterations)),
    by = .(topology, mapping, arm, name = `function`)]
  cells <- unique(rows[, .(topology, mapping, arm)])
  base <- rows[arm == run$arms[1], !"arm"]
  both <- data.table::rbindlist(lapply(run$arms[-1], function(candidate) {
    measured <- cells[arm == candidate, .(topology, mapping)][unique(base[, .(topology, mapping)]), on = c("topology", "mapping"), nomatch = NULL]
    merged <- merge(base[measured, on = c("topology", "mapping")], rows[arm == candidate, !"arm"][measured, on = c("topology", "mapping")],
      by = c("topology", "mapping", "name"), all = TRUE, suffixes = c(".a", ".b"))
    merged[, arm := factor(candidate, run$arms)]
  }))
  subtract_functions(both, run$arms[1])
}

subtract_functions <- function(both, baseline) {
  both[, only := ifelse(is.na(insns.a), as.character(arm), ifelse(is.na(insns.b), baseline, ""))]
  difference <- function(b, a) data.table::fcoalesce(b, 0) - data.table::fcoalesce(a, 0)
  both[, c("calls", "insns", "iterations") := .(difference(calls.b, calls.a), difference(insns.b, insns.a),
    difference(iterations.b, iterations.a))]
  changed <- both[insns != 0 | iterations != 0 | calls != 0, .(topology, mapping, arm, name, calls, insns, iterations, only)]
  changed[order(topology, mapping, arm, -(abs(insns) + abs(iterations)), name)]
}

# The first functions of a cell and one row for the rest of them: together they
# are the difference of the totals, to the last instruction.
fold_functions <- function(changed, n = functions_told) {
  rest <- changed[-seq_len(min(n, .N))]
  told <- utils::head(changed, n)
  if (nrow(rest)) {
    rest <- data.table::data.table(name = sprintf("(%s more)", format_count(nrow(rest))), calls = sum(rest$calls), insns = sum(rest$insns),
      iterations = sum(rest$iterations), only = "")
  }
  all <- data.table::data.table(name = "(all)", calls = sum(changed$calls), insns = sum(changed$insns), iterations = sum(changed$iterations), only = "")
  rbind(told[, .(name, calls, insns, iterations, only)], if (nrow(rest)) rest, all)
}

# The cell whose total changed most: one is enough to see what a change does.
telling_cell <- function(changed) {
  cells <- changed[, .(size = abs(sum(insns))), by = .(topology, mapping)]
  changed[cells[which.max(size), .(topology, mapping)], on = c("topology", "mapping")]
}

name_function <- function(name, only) paste0(name, ifelse(is.na(only), "", sprintf(", only in %s", only)))

text_functions <- function(run, changed) {
  if (is.null(changed) || !nrow(changed)) {
    return(NULL)
  }
  parts <- lapply(split(changed, by = "arm", sorted = FALSE, drop = TRUE), function(rows) {
    cell <- telling_cell(rows)
    table <- fold_functions(cell)
    table <- table[, .(insns = format_difference(insns, "count"), rep = format_difference(iterations, "count"),
      calls = format_difference(calls, "count"), `function` = substr(name_function(name, run$letters[only]), 1, 34))]
    c(sprintf("%s - %s, %s, %s direct map", run$letters[[as.character(cell$arm[1])]], run$letters[[1]], cell$topology[1], cell$mapping[1]),
      "", format_columns(table, "rrrl"), "")
  })
  c(wrap_text("Functions that execute more or less, from reset to exit, without what they call; ticks fall elsewhere in a longer boot (by call path: numaboot profile --diff)"), "",
    unlist(parts, use.names = FALSE))
}

html_functions <- function(run, changed) {
  if (!nrow(changed)) {
    return(html_paragraph("No function executes more or less."))
  }
  groups <- split(changed, by = c("topology", "mapping", "arm"), drop = TRUE)
  paste(vapply(groups, function(rows) {
    table <- fold_functions(rows, 30)
    html_details(sprintf("%s, %s direct map, %s <span class=\"quiet\">%s instructions in %s functions</span>", escape(rows$topology[1]),
      escape(rows$mapping[1]), html_arm(rows$arm[1], run$arms), format_difference(sum(rows$insns), "count"), format_count(nrow(rows))),
      html_table(table[, .(paste0("<code>", escape(name), "</code>"), format_difference(insns, "count"),
        format_difference(iterations, "count"), format_difference(calls, "count"),
        ifelse(nzchar(only), html_arm(only, run$arms), ""))], c("function", "instructions", "iterations", "calls", "only in"), "lrrrl", "compact"))
  }, ""), collapse = "\n")
}
