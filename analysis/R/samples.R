# SPDX-License-Identifier: GPL-2.0-only
# Checks on samples. Each stops with one sentence that names what is wrong.

sample_classes <- c("exact", "noisy")
end_states <- c(
  "completed", "guest-failed", "guest-panic", "timeout", "flooded", "qemu-died", "qemu-killed",
  "skipped"
)

# "placement.bytes page-table node 1"
label_metric <- function(metric, item = "", node = NA) {
  paste0(
    metric, ifelse(nzchar(item), paste0(" ", item), ""),
    ifelse(is.na(node), "", paste(" node", node))
  )
}

refuse <- function(format, ...) {
  stop(sprintf(format, ...), call. = FALSE)
}

check_samples <- function(samples, metrics, cells = character(), arms = unique(samples$arm),
                          memory_blocks = NULL, layout = character()) {
  if (!nrow(samples)) refuse("samples.csv holds no samples.")
  check_words(samples, arms)
  check_cells(samples, cells, metrics[role == "completed", metric])
  check_metrics(samples, metrics)
  check_units(samples, metrics)
  check_keys(samples)
  check_exact(samples)
  check_memory_blocks(samples[!arm %in% layout], memory_blocks)
  invisible(samples)
}

check_words <- function(samples, arms) {
  stray <- setdiff(samples$arm, arms)
  if (length(stray)) refuse("arm \"%s\" has samples but is not in run.json.", stray[1])
  stray <- setdiff(samples$class, sample_classes)
  if (length(stray)) refuse("\"%s\" is not a class of metric.", stray[1])
  stray <- setdiff(samples$end_state, end_states)
  if (length(stray)) refuse("\"%s\" is not an end state.", stray[1])
}

check_cells <- function(samples, cells, flag) {
  cells <- unique(cells)
  absent <- setdiff(cells, samples$cell)
  if (length(absent)) {
    refuse(
      "cell %s has no run (%d of %d cells are missing).", absent[1], length(absent), length(cells)
    )
  }
  stray <- if (length(cells)) setdiff(samples$cell, cells)
  if (length(stray)) refuse("cell %s has samples but is not in run.json.", stray[1])
  runs <- samples[, .(
    state = sum(role == "completed"),
    rows = .N - sum(role == "completed"),
    done = any(role == "completed" & value == 1)
  ), by = run_id]
  bad <- runs[state != 1]
  if (nrow(bad)) refuse("run %s has %d rows of %s, expected 1.", bad$run_id[1], bad$state[1], flag)
  bad <- runs[done & rows == 0]
  if (nrow(bad)) refuse("run %s completed but has no samples.", bad$run_id[1])
  bad <- runs[!done & rows > 0]
  if (nrow(bad)) refuse("run %s did not complete but has samples.", bad$run_id[1])
}

check_units <- function(samples, metrics) {
  units <- samples[
    , .(units = paste(sort(unique(unit)), collapse = " and "), n = data.table::uniqueN(unit)),
    by = metric
  ]
  mixed <- units[n > 1]
  if (nrow(mixed)) refuse("metric %s mixes units: %s.", mixed$metric[1], mixed$units[1])
  stated <- metrics$unit[match(units$metric, metrics$metric)]
  bad <- which(units$units != stated)
  if (length(bad)) {
    refuse(
      "metric %s is in %s, but metrics.csv says %s.", units$metric[bad[1]], units$units[bad[1]],
      stated[bad[1]]
    )
  }
  classes <- unique(samples[, .(metric, engine, class)])
  twice <- classes[duplicated(classes[, .(metric, engine)])]
  if (nrow(twice)) refuse("metric %s is both exact and noisy.", twice$metric[1])
}

check_keys <- function(samples) {
  key <- c("run_id", "iteration", "metric", "item", "node")
  twice <- samples[duplicated(samples, by = key)]
  if (nrow(twice)) {
    refuse("run %s holds %s twice.", twice$run_id[1], twice[1, label_metric(metric, item, node)])
  }
}

# Exact metrics must not vary within a cell, nor appear in only some runs of it.
check_exact <- function(samples) {
  exact <- samples[class == "exact" & end_state == "completed"]
  spread <- exact[, .(low = min(value), high = max(value), runs = data.table::uniqueN(run_id)),
    by = .(cell, metric, item, node)]
  bad <- spread[low != high]
  if (nrow(bad)) {
    refuse(
      "exact metric %s varies in cell %s: from %s to %s.", bad[1, label_metric(metric, item, node)],
      bad$cell[1], format_count(bad$low[1]), format_count(bad$high[1])
    )
  }
  runs <- exact[, .(all = data.table::uniqueN(run_id)), by = cell]
  spread[runs, all := i.all, on = "cell"]
  bad <- spread[runs != all]
  if (nrow(bad)) {
    refuse(
      "exact metric %s is in %d of %d runs of cell %s.", bad[1, label_metric(metric, item, node)],
      bad$runs[1], bad$all[1], bad$cell[1]
    )
  }
}

# The memory blocks of a completed run add up to its samples, node by node.
check_memory_blocks <- function(samples, memory_blocks) {
  tried <- memory_blocks %||% data.table::data.table(
    run_id = "", node = 0, start = 0, end = 0, removable = 0
  )[0]
  stray <- setdiff(tried$run_id, samples$run_id)
  if (length(stray)) refuse("run %s is in memory-blocks.csv but has no samples.", stray[1])
  odd <- tried[!removable %in% 0:1 | end < start]
  if (nrow(odd)) {
    refuse(
      paste(
        "run %s: the memory block at %s must end behind its start and be removable or not,",
        "1 or 0."
      ),
      odd$run_id[1], format_address(odd$start[1])
    )
  }
  check_memory_block_sums(samples, tried, "hotpluggable")
  check_memory_block_sums(samples, tried[removable == 1], "removable")
}

check_memory_block_sums <- function(samples, tried, what) {
  sums <- samples[
    role == paste0(what, "-bytes") & end_state == "completed", .(run_id, node, value)
  ]
  found <- tried[, .(bytes = sum(end - start + 1)), by = .(run_id, node)]
  sums[, bytes := 0][found, bytes := i.bytes, on = c("run_id", "node")]
  bad <- sums[bytes != value]
  if (nrow(bad)) {
    refuse(
      "run %s has %s %s bytes on node %s, but memory-blocks.csv says %s.", bad$run_id[1],
      format_count(bad$value[1]), what, bad$node[1], format_count(bad$bytes[1])
    )
  }
}
