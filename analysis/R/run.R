# SPDX-License-Identifier: GPL-2.0-only
# A run of a plan: one folder with samples.csv, metrics.csv, run.json and, when
# the plan measures them, placements.csv, memory-blocks.csv, functions.csv and memory.csv
# (docs/samples.md).

mapping_levels <- c("1G", "2M", "4K")

sample_columns <- c(
  "plan", "run_id", "block", "cell", "kernel", "arm", "topology", "engine",
  "workload", "iteration", "metric", "item", "node", "value", "unit", "class",
  "end_state", "mapping"
)
placement_columns <- c(
  "run_id", "block", "arm", "kernel", "topology", "mapping", "sequence",
  "start", "end", "bytes", "node", "hotpluggable", "class", "caller",
  "before_srat", "released"
)
memory_block_columns <- c(
  "run_id", "pass", "arm", "kernel", "topology", "mapping", "node", "start",
  "end", "removable", "owner", "page"
)
function_columns <- c(
  "run_id", "block", "arm", "kernel", "topology", "mapping", "function",
  "calls", "insns", "iterations"
)
memory_columns <- c("topology", "node", "start", "end", "hotpluggable")

# Read one CSV as text and check its columns; typed later, column by column.
read_table <- function(path, columns) {
  if (!file.exists(path)) {
    stop(sprintf("%s is missing.", path), call. = FALSE)
  }
  if (file.size(path) == 0) {
    stop(sprintf("%s is empty.", path), call. = FALSE)
  }
  table <- withCallingHandlers(
    data.table::fread(path, sep = ",", header = TRUE, colClasses = "character",
      na.strings = NULL, showProgress = FALSE),
    warning = function(w) {
      stop(sprintf("%s is not a well-formed table: %s", path, conditionMessage(w)), call. = FALSE)
    }
  )
  absent <- setdiff(columns, names(table))
  if (length(absent)) {
    head <- strsplit(readLines(path, 1, warn = FALSE), ",", fixed = TRUE)[[1]]
    if (absent[1] %in% head) {
      stop(sprintf("%s: the rows do not have the %d fields of the header.", path, length(head)), call. = FALSE)
    }
    stop(sprintf("%s has no column \"%s\".", path, absent[1]), call. = FALSE)
  }
  table[, ..columns]
}

