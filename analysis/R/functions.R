# SPDX-License-Identifier: GPL-2.0-only
# Functions that execute more or less than with the plan's first arm: the lists
# that the profile workload leaves in profiles/RUN.diff.tsv (docs/profile.md).

change_columns <- c("function", "insns_a", "rep_a", "calls_a", "early_a", "insns_b", "rep_b", "calls_b", "early_b")

# Rows of a cell that are shown; the others are one line.
functions_shown <- 8

read_function_list <- function(path) {
  if (!file.exists(path)) {
    stop(sprintf("%s is missing.", path), call. = FALSE)
  }
  table <- data.table::fread(path, sep = "\t", header = TRUE, quote = "", colClasses = "character",
    na.strings = NULL, showProgress = FALSE)
  absent <- setdiff(change_columns, names(table))
  if (length(absent)) {
    stop(sprintf("%s has no column \"%s\".", path, absent[1]), call. = FALSE)
  }
  table <- as_numbers(table[, ..change_columns], change_columns[-1], path)
  data.table::setnames(table, "function", "name")[]
}

# Completed profiles of one block, the first arm's apart: run_id and cell.
profiled_cells <- function(run) {
  states <- run_states(run)[workload == "profile" & value == 1]
  states <- states[block == suppressWarnings(min(block))]
  first <- states[arm == run$arms[1], .(topology, mapping)]
  states[arm != run$arms[1]][first, on = c("topology", "mapping"), nomatch = NULL][, .(run_id, topology, mapping, arm)]
}

# One row per cell and function that changed: topology, mapping, arm, name,
# part ("early" before the first interrupt, "late" after it, "apart" what is no
# work of the kernel's), change in instructions. A cell without any has one row
# with an empty name. NULL where the plan has no profiles.
function_changes <- function(run) {
  cells <- profiled_cells(run)
  if (!nrow(cells)) {
    return(NULL)
  }
  rows <- cells[, cell_changes(run, run_id, topology, mapping, arm), by = .(topology, mapping, arm)]
  data.table::setorder(rows, topology, mapping, arm)[]
}

cell_changes <- function(run, run_id, topology, mapping, arm) {
  path <- file.path(run$dir, "profiles", paste0(run_id, ".diff.tsv"))
  list <- read_function_list(path)
  check_change_total(run, list, path, topology, mapping, arm)
  apart <- grepl("^\\(.*\\)$", list$name)
  rows <- rbind(
    list[!apart, .(name, part = "early", change = early_b - early_a)],
    list[!apart, .(name, part = "late", change = insns_b - insns_a - (early_b - early_a))],
    list[apart, .(name, part = "apart", change = insns_b - insns_a)]
  )[change != 0]
  if (nrow(rows)) rows[order(match(part, c("early", "late", "apart")), -abs(change), name)] else data.table(name = "", part = "early", change = 0)
}

# The list is whole when it adds up to the difference of the samples.
check_change_total <- function(run, list, path, cell_topology, cell_mapping, cell_arm) {
  totals <- run$samples[metric == "profile.insns" & topology == cell_topology & mapping == cell_mapping,
    .(value = value[1]), by = arm]
  wanted <- totals[arm == cell_arm, value] - totals[arm == run$arms[1], value]
  found <- list[, sum(insns_b) - sum(insns_a)]
  if (found != wanted) {
    stop(sprintf("%s adds up to %s instructions, the samples to %s.", path, format_count(found), format_count(wanted)), call. = FALSE)
  }
}

# The rows of one cell as they are shown: largest early functions, then sums.
summarise_changes <- function(rows) {
  early <- rows[part == "early" & nzchar(name)]
  late <- rows[part == "late"]
  apart <- rows[part == "apart"]
  some <- utils::head(early, functions_shown)
  rest <- early[-seq_len(nrow(some))]
  line <- function(part, text) if (nrow(part)) data.table(change = sum(part$change), text = text)
  rbind(
    some[, .(change, text = name)],
    line(rest, sprintf("%d other functions", nrow(rest))),
    line(late, sprintf("after the first interrupt: %d", data.table::uniqueN(late$name))),
    line(apart, paste("set apart:", join_words(gsub("[()]", "", apart$name)))),
    data.table(change = sum(rows$change), text = "the difference of the totals")
  )
}

text_functions <- function(run) {
  rows <- function_changes(run)
  if (is.null(rows)) {
    return(NULL)
  }
  table <- rows[, summarise_changes(.SD), by = .(topology, mapping, arm)]
  table[, arm := run$letters[as.character(arm)]]
  lines <- fit_columns(function(mark) {
    cells <- blank_repeats(table[, .(topology, map = mapping, arm)], c("topology", "map", "arm"))
    room <- text_width - 38
    cbind(cells, table[, .(insns = paste0(ifelse(change > 0, "+", ""), format_count(change, mark)),
      " " = ifelse(nchar(text) > room, paste0(substr(text, 1, room - 3), "..."), text))])
  }, "lllrl")
  c(wrap_text(sprintf("Functions that execute more or less than with %s: instructions, before the first interrupt one by one", run$letters[1])),
    "", lines, "")
}

html_functions <- function(run) {
  rows <- function_changes(run)
  if (is.null(rows)) {
    return(html_paragraph("The plan has no workload that measures this."))
  }
  table <- rows[, summarise_changes(.SD), by = .(topology, mapping, arm)]
  names <- blank_repeats(table[, .(topology, mapping, arm)], c("topology", "mapping", "arm"))
  html_table(c(lapply(names, escape), list(paste0(ifelse(table$change > 0, "+", ""), format_count(table$change)), escape(table$text))),
    c("topology", "mapping", "arm", "instructions", ""), "lllrl", "compact")
}
