# SPDX-License-Identifier: GPL-2.0-only
# The table of mutants, as text and as HTML.

# "placement.hotpluggable.bytes: 0 B -> 9.99 MiB", or what the oracle said.
tell_catch <- function(table) {
  ifelse(
    is.na(table$by), "nothing",
    ifelse(is.na(table$from), table$by, sprintf("%s: %s -> %s", table$by, table$from, table$to))
  )
}

# Where that was, and how much more there is of it.
tell_extent <- function(row) {
  seen <- if (!is.na(row$judged)) {
    sprintf("%s of %s values differ", format_count(row$differing), format_count(row$judged))
  }
  oracle <- if (nzchar(row$answers) && !identical(row$answers, row$by)) row$answers
  paste(c(if (!is.na(row$cell)) row$cell, seen, oracle), collapse = "; ")
}

tell_mutants <- function(mutants, run) {
  judged <- mutants$table[mutant != harmless_mutant]
  c(
    sprintf("%d of %d mutants were caught.", sum(judged$caught), nrow(judged)),
    if (!length(mutants$problems)) "The harmless mutant and the A/A pair are silent."
  )
}

text_mutants <- function(table, controls, width = text_width) {
  name <- max(nchar(c(table$mutant, "mutant")))
  lines <- lapply(seq_len(nrow(table)), function(i) text_mutant(table[i], name, width))
  head <- sprintf(
    "%-*s  caught  defect; by what, %s -> mutant; where", name, "mutant", reference_kernel
  )
  controls <- if (nrow(controls)) c("", wrap_text(tell_controls(controls), width = width))
  to_ascii(c(head, unlist(lines), controls))
}

# The name in a column of width `name`; beside it defect, catch and extent.
text_mutant <- function(row, name, width) {
  indent <- name + 10
  right <- c(
    if (!is.na(row$defect)) row$defect,
    if (row$run) c(tell_catch(row), tell_extent(row)) else "not in the run"
  )
  right <- lapply(right[nzchar(right)], strwrap, width = width - indent + 1, exdent = 2)
  right <- unlist(right)
  left <- sprintf("%-*s  %-6s  ", name, row$mutant, if (row$caught) "yes" else "no")
  paste0(c(left, rep(strrep(" ", indent), length(right) - 1)), right)
}

tell_controls <- function(controls) {
  controls[, sprintf(
    "A/A: %s against %s: %s of %s exact values differ.", arm, reference, format_count(different),
    format_count(values)
  )]
}

text_mutant_section <- function(mutants, run) {
  problems <- paste0("- ", mutants$problems, recycle0 = TRUE)
  c(
    wrap_text(sprintf(
      "Mutants: one old defect each, put back into the patched kernel (%s)", reference_kernel
    )), "",
    text_mutants(mutants$table, mutants$controls), "",
    unlist(lapply(problems, wrap_text, indent = 2)), if (length(problems)) ""
  )
}

html_mutants <- function(mutants, run, figures) {
  htmltools::tagList(
    htmltools::h2("Mutants"),
    html_paragraph(sprintf(
      paste(
        "Each is the patched kernel (%s) with one old defect put back, judged by the exact values",
        "that another build of the same code leaves alone."
      ), reference_kernel
    )),
    html_mutant_table(mutants$table),
    html_paragraph(tell_controls(mutants$controls)),
    html_list(mutants$problems, "problems")
  )
}

# Columns that say nothing in this run are left out.
html_mutant_table <- function(table) {
  blank <- function(x) ifelse(is.na(x), "", x)
  wrapped <- function(x) {
    each_html(blank(x), function(text) {
      if (nzchar(text)) htmltools::span(class = "wrapped", text) else ""
    })
  }
  wrong <- table$caught == (table$mutant == harmless_mutant)
  differing <- sprintf("%s of %s", format_count(table$differing), format_count(table$judged))
  columns <- list(
    mutant = table$mutant, defect = wrapped(table$defect),
    caught = html_judged(ifelse(table$caught, "yes", "no"), ifelse(wrong, "worse", "")),
    by = blank(table$by), where = wrapped(table$cell), corpus = blank(table$from),
    mutant = blank(table$to), `values that differ` = ifelse(is.na(table$judged), "", differing),
    oracle = sub("^oracle: ", "", table$answers)
  )
  keep <- vapply(columns, function(column) any(nzchar(column)), TRUE)
  align <- paste(strsplit("lllllrrrr", "")[[1]][keep], collapse = "")
  html_table(columns[keep], names(columns)[keep], align, "compact")
}

# All that the tables of mutants need, from one run or several; NULL where there
# are none. `folder` has the patches of all mutants; a `partial` table has those
# of the runs only.
read_judgement <- function(runs, folder, partial = FALSE) {
  if (!nrow(of_runs(runs, function(run) mutant_arms(run$info)))) {
    return(NULL)
  }
  oracles <- Filter(
    Negate(is.null), lapply(runs, function(run) read_oracle(file.path(run$dir, "oracle.csv")))
  )
  table <- judge_mutants(
    runs, if (length(oracles)) data.table::rbindlist(oracles),
    if (dir.exists(folder)) read_mutants(folder), partial
  )
  controls <- of_runs(runs, mutant_controls)
  list(table = table, controls = controls, problems = mutant_problems(runs, table, controls))
}

mutants_section <- function() {
  section(
    "mutants", function(run, known) read_judgement(list(run), run$mutants, partial = TRUE),
    tell = tell_mutants, text = text_mutant_section, cover = tell_mutants, html = html_mutants,
    whole = TRUE
  )
}
