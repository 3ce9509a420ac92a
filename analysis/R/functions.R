# SPDX-License-Identifier: GPL-2.0-only
# Which functions execute more or less than the baseline's: exclusive counts of
# boots until init runs (workload count), joined by name.

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
  rows <- rows[
    block == min(block),
    .(calls = sum(calls), insns = sum(insns), iterations = sum(iterations)),
    by = .(topology, mapping, arm, name = `function`)
  ]
  cells <- unique(rows[, .(topology, mapping, arm)])
  base <- rows[arm == run$arms[1], !"arm"]
  at <- c("topology", "mapping")
  both <- data.table::rbindlist(lapply(run$arms[-1], function(candidate) {
    measured <- cells[arm == candidate, ..at][unique(base[, ..at]), on = at, nomatch = NULL]
    merged <- merge(
      base[measured, on = at], rows[arm == candidate, !"arm"][measured, on = at],
      by = c(at, "name"), all = TRUE, suffixes = c(".a", ".b")
    )
    merged[, arm := factor(candidate, run$arms)]
  }))
  subtract_functions(both, run$arms[1])
}

subtract_functions <- function(both, baseline) {
  both[, only := ""]
  both[is.na(insns.b), only := baseline]
  both[is.na(insns.a), only := as.character(arm)]
  difference <- function(b, a) data.table::fcoalesce(b, 0) - data.table::fcoalesce(a, 0)
  changed <- both[, .(
    topology, mapping, arm, name,
    calls = difference(calls.b, calls.a), insns = difference(insns.b, insns.a),
    iterations = difference(iterations.b, iterations.a), only
  )][insns != 0 | iterations != 0 | calls != 0]
  changed[order(topology, mapping, arm, -(abs(insns) + abs(iterations)), name)]
}

# The first functions of a cell and one row for the rest of them: together they
# are the difference of the totals, to the last instruction.
fold_functions <- function(changed, n = functions_told) {
  sum_up <- function(rows, name) {
    sums <- rows[, lapply(.SD, sum), .SDcols = c("calls", "insns", "iterations")]
    data.table::data.table(name, sums, only = "")
  }
  told <- utils::head(changed, n)
  rest <- changed[-seq_len(min(n, .N))]
  more <- sprintf("(%s more)", format_count(nrow(rest)))
  rbind(
    told[, .(name, calls, insns, iterations, only)],
    if (nrow(rest)) sum_up(rest, more),
    sum_up(changed, "(all)")
  )
}

# The cell whose total changed most: one is enough to see what a change does.
telling_cell <- function(changed) {
  cells <- changed[, .(size = abs(sum(insns))), by = .(topology, mapping)]
  changed[cells[which.max(size), .(topology, mapping)], on = c("topology", "mapping")]
}

name_function <- function(name, only) {
  paste0(name, ifelse(is.na(only), "", sprintf(", only in %s", only)))
}

text_functions <- function(changed, run) {
  if (!nrow(changed)) {
    return(NULL)
  }
  parts <- split(changed, by = "arm", sorted = FALSE, drop = TRUE)
  c(
    wrap_text(paste(
      "Functions that execute more or less, until init runs, without what they call; ticks fall",
      "elsewhere in a boot of more instructions (by call path: numaboot profile --diff)"
    )), "",
    unlist(lapply(parts, text_arm_functions, letters = run$letters), use.names = FALSE)
  )
}

text_arm_functions <- function(rows, letters) {
  cell <- telling_cell(rows)
  table <- fold_functions(cell)[, .(
    insns = format_difference(insns, "count"), rep = format_difference(iterations, "count"),
    calls = format_difference(calls, "count"),
    `function` = substr(name_function(name, letters[only]), 1, 34)
  )]
  c(
    sprintf(
      "%s - %s, %s, %s direct map", letters[[as.character(cell$arm[1])]], letters[[1]],
      cell$topology[1], cell$mapping[1]
    ), "",
    format_columns(table, "rrrl"), ""
  )
}

html_functions <- function(changed, run, figures) {
  htmltools::tagList(
    htmltools::h2("Functions that changed"),
    html_paragraph(c(
      "Instructions that each function executes until init runs, without what it calls, less",
      "those of the baseline; the last row is the difference of the totals. Ticks fall elsewhere",
      "in a boot of more or fewer instructions, and a little of everything with them. Two names",
      "for one function are two builds that inlined it differently; numaboot profile --diff",
      "follows call paths."
    )),
    html_changed_functions(changed, run$arms)
  )
}

html_changed_functions <- function(changed, arms) {
  if (!nrow(changed)) {
    return(html_paragraph("No function executes more or less."))
  }
  groups <- split(changed, by = c("topology", "mapping", "arm"), drop = TRUE)
  htmltools::tagList(lapply(unname(groups), function(rows) {
    summary <- list(
      sprintf("%s, %s direct map,", rows$topology[1], rows$mapping[1]),
      htmltools::HTML(html_arm(rows$arm[1], arms)),
      html_quiet(sprintf(
        "%s instructions in %s functions", format_difference(sum(rows$insns), "count"),
        format_count(nrow(rows))
      ))
    )
    html_details(summary, html_function_table(fold_functions(rows, 30), arms))
  }))
}

html_function_table <- function(table, arms) {
  columns <- table[, .(
    html_code(name), format_difference(insns, "count"), format_difference(iterations, "count"),
    format_difference(calls, "count"), html_arm(only, arms)
  )]
  heads <- c("function", "instructions", "iterations", "calls", "only in")
  html_table(columns, heads, "lrrrl", "compact")
}

functions_section <- function() {
  section(
    "functions", function(run, known) changed_functions(run),
    text = text_functions, html = html_functions
  )
}
