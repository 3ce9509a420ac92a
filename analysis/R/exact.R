# SPDX-License-Identifier: GPL-2.0-only
# Exact metrics: one value per cell, compared digit by digit.

# An absent row of these units means none was there; of others, not measured.
countable_units <- c("bytes", "pages", "count")

# What the guest maps when init runs has the image's own parts and, with
# debug_pagealloc, the pages that are free: it differs between builds of one code.
# The frames of the direct map do not.
depends_on_build <- function(metric, item) {
  is_of_tables(metric) & startsWith(item, "run_init_process") & item != "run_init_process.frames"
}

# One row per topology, mapping, metric, item, node and arm.
exact_values <- function(run) {
  run$samples[class == "exact" & role != "completed" & end_state == "completed",
    .(value = value[1]), by = .(topology, mapping, workload, metric, role, item, node, unit, arm)]
}

# Why two values are judged as they are: they are "equal", their difference is
# below the metric's smallest effect ("minimum") or not larger than what layout
# alone does ("layout"), it is an "effect", or a value is "missing".
exact_reason <- function(baseline, candidate, min_effect, in_layout = FALSE) {
  size <- abs(candidate - baseline) / abs(baseline)
  reason <- ifelse(in_layout, "layout", "effect")
  reason <- ifelse(size < min_effect, "minimum", reason)
  reason <- ifelse(baseline == candidate, "equal", reason)
  ifelse(is.na(baseline) | is.na(candidate), "missing", reason)
}

# better, worse, same; "differs" where the metric has no better direction;
# "invalid" where one side was not measured.
exact_verdict <- function(baseline, candidate, direction, min_effect, in_layout = FALSE) {
  reason <- exact_reason(baseline, candidate, min_effect, in_layout)
  direction <- rep_len(direction, length(reason))
  falls <- candidate < baseline
  verdict <- ifelse(direction == "none", "differs",
    ifelse(falls == (direction == "less"), "better", "worse"))
  ifelse(reason == "effect", verdict, ifelse(reason == "missing", "invalid", "same"))
}

# Arms that completed a run of each workload.
measured_arms <- function(run) {
  unique(run$samples[role == "completed" & value == 1, .(topology, mapping, workload, arm)])
}

# Who is compared with whom, unless it is said otherwise: every arm with the first.
against_baseline <- function(arms) {
  data.table::data.table(reference = rep(arms[1], length(arms[-1])), arm = arms[-1])
}

# Every value of every arm that is in a pair; what a measured arm does not list
# was not there.
fill_values <- function(run, values, arms) {
  rows <- unique(values[, .(topology, mapping, workload, metric, item, node, unit)])
  grid <- rows[, .(arm = factor(arms, run$arms)), by = names(rows)]
  grid <- values[grid, on = c(names(rows), "arm")]
  grid[measured_arms(run), measured := TRUE, on = c("topology", "mapping", "workload", "arm")]
  grid[
    is.na(value) & measured & unit %in% countable_units & (nzchar(item) | !is.na(node)), value := 0
  ]
  grid[, measured := NULL][]
}

# Every exact metric of each pair's arm against its reference: topology, mapping,
# workload, metric, item, node, unit, arm, baseline and candidate (the values of
# reference and arm), difference, change (relative), layout (the largest change by
# layout alone, NA where unknown), verdict, reason.
compare_exact <- function(run, values = exact_values(run),
                          pairs = run$pairs %||% against_baseline(run$arms)) {
  if (!nrow(values) || !nrow(pairs)) {
    return(values[0, .(topology, mapping, workload, metric, role, item, node, unit, arm,
      baseline = value, candidate = value, difference = value, change = value, direction = unit,
      min_effect = value, show = unit, title = unit, layout = value, most = value,
      sum_layout = value, sum_most = value, verdict = unit, reason = unit)])
  }
  grid <- fill_values(run, values, unique(c(pairs$reference, pairs$arm)))
  pairs <- pairs[, .(arm = factor(arm, run$arms), reference = factor(reference, run$arms))]
  table <- grid[pairs, on = "arm", allow.cartesian = TRUE]
  keys <- c("topology", "mapping", "workload", "metric", "item", "node", "unit")
  table[grid, baseline := i.value, on = c(keys, reference = "arm")]
  data.table::setnames(table, "value", "candidate")
  add_limits(table, run$moves)
  declare_metrics(table, run$metrics)
  order_comparison(judge_exact(table), run)
}

# Without the rows of cells that one of the two did not complete: there is nothing
# to compare. verdicts.csv has them, as invalid.
completed_rows <- function(table, run) {
  if (nrow(table)) table[completed_cells(run, table)] else table
}

judge_exact <- function(table) {
  table[, difference := candidate - baseline]
  table[
    , change := ifelse(baseline == 0, ifelse(candidate == 0, 0, NA), difference / abs(baseline))
  ]
  in_layout <- table[, within_layout(baseline, candidate, unit, layout, most)]
  table[, verdict := exact_verdict(baseline, candidate, direction, min_effect, in_layout)]
  table[, reason := exact_reason(baseline, candidate, min_effect, in_layout)][]
}

# Metrics in the order metrics.csv lists them, so tables need no other order.
order_comparison <- function(table, run) {
  items <- unique(run$samples[, .(metric, item)])
  rank <- match(paste(table$metric, table$item), paste(items$metric, items$item))
  place <- match(table$metric, run$metrics$metric)
  name_workloads(table)
  names <- unique(table$metric[order(place, table$workload)])
  table[, metric := factor(metric, names)]
  table[order(topology, mapping, metric, rank, node, arm)]
}

# A metric that several workloads measure begins with the workload's name, so
# that hotremove-loaded's bytes are not added to hotremove's.
name_workloads <- function(table) {
  shared <- table[, data.table::uniqueN(workload), by = metric][V1 > 1]$metric
  table[metric %in% shared, metric := paste0(workload, sub("^[^.]*", "", metric))][]
}

# Items summed over nodes, for tables too small for every node.
sum_nodes <- function(comparison) {
  keys <- c("topology", "mapping", "metric", "item", "unit", "arm", declared)
  judge_exact(comparison[, .(
    baseline = sum(baseline), candidate = sum(candidate), layout = sum_layout[1],
    most = sum_most[1]
  ), by = keys])
}