# Turn columns into numbers; the first value that is not one is named.
as_numbers <- function(table, columns, path, empty = FALSE) {
  for (column in columns) {
    text <- table[[column]]
    value <- suppressWarnings(as.numeric(text))
    bad <- which(!is.finite(value) & !(empty & !nzchar(text)))
    if (length(bad)) {
      stop(sprintf("%s:%d: \"%s\" in column \"%s\" is not a number.",
        path, bad[1] + 1L, text[bad[1]], column), call. = FALSE)
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
  read_table(path, placement_columns) |>
    as_addresses(c("start", "end")) |>
    as_numbers(c("block", "sequence", "bytes", "hotpluggable", "before_srat", "released"), path) |>
    as_numbers("node", path, empty = TRUE)
}

read_blocks <- function(path) {
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

read_info <- function(path) {
  if (!file.exists(path)) {
    stop(sprintf("%s is missing.", path), call. = FALSE)
  }
  tryCatch(
    jsonlite::read_json(path),
    error = function(e) stop(sprintf("%s is not valid JSON.", path), call. = FALSE)
  )
}

# A value deep in run.json, or `default` where a step of the path is absent.
info_field <- function(info, ..., default = "unknown") {
  for (step in list(...)) {
    if (!is.list(info) || is.null(info[[step]])) {
      return(default)
    }
    info <- info[[step]]
  }
  if (is.list(info) && !length(info)) default else info
}

info_arms <- function(info) {
  arms <- vapply(info_field(info, "arms", default = list()), function(arm) arm$name, "")
  if (!length(arms)) stop("run.json names no arms.", call. = FALSE)
  arms
}

# Cell names of the plan; run.json may hold plain names or objects with one.
info_cells <- function(info) {
  cells <- info_field(info, "cells", default = list())
  vapply(cells, function(cell) {
    if (is.character(cell)) {
      return(cell[[1]])
    }
    cell$cell %||% paste(cell$arm, cell$topology, cell$mapping, cell$workload, sep = "/")
  }, "")
}

info_topologies <- function(info) {
  vapply(info_field(info, "topologies", default = list()), function(topology) topology$name, "")
}

`%||%` <- function(x, y) if (is.null(x)) y else x

# Read a run and check it. Returns a list: dir, info, arms (baseline first),
# letters, samples, metrics, placements, blocks, functions,
# memory. Anything wrong stops with one sentence.
read_run <- function(dir) {
  if (!dir.exists(dir)) {
    stop(sprintf("%s is not a folder.", dir), call. = FALSE)
  }
  info <- read_info(file.path(dir, "run.json"))
  run <- list(
    dir = dir,
    info = info,
    arms = info_arms(info),
    letters = arm_letters(info_arms(info)),
    samples = read_samples(file.path(dir, "samples.csv")),
    metrics = read_metrics(file.path(dir, "metrics.csv")),
    placements = read_placements(file.path(dir, "placements.csv")),
    blocks = read_blocks(file.path(dir, "memory-blocks.csv")),
    functions = read_functions(file.path(dir, "functions.csv")),
    memory = read_memory(file.path(dir, "memory.csv"))
  )
  with_roles(run$samples, run$metrics)
  check_samples(run$samples, run$metrics, info_cells(info), run$arms, run$blocks)
  order_run(run)
}

# Arms, mappings and topologies become factors in the plan's order, so that
# tables and figures agree on it.
order_run <- function(run) {
  topologies <- intersect(union(info_topologies(run$info), run$samples$topology), run$samples$topology)
  ordered <- function(table) {
    if (is.null(table)) {
      return(NULL)
    }
    table <- data.table::copy(table)
    if ("arm" %in% names(table)) table[, arm := factor(arm, run$arms)]
    if ("mapping" %in% names(table)) {
      table[, mapping := factor(mapping, union(mapping_levels, unique(run$samples$mapping)))]
    }
    table <- table[topology %in% topologies]
    table[, topology := factor(topology, topologies)][]
  }
  for (part in c("samples", "placements", "blocks", "functions", "memory")) run[part] <- list(ordered(run[[part]]))
  run
}

# Whether early reservations were recorded.
has_placements <- function(run) !is.null(run$placements) && nrow(run$placements) > 0

# Keep some arms only, with their letters; the first becomes the baseline.
keep_arms <- function(run, wanted) {
  keep <- function(table) {
    if (is.null(table)) NULL else table[as.character(arm) %in% wanted][, arm := factor(as.character(arm), wanted)][]
  }
  run$samples <- keep(run$samples)
  for (part in c("placements", "blocks", "functions")) run[part] <- list(keep(run[[part]]))
  run$info$arms <- run$info$arms[match(wanted, info_arms(run$info))]
  run$letters <- run$letters[wanted]
  run$arms <- wanted
  run
}

# Two arms of a run, by name.
select_arms <- function(run, baseline, candidate) {
  absent <- setdiff(c(baseline, candidate), run$arms)
  if (length(absent)) {
    stop(sprintf("arm \"%s\" is not in this run; it has %s.", absent[1], join_words(run$arms)), call. = FALSE)
  }
  if (baseline == candidate) {
    stop(sprintf("an arm cannot be compared with itself (\"%s\").", baseline), call. = FALSE)
  }
  run <- keep_arms(run, c(baseline, candidate))
  run$letters <- arm_letters(run$arms)
  run
}

# One row per run: what it was and how it ended.
run_states <- function(run) {
  run$samples[role == "completed",
    .(run_id, metric, cell, block, arm, topology, mapping, workload, engine, end_state, value)]
}

failed_runs <- function(run) {
  run_states(run)[end_state != "completed"]
}

# "23 completed, 1 timeout", completed first.
count_end_states <- function(run) {
  counts <- run_states(run)[, .N, by = end_state][order(end_state != "completed", -N)]
  paste(counts$N, counts$end_state, collapse = ", ")
}

# The mapping with the smallest pages, where page tables are largest.
smallest_mapping <- function(run) {
  present <- unique(run$samples$mapping)
  as.character(present[which.max(as.integer(present))])
}
