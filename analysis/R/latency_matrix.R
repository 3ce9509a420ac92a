# SPDX-License-Identifier: GPL-2.0-only
# Nanoseconds that a CPU of one node waits for a line in memory of another.
# Three sources, one form: list(name, source, ns), where ns has the columns
# cpu_node, memory_node and ns, and source is the sentence that is printed
# wherever a number made from it is shown; name is short for it.

matrix_columns <- c("cpu_node", "memory_node", "ns")

# Intel's Memory Latency Checker, two-socket Cascade Lake: 81 ns local.
local_ns <- 81

# What was measured by numa-latency, or by others with the same three columns;
# the names of the columns say which.
read_latency_matrix <- function(path, fixture = FALSE) {
  if (!file.exists(path)) refuse("%s is missing.", path)
  lines <- readLines(path, warn = FALSE)
  at <- which(!startsWith(lines, "#"))
  if (!length(at)) refuse("%s: found no rows.", path)
  if (lines[at[1]] == paste(latency_columns, collapse = ",")) {
    return(measured_matrix(read_latency(path, fixture), path))
  }
  written_matrix(lines, at, path, fixture)
}

# A walk fetches single lines at random: that is what an idle read takes when
# pages are so large that its own walks hardly count.
measured_matrix <- function(latency, path) {
  idle <- latency_matrix(latency)[page_bytes == huge_page]
  if (!nrow(idle)) {
    refuse(
      paste(
        "%s: found no idle latency with pages of 2 MiB, expected it: that with smaller ones has",
        "page walks in it."
      ),
      path
    )
  }
  made_up <- if (!is.null(latency$facts$fixture)) "MADE-UP ROWS, NOT A MEASUREMENT: "
  source <- sprintf(
    "%s%s, measured by numa-latency on %s: medians of idle reads, pages of 2 MiB, %s blocks",
    made_up %||% "", basename(path), latency$facts$cpu %||% "an unknown CPU",
    join_words(sort(unique(idle$blocks)))
  )
  list(
    name = basename(path),
    source = paste(c(paste0(source, "."), latency_notes(latency)), collapse = " "),
    ns = idle[, .(cpu_node, memory_node, ns = estimate)]
  )
}

written_matrix <- function(lines, at, path, fixture) {
  facts <- latency_facts(lines[-at])
  if (!fixture && !is.null(facts$fixture)) {
    refuse("%s: found made-up rows, expected measured ones.", path)
  }
  if (is.null(facts$source)) {
    refuse(
      "%s: found no line \"# source: ...\", expected one that says where the times are from.", path
    )
  }
  if (lines[at[1]] != paste(matrix_columns, collapse = ",")) {
    refuse(
      "%s:%d: found \"%s\", expected \"%s\" or the columns of numa-latency.", path, at[1],
      substr(lines[at[1]], 1, 40), paste(matrix_columns, collapse = ",")
    )
  }
  made_up <- if (is.null(facts$fixture)) "" else "MADE-UP ROWS, NOT A MEASUREMENT: "
  list(
    name = basename(path),
    source = sprintf("%s%s: %s", made_up, basename(path), sub("\\.?$", ".", facts$source)),
    ns = matrix_rows(lines, at, path)
  )
}

matrix_rows <- function(lines, at, path) {
  rows <- csv_numbers(csv_rows(lines, at, path, matrix_columns), matrix_columns, path)
  check_rows(rows, path, rows$ns > 0, "a time above 0")
  check_rows(
    rows, path, rows$cpu_node == round(rows$cpu_node) & rows$memory_node == round(rows$memory_node),
    "whole numbers of nodes"
  )
  check_rows(
    rows, path, !duplicated(rows[, .(cpu_node, memory_node)]), "each CPU node and memory node once"
  )
  rows[, ..matrix_columns]
}

# Without measured times: those of the topologies' distances, of which 10 is local.
distance_source <- sprintf(
  paste(
    "the distances of the emulated topology, %d ns for 10: measured nowhere. (A two-socket Cascade",
    "Lake reads %d ns local, 141 ns remote with Intel's Memory Latency Checker.)"
  ),
  local_ns, local_ns
)

distance_latency <- function(values) {
  unique(
    values[
      role == "node-distance",
      .(
        topology, cpu_node = as.numeric(sub("^node", "", item)), memory_node = node,
        ns = local_ns * value / 10
      )
    ]
  )
}

# The source's sentence, and one for each topology that the source lacks nodes of.
latency_source <- function(run) if (is.null(run$latency)) distance_source else run$latency$source

# One row per topology, node with CPUs and node with memory: cpus, ns. A
# topology of which a pair is not in the source has none: nothing is guessed.
topology_latency <- function(run, values) {
  cpus <- unique(
    values[role == "node-cpus" & value > 0, .(topology, cpu_node = node, cpus = value)]
  )
  memory <- unique(run$memory[, .(topology, memory_node = node)])
  pairs <- memory[cpus, on = "topology", allow.cartesian = TRUE]
  known <- if (is.null(run$latency)) distance_latency(values) else run$latency$ns
  pairs <- known[pairs, on = intersect(c("topology", "cpu_node", "memory_node"), names(known))]
  pairs[, lacking := anyNA(ns), by = topology]
  pairs[, absent := is.na(ns)][lacking == TRUE, ns := NA][, lacking := NULL]
  data.table::setorder(pairs, topology, cpu_node, memory_node)[]
}

tell_latency_gaps <- function(latency) {
  gaps <- latency[
    ,
    .(absent = sum(absent), pairs = .N, cpu = cpu_node[absent][1], memory = memory_node[absent][1]),
    by = topology
  ][absent > 0]
  if (nrow(gaps)) {
    gaps[, sprintf(
      paste(
        "The latencies lack %d of %d pairs of %s, first CPU node %.0f with memory node %.0f: no",
        "times are made up for this topology."
      ),
      absent, pairs, topology, cpu, memory
    )]
  }
}
