# SPDX-License-Identifier: GPL-2.0-only
# The layout control: the baseline booted once more in each cell with another
# padding of its command line. Nothing of the kernel changes, so what it does to
# a metric is what layout alone can do.

# Its name in run.json; none in runs without it.
layout_arm <- function(info) {
  arms <- Filter(function(arm) isTRUE(arm$layout), info_field(info, "arms", default = list()))
  vapply(arms, function(arm) arm$name, "")
}

# No table, letter or cell of a run is the control's: its samples are apart.
take_layout_out <- function(run) {
  name <- layout_arm(run$info)
  run["layout"] <- list(if (length(name)) run$samples[arm %in% name])
  for (part in arm_tables) {
    if (!is.null(run[[part]])) run[[part]] <- run[[part]][!arm %in% name]
  }
  other <- function(key) function(entry) !is.list(entry) || !any(entry[[key]] %in% name)
  run$info$arms <- Filter(other("name"), run$info$arms)
  run$info$cells <- Filter(other("arm"), run$info$cells)
  run$letters <- run$letters[setdiff(run$arms, name)]
  run$arms <- setdiff(run$arms, name)
  run
}

# What every exact metric of the baseline is with either padding: topology,
# mapping, workload, metric, item, node, unit, plain, padded. NULL without control.
layout_moves <- function(run) {
  if (is.null(run$layout)) {
    return(NULL)
  }
  arms <- c(run$arms[1], as.character(unique(run$layout$arm)))
  samples <- rbind(run$samples[arm == arms[1]], run$layout)
  samples[, arm := factor(as.character(arm), arms)]
  both <- list(samples = samples, arms = arms)
  values <- fill_values(both, exact_values(both), arms)
  keys <- c("topology", "mapping", "workload", "metric", "item", "node", "unit")
  moves <- values[arm == arms[1], c(keys, "value"), with = FALSE]
  data.table::setnames(moves, "value", "plain")
  moves[values[arm == arms[2]], padded := i.value, on = keys]
  moves[!is.na(plain) & !is.na(padded)]
}
