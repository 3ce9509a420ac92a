# SPDX-License-Identifier: GPL-2.0-only
# What the mmu predicts of numa-latency's walk (numaboot predict) against what
# numa-latency measured of the same one: ns of a step with each page size, and
# what pages of 4 KiB add to it.

prediction_columns <- c(
  "kind", "page_bytes", "bytes", "stride", "steps", "walks", "references_first",
  "references_second", "references_third", "references_memory",
  "lines_first", "lines_second", "lines_third", "lines_memory", "ns"
)

# list(facts, rows): one row per page size, with step_ns.
read_prediction <- function(path) {
  if (!file.exists(path)) refuse("%s is missing.", path)
  lines <- readLines(path, warn = FALSE)
  is_fact <- startsWith(lines, "#")
  facts <- latency_facts(lines[is_fact])
  if (!identical(facts$predicted, "yes")) {
    refuse(
      "%s: found no line \"# predicted: yes\", expected what numaboot predict prints.", path
    )
  }
  rows <- csv_rows(lines, which(!is_fact), path, prediction_columns)
  rows <- csv_numbers(rows, setdiff(prediction_columns, "kind"), path)
  check_prediction(rows, path)
  list(facts = facts, rows = rows[, step_ns := ns / steps][])
}

check_prediction <- function(rows, path) {
  check_rows(rows, path, rows$kind == "latency", "a walk's latency")
  check_rows(rows, path, rows$ns > 0 & rows$steps > 0, "steps and their time")
  check_rows(
    rows, path, rows$steps == rows$bytes %/% rows$stride, "a step for every stride of the memory"
  )
  check_rows(
    rows, path,
    rows$lines_first + rows$lines_second + rows$lines_third + rows$lines_memory >= rows$steps,
    "a line for each step"
  )
  check_rows(rows, path, !duplicated(rows$page_bytes), "each page size once")
}

# Both sides must have walked the same.
check_same_walk <- function(prediction, latency) {
  walk <- function(rows) join_words(unique(
    rows[, sprintf("%s in strides of %.0f", format_bytes(bytes), stride)]
  ))
  predicted <- walk(prediction$rows)
  measured <- walk(idle_walks(latency))
  if (predicted != measured) {
    refuse(
      "found a prediction for %s, expected one for the %s that were measured.", predicted, measured
    )
  }
}

# Of each node's CPU and its own memory, since the mmu knows one memory: what
# ("4 KiB", "2 MiB", "4 KiB - 2 MiB"), predicted, the median with its interval,
# and error, predicted / measured - 1, with that of the interval.
predicted_table <- function(prediction, latency) {
  check_same_walk(prediction, latency)
  small <- prediction$rows[page_bytes == small_page, step_ns]
  huge <- prediction$rows[page_bytes == huge_page, step_ns]
  idle <- latency_matrix(latency)[cpu_node == memory_node]
  table <- rbind(
    if (length(small)) {
      cbind(what = "4 KiB", predicted = small, idle[page_bytes == small_page, !"page_bytes"])
    },
    if (length(huge)) {
      cbind(what = "2 MiB", predicted = huge, idle[page_bytes == huge_page, !"page_bytes"])
    },
    if (length(small) && length(huge)) {
      cbind(
        what = "4 KiB - 2 MiB", predicted = small - huge,
        walk_costs(latency)[cpu_node == memory_node]
      )
    }
  )
  if (is.null(table) || !nrow(table)) {
    refuse("found no page size that was both predicted and measured of a node's own memory.")
  }
  table[
    ,
    c("error", "error_low", "error_high") := .(
      error_of(predicted, estimate), error_of(predicted, high), error_of(predicted, low)
    )
  ]
  data.table::setorder(table, cpu_node)[]
}

# Nothing can be said of an error against a time that may be 0 or less.
error_of <- function(predicted, measured) ifelse(measured > 0, predicted / measured - 1, NA)

# What makes a measured walk another one than the mmu's. The sizes of a
# hypervisor's pages are an assumption: a guest cannot see them.
prediction_notes <- function(prediction, latency) {
  above <- latency$facts$hypervisor
  nested <- prediction$facts$nested %||% "no"
  c(
    latency_notes(latency),
    if (!is.null(above) && above != "none" && nested == "no") {
      sprintf(
        paste(
          "The host is a guest (%s): its walks read the hypervisor's tables, too, which this",
          "prediction leaves out (--nested)."
        ),
        above
      )
    },
    if (nested != "no") sprintf("Assumed: a hypervisor maps the host with pages of %s.", nested),
    if (identical(prediction$facts$scattered, "yes")) {
      "Assumed: pages of 4 KiB do not lie together in physical memory."
    }
  )
}

text_prediction <- function(prediction, latency) {
  table <- predicted_table(prediction, latency)
  error <- function(x) ifelse(is.na(x), "unknown", sprintf("%+.1f%%", 100 * x))
  shown <- table[, .(
    "CPU and memory node" = cpu_node, pages = what, predicted = sprintf("%.1f", predicted),
    "measured [95 % interval]" = tell_interval(table),
    "error [95 % interval]" = ifelse(
      is.na(low), error(error),
      sprintf("%s [%s, %s]", error(error), error(error_low), error(error_high))
    ),
    blocks
  )]
  c(
    if (!is.null(latency$facts$fixture)) c("MADE-UP ROWS, NOT A MEASUREMENT", ""),
    sprintf(
      "Predicted by the model of %s, measured on %s, Linux %s",
      prediction$facts$model %||% "an unnamed CPU", latency$facts$cpu, latency$facts$kernel
    ),
    sprintf(
      "%s per walk, stride %s: ns per read, idle, of a node's own memory",
      format_bytes(prediction$rows$bytes[1]), prediction$rows$stride[1]
    ),
    prediction_notes(prediction, latency), "", paste0("  ", format_columns(shown, "rlrrrr"))
  )
}
