# SPDX-License-Identifier: GPL-2.0-only
# What a metric is, from metrics.csv: the declarations of the workloads. Nothing
# else in this folder knows a metric by its name.

metric_columns <- c(
  "metric", "unit", "class", "direction", "min_effect", "show", "role", "title", "description"
)

read_metrics <- function(path) {
  if (file.exists(path)) check_age(path)
  read_table(path, metric_columns) |> as_numbers("min_effect", path, empty = TRUE)
}

# Runs of an older numaboot have the evidence from which the table is made again.
check_age <- function(path) {
  head <- read_head(path)
  if ("metric" %in% head && !all(c("show", "role", "title") %in% head)) {
    refuse("%s is of an older numaboot: `numaboot samples %s` makes it again.", path, dirname(path))
  }
}

# The role of each row's metric beside it: `role == "tables"` says which rows a
# computation takes.
with_roles <- function(table, metrics) {
  role <- metrics$role[match(as.character(table$metric), metrics$metric)]
  table[, role := data.table::fcoalesce(..role, "")][]
}

# What is declared of a metric and goes with every comparison of it.
declared <- c("direction", "min_effect", "show", "role", "title")

declare_metrics <- function(table, metrics) {
  at <- match(as.character(table$metric), metrics$metric)
  for (column in declared) data.table::set(table, j = column, value = metrics[[column]][at])
  table[is.na(min_effect), min_effect := 0][]
}

# A metric's subject is its first word. Page tables are the subject of several
# workloads.
is_of_tables <- function(metric) startsWith(as.character(metric), "pagetable.")

# Each metric is described once, and no role is that of two.
check_metrics <- function(samples, metrics) {
  twice <- metrics$metric[duplicated(metrics$metric)]
  if (length(twice)) refuse("metric %s is described twice in metrics.csv.", twice[1])
  unknown <- setdiff(samples$metric, metrics$metric)
  if (length(unknown)) refuse("metric %s is not described in metrics.csv.", unknown[1])
  check_metric_words(metrics, "direction", c("less", "more", "none"))
  check_metric_words(metrics, "show", c("apart", "condition", ""))
  twice <- metrics[nzchar(role)][duplicated(role)]
  if (nrow(twice)) refuse("metric %s has the role %s of another.", twice$metric[1], twice$role[1])
}

check_metric_words <- function(metrics, column, words) {
  odd <- which(!metrics[[column]] %in% words)
  if (length(odd)) {
    refuse(
      "metric %s has %s \"%s\", expected %s.", metrics$metric[odd[1]], column,
      metrics[[column]][odd[1]],
      join_words(ifelse(nzchar(words), words, "nothing"), "or")
    )
  }
}
