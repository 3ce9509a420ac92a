# SPDX-License-Identifier: GPL-2.0-only
# run.json: the plan, the arms and the machine that a run was made with.

read_info <- function(path) {
  if (!file.exists(path)) refuse("%s is missing.", path)
  tryCatch(
    jsonlite::read_json(path),
    error = function(e) refuse("%s is not valid JSON.", path)
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
  topologies <- info_field(info, "topologies", default = list())
  vapply(topologies, function(topology) topology$name, "")
}

`%||%` <- function(x, y) if (is.null(x)) y else x
