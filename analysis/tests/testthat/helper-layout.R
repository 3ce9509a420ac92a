# SPDX-License-Identifier: GPL-2.0-only
# A made-up run with a layout control: the samples of the first arm once more,
# after `change`.
write_layout_run <- function(change, arms = c("unpatched", "patched+movable_node"),
                             topologies = c("numa2", "numa4-hole"), mappings = "4K", ...) {
  dir <- write_synthetic_run(
    tempfile("run-"), arms = arms, topologies = topologies, mappings = mappings, ...
  )
  control <- paste0(arms[1], "#layout")
  edit_table(dir, "samples.csv", function(table) {
    mine <- copy(table)[arm == arms[1]]
    mine[, run_id := sub(arms[1], control, run_id, fixed = TRUE)]
    mine[, c("arm", "cell") := .(control, sub(arms[1], control, cell, fixed = TRUE))]
    rbind(table, change(mine))
  })
  info <- jsonlite::read_json(file.path(dir, "run.json"))
  entry <- info$arms[[1]]
  entry[c("name", "layout")] <- list(control, TRUE)
  mine <- grep(paste0("^", arms[1], "/"), unlist(info$cells), value = TRUE)
  info$arms <- c(info$arms, list(entry))
  info$cells <- c(info$cells, as.list(sub(arms[1], control, mine, fixed = TRUE)))
  jsonlite::write_json(info, file.path(dir, "run.json"), auto_unbox = TRUE, digits = NA)
  dir
}

layout_run <- function(change, ...) read_run(write_layout_run(change, ...))

# The same for the run of helper-penalty.R.
penalty_layout_run <- function(change) {
  run <- penalty_run()
  control <- copy(run$samples[arm == penalty_arms[1]])
  run["layout"] <- list(change(control[, arm := factor("unpatched#layout")]))
  run["moves"] <- list(layout_moves(run))
  run
}

# Values of a metric times a factor, in one topology or all.
scale_metric <- function(name, factor, where = NULL) function(rows) {
  rows[
    metric == name & (is.null(where) | topology %in% where),
    value := sprintf("%.0f", as.numeric(value) * factor)
  ][]
}
