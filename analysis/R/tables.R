# SPDX-License-Identifier: GPL-2.0-only
# The tables of a run's folder (docs/samples.md), read and typed. Anything wrong
# with one stops with a sentence that names its file.

mapping_levels <- c("1G", "2M", "4K")

sample_columns <- c(
  "plan", "run_id", "block", "cell", "kernel", "arm", "topology", "engine", "workload",
  "iteration", "metric", "item", "node", "value", "unit", "class", "end_state", "mapping"
)
placement_columns <- c(
  "run_id", "block", "arm", "kernel", "topology", "mapping", "sequence", "start", "end", "bytes",
  "node", "hotpluggable", "class", "caller", "before_srat", "released"
)
memory_block_columns <- c(
  "run_id", "pass", "arm", "kernel", "topology", "mapping", "node", "start", "end", "removable",
  "owner", "page"
)
function_columns <- c(
  "run_id", "block", "arm", "kernel", "topology", "mapping", "function", "calls", "insns",
  "iterations"
)
memory_columns <- c("topology", "node", "start", "end", "hotpluggable")

# Read one CSV as text and check its columns; typed later, column by column.
read_table <- function(path, columns) {
  if (!file.exists(path)) refuse("%s is missing.", path)
  if (file.size(path) == 0) refuse("%s is empty.", path)
  table <- withCallingHandlers(
    data.table::fread(
      path,
      sep = ",", header = TRUE, colClasses = "character", na.strings = NULL, showProgress = FALSE
    ),
    warning = function(w) {
      refuse("%s is not a well-formed table: %s", path, conditionMessage(w))
    }
  )
  absent <- setdiff(columns, names(table))
  if (length(absent)) {
    head <- read_head(path)
    if (absent[1] %in% head) {
      refuse("%s: the rows do not have the %d fields of the header.", path, length(head))
    }
    refuse("%s has no column \"%s\".", path, absent[1])
  }
  table[, ..columns]
}

read_head <- function(path) {
  strsplit(readLines(path, 1, warn = FALSE), ",", fixed = TRUE)[[1]]
}

# Turn columns into numbers; the first value that is not one is named.
as_numbers <- function(table, columns, path, empty = FALSE) {
  for (column in columns) {
    text <- table[[column]]
    value <- suppressWarnings(as.numeric(text))
    bad <- which(!is.finite(value) & !(empty & !nzchar(text)))[1]
    if (!is.na(bad)) {
      refuse(
        "%s:%d: \"%s\" in column \"%s\" is not a number.", path, bad + 1L, text[bad], column
      )
    }
    data.table::set(table, j = column, value = value)
  }
  table
}

as_addresses <- function(table, columns) {
  for (column in columns) {
    data.table::set(table, j = column, value = parse_address(table[[column]]))
  }
  table
}

read_samples <- function(path) {
  read_table(path, sample_columns) |>
    as_numbers(c("block", "value"), path) |>
    as_numbers(c("iteration", "node"), path, empty = TRUE)
}

read_placements <- function(path) {
  if (!file.exists(path)) {
    return(NULL)
  }
  numbers <- c("block", "sequence", "bytes", "hotpluggable", "before_srat", "released")
  read_table(path, placement_columns) |>
    as_addresses(c("start", "end")) |>
    as_numbers(numbers, path) |>
    as_numbers("node", path, empty = TRUE)
}

read_memory_blocks <- function(path) {
  if (!file.exists(path)) {
    return(NULL)
  }
  read_table(path, memory_block_columns) |>
    as_addresses(c("start", "end", "page")) |>
    as_numbers(c("pass", "node", "removable"), path)
}

read_functions <- function(path) {
  if (!file.exists(path)) {
    return(NULL)
  }
  read_table(path, function_columns) |>
    as_numbers(c("block", "calls", "insns", "iterations"), path)
}

read_memory <- function(path) {
  if (!file.exists(path)) {
    return(NULL)
  }
  memory <- read_table(path, memory_columns) |>
    as_addresses(c("start", "end")) |>
    as_numbers(c("node", "hotpluggable"), path)
  data.table::setorder(memory, topology, start)[]
}
