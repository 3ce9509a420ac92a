# SPDX-License-Identifier: GPL-2.0-only
# The table of mutants, as text and as HTML.

# "placement.hotpluggable.bytes: 0 B -> 9.99 MiB", or what the oracle said.
tell_catch <- function(table) {
  ifelse(is.na(table$by), "nothing", ifelse(is.na(table$from), table$by, sprintf("%s: %s -> %s", table$by, table$from, table$to)))
}

# Where that was, and how much more there is of it.
tell_extent <- function(row) {
  seen <- if (!is.na(row$judged)) sprintf("%s of %s values differ", format_count(row$differing), format_count(row$judged))
  oracle <- if (nzchar(row$answers) && !identical(row$answers, row$by)) row$answers
  paste(c(if (!is.na(row$cell)) row$cell, seen, oracle), collapse = "; ")
}

text_mutants <- function(table, controls, width = text_width) {
  name <- max(nchar(c(table$mutant, "mutant")))
  indent <- name + 10
  lines <- lapply(seq_len(nrow(table)), function(i) {
    row <- table[i]
    right <- c(if (!is.na(row$defect)) row$defect, if (row$run) c(tell_catch(row), tell_extent(row)) else "not in the run")
    right <- unlist(lapply(right[nzchar(right)], strwrap, width = width - indent + 1, exdent = 2))
    left <- c(sprintf("%-*s  %-6s  ", name, row$mutant, if (row$caught) "yes" else "no"), rep(strrep(" ", indent), length(right) - 1))
    paste0(left, right)
  })
  to_ascii(c(sprintf("%-*s  caught  defect; by what, %s -> mutant; where", name, "mutant", reference_kernel), unlist(lines),
    if (nrow(controls)) c("", wrap_text(tell_controls(controls), width = width))))
}

tell_controls <- function(controls) {
  controls[, sprintf("A/A: %s against %s: %s of %s exact values differ.", arm, reference, format_count(different), format_count(values))]
}

text_mutant_section <- function(mutants) {
  if (is.null(mutants)) {
    return(NULL)
  }
  c(wrap_text(sprintf("Mutants: one old defect each, put back into the patched kernel (%s)", reference_kernel)), "",
    text_mutants(mutants$table, mutants$controls), "",
    unlist(lapply(paste0("- ", mutants$problems, recycle0 = TRUE), wrap_text, indent = 2)), if (length(mutants$problems)) "")
}

html_mutants <- function(mutants) {
  paste0(html_mutant_table(mutants$table), html_paragraph(tell_controls(mutants$controls)), html_list(mutants$problems, "findings"))
}

# Columns that say nothing in this run are left out.
html_mutant_table <- function(table) {
  blank <- function(x) ifelse(is.na(x), "", escape(x))
  wrapped <- function(x) ifelse(is.na(x), "", sprintf("<span class=\"wrapped\">%s</span>", escape(x)))
  quiet <- table$mutant == harmless_mutant
  body <- list(
    mutant = escape(table$mutant), defect = wrapped(table$defect),
    caught = sprintf("<span class=\"v %s\">%s</span>", ifelse(table$caught == quiet, "worse", ""), ifelse(table$caught, "yes", "no")),
    by = blank(table$by), where = wrapped(table$cell), corpus = blank(table$from), mutant = blank(table$to),
    `values that differ` = ifelse(is.na(table$judged), "", sprintf("%s of %s", format_count(table$differing), format_count(table$judged))),
    oracle = escape(sub("^oracle: ", "", table$answers))
  )
  keep <- vapply(body, function(column) any(nzchar(column)), TRUE)
  html_table(body[keep], names(body)[keep], paste(strsplit("lllllrrrr", "")[[1]][keep], collapse = ""), "compact")
}

# All that the tables of mutants need, from one run or several; NULL where there
# are none. `folder` has the patches of all mutants; a `partial` table has those
# of the runs only.
read_judgement <- function(runs, folder, partial = FALSE) {
  if (!nrow(of_runs(runs, function(run) mutant_arms(run$info)))) {
    return(NULL)
  }
  oracles <- Filter(Negate(is.null), lapply(runs, function(run) read_oracle(file.path(run$dir, "oracle.csv"))))
  table <- judge_mutants(runs, if (length(oracles)) data.table::rbindlist(oracles), if (dir.exists(folder)) read_mutants(folder), partial)
  controls <- of_runs(runs, mutant_controls)
  list(table = table, controls = controls, problems = mutant_problems(runs, table, controls))
}
