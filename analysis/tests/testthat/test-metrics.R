# SPDX-License-Identifier: GPL-2.0-only
one_cell <- function() {
  write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K", workloads = "placement")
}

test_that("a metric is known by its role, whatever its name", {
  rename <- function(table) table[, metric := sub("^placement[.]bytes$", "early.bytes", metric)]
  dir <- edit_table(edit_table(one_cell(), "samples.csv", rename), "metrics.csv", rename)
  run <- read_run(dir)
  expect_setequal(run$samples[role == "early-bytes", metric], "early.bytes")
  expect_identical(footprint_values(run)$value, footprint_values(read_run(one_cell()))$value)
})

test_that("a table of an older numaboot is refused, with the command that makes it again", {
  dir <- edit_table(one_cell(), "metrics.csv", function(t) t[, !c("show", "role", "title")])
  expect_error(
    read_run(dir), sprintf("is of an older numaboot: `numaboot samples %s` makes it again.", dir),
    fixed = TRUE
  )
})

test_that("a role that two metrics have and a word that nobody knows are refused", {
  dir <- edit_table(
    one_cell(), "metrics.csv", function(t) t[metric == "boot.insns", role := "tables"]
  )
  expect_error(
    read_run(dir), "metric pagetable.pages has the role tables of another.", fixed = TRUE
  )
  dir <- edit_table(
    one_cell(), "metrics.csv", function(t) t[metric == "boot.insns", show := "loud"]
  )
  expect_error(
    read_run(dir), "metric boot.insns has show \"loud\", expected apart, condition or nothing.",
    fixed = TRUE
  )
})

test_that("conditions are in no comparison", {
  run <- penalty_run()
  expect_true(all(c("operations", "node-cpus") %in% exact_values(run)$role))
  expect_false(any(
    c("operations", "node-cpus") %in% prepare_report(run)$sections$comparison$data$role
  ))
})
