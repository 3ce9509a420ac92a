# SPDX-License-Identifier: GPL-2.0-only
# A folder in which synthetic runs are compared. `edit` changes what compare.json has
# of each run, `change` the folder of each.
write_compared <- function(runs = list(list(), list()), asked = list(NULL, NULL),
                           change = function(dir, index) NULL, edit = identity) {
  dir <- tempfile("compared-")
  dir.create(dir)
  entries <- lapply(seq_along(runs), function(i) {
    own <- do.call(write_synthetic_run, c(list(file.path(dir, i)), compared_cells(runs[[i]])))
    file.copy(file.path(own, "metrics.csv"), file.path(own, "metrics-then.csv"))
    name_cells(own)
    change(own, i)
    list(word = paste0("night@", i), folder = paste0("out/night/", i), arm = asked[[i]],
      sealed = TRUE, guests = list())
  })
  jsonlite::write_json(
    edit(list(schema = 1, version = "0.1", stamp = "now", argv = list("compare"), runs = entries)),
    file.path(dir, "compare.json"), auto_unbox = TRUE, null = "null"
  )
  dir
}

compared_cells <- function(cells) {
  utils::modifyList(
    list(arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K"), cells
  )
}

edit_info <- function(dir, change) {
  path <- file.path(dir, "run.json")
  info <- jsonlite::read_json(path)
  jsonlite::write_json(change(info), path, auto_unbox = TRUE, null = "null", digits = NA)
}

# Cells as run.json really has them.
name_cells <- function(dir) {
  samples <- fread(file.path(dir, "samples.csv"), colClasses = "character")
  cells <- unique(samples[, .(run_id, cell, block, arm, topology, mapping, workload)])
  cells[, command_line := paste0("console=ttyS0", ifelse(
    grepl("+", arm, fixed = TRUE), sub("^[^+]*[+]", " ", arm), ""
  ))]
  edit_info(dir, function(info) {
    info$cells <- lapply(seq_len(nrow(cells)), function(i) as.list(cells[i]))
    info
  })
}
