# SPDX-License-Identifier: GPL-2.0-only
# Exact metrics: one value per cell, compared digit by digit.

# An absent row of these units means none was there; of others, not measured.
countable_units <- c("bytes", "pages", "count")

# One row per topology, mapping, metric, item, node and arm.
exact_values <- function(run) {
  run$samples[class == "exact" & metric != "run.completed" & end_state == "completed",
    .(value = value[1]), by = .(topology, mapping, workload, metric, item, node, unit, arm)]
}

# better, worse, same; "differs" where the metric has no better direction;
# "invalid" where one side was not measured.
exact_verdict <- function(baseline, candidate, direction, min_effect) {
  direction <- rep_len(direction, max(length(baseline), length(candidate)))
  change <- (candidate - baseline) / abs(baseline)
  size <- ifelse(baseline == 0, Inf, abs(change))
  falls <- candidate < baseline
  verdict <- ifelse(direction == "none", "differs",
    ifelse(falls == (direction == "less"), "better", "worse"))
  verdict <- ifelse(baseline == candidate | size < min_effect, "same", verdict)
  ifelse(is.na(baseline) | is.na(candidate), "invalid", verdict)
}

# Arms that completed a run of each workload.
measured_arms <- function(run) {
  unique(run$samples[metric == "run.completed" & value == 1, .(topology, mapping, workload, arm)])
}

# Every exact metric of every candidate against the baseline:
# topology, mapping, metric, item, node, unit, arm (the candidate), baseline,
# candidate, difference, change (relative), verdict.
compare_exact <- function(run, values = exact_values(run)) {
  if (!nrow(values)) {
    return(values[, .(topology, mapping, workload, metric, item, node, unit, arm,
      baseline = value, candidate = value, difference = value, change = value, verdict = character())])
  }
  rows <- unique(values[, .(topology, mapping, workload, metric, item, node, unit)])
  grid <- rows[, .(arm = factor(run$arms, run$arms)), by = names(rows)]
  grid <- values[grid, on = c(names(rows), "arm")]
  grid[measured_arms(run), measured := TRUE, on = c("topology", "mapping", "workload", "arm")]
  grid[is.na(value) & measured & unit %in% countable_units & (nzchar(item) | !is.na(node)), value := 0]
  base <- grid[arm == run$arms[1], c(names(rows), "value"), with = FALSE]
  table <- base[grid[arm != run$arms[1]], on = names(rows)]
  data.table::setnames(table, c("value", "i.value"), c("baseline", "candidate"))
  table[run$metrics, c("direction", "min_effect") := .(i.direction, i.min_effect), on = "metric"]
  table[is.na(min_effect), min_effect := 0]
  table[, difference := candidate - baseline]
  table[, change := ifelse(baseline == 0, ifelse(candidate == 0, 0, NA), difference / abs(baseline))]
  table[, verdict := exact_verdict(baseline, candidate, direction, min_effect)]
  table[, measured := NULL]
  order_comparison(table, run)
}

# Metrics in the order metrics.csv lists them, so tables need no other order.
order_comparison <- function(table, run) {
  table[, metric := factor(metric, intersect(run$metrics$metric, unique(metric)))]
  items <- unique(run$samples[, .(metric, item)])
  rank <- match(paste(table$metric, table$item), paste(items$metric, items$item))
  table[order(topology, mapping, metric, rank, node, arm)]
}

# Items summed over nodes, for tables too small for every node.
sum_nodes <- function(comparison) {
  keys <- c("topology", "mapping", "metric", "item", "unit", "arm", "direction", "min_effect")
  table <- comparison[, .(baseline = sum(baseline), candidate = sum(candidate)), by = keys]
  table[, difference := candidate - baseline]
  table[, change := ifelse(baseline == 0, ifelse(candidate == 0, 0, NA), difference / abs(baseline))]
  table[, verdict := exact_verdict(baseline, candidate, direction, min_effect)][]
}
