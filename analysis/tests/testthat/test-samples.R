# SPDX-License-Identifier: GPL-2.0-only
one_cell <- function(...) write_synthetic_run(
  tempfile(), topologies = "numa2", mappings = "4K", ...
)

test_that("good samples pass", {
  expect_silent(read_run(one_cell(blocks = 2)))
})

test_that("a missing cell is named", {
  dir <- edit_table(one_cell(), "samples.csv", function(t) t[cell != "patched/numa2/4K/count"])
  expect_error(
    read_run(dir), "cell patched/numa2/4K/count has no run (1 of 8 cells are missing)", fixed = TRUE
  )
})

test_that("a cell that the plan does not have is named", {
  dir <- edit_table(
    one_cell(), "samples.csv",
    function(t) rbind(t, t[1][, `:=`(cell = "x/y/4K/count", run_id = "x")])
  )
  expect_error(read_run(dir), "cell x/y/4K/count has samples but is not in run.json", fixed = TRUE)
})

test_that("an unknown metric is named", {
  dir <- edit_table(one_cell(), "metrics.csv", function(t) t[metric != "boot.insns"])
  expect_error(read_run(dir), "metric boot.insns is not described in metrics.csv", fixed = TRUE)
})

test_that("mixed units are named", {
  dir <- edit_table(
    one_cell(), "samples.csv",
    function(t) t[metric == "boot.insns" & arm == "patched", unit := "calls"]
  )
  expect_error(read_run(dir), "metric boot.insns mixes units: calls and instructions", fixed = TRUE)
  dir <- edit_table(
    one_cell(), "samples.csv", function(t) t[metric == "boot.insns", unit := "calls"]
  )
  expect_error(
    read_run(dir), "metric boot.insns is in calls, but metrics.csv says instructions", fixed = TRUE
  )
})

test_that("the smallest spread in an exact metric is an error", {
  dir <- edit_table(one_cell(blocks = 2), "samples.csv", function(t) {
    t[
      metric == "boot.insns" & run_id == "b2-patched-numa2-4K-count",
      value := as.character(as.numeric(value) + 1)
    ]
  })
  expect_error(
    read_run(dir), "exact metric boot.insns varies in cell patched/numa2/4K/count", fixed = TRUE
  )
})

test_that("an exact metric that only some runs of a cell have is an error", {
  dir <- edit_table(one_cell(blocks = 2), "samples.csv", function(t) {
    t[!(metric == "placement.bytes" & item == "kernel" & run_id == "b2-patched-numa2-4K-placement")]
  })
  expect_error(
    read_run(dir),
    "placement.bytes kernel node 0 is in 1 of 2 runs of cell patched/numa2/4K/placement",
    fixed = TRUE
  )
})

test_that("a duplicated key is named", {
  dir <- edit_table(one_cell(), "samples.csv", function(t) rbind(t, t[2]))
  expect_error(read_run(dir), "holds boot.insns twice", fixed = TRUE)
})

test_that("a completed run without samples, and a failed one with some, are errors", {
  dir <- edit_table(
    one_cell(), "samples.csv",
    function(t) t[cell != "patched/numa2/4K/count" | metric == "run.completed"]
  )
  expect_error(
    read_run(dir), "b1-patched-numa2-4K-count completed but has no samples", fixed = TRUE
  )
  dir <- edit_table(one_cell(), "samples.csv", function(t) {
    t[cell == "patched/numa2/4K/count" & metric == "run.completed", value := "0"]
  })
  expect_error(read_run(dir), "did not complete but has samples", fixed = TRUE)
})

removals <- function() write_synthetic_run(
  tempfile(), topologies = "numa2", mappings = "4K", workloads = "hotremove"
)

test_that("memory blocks must add up to their run's samples", {
  expect_silent(read_run(removals()))
  dir <- edit_table(removals(), "memory-blocks.csv", function(t) t[arm != "patched"])
  expect_error(
    read_run(dir),
    paste(
      "b1-patched-numa2-4K-hotremove has 1,073,741,824 hotpluggable bytes on node 1, but",
      "memory-blocks.csv says 0."
    ),
    fixed = TRUE
  )
  unlink(file.path(dir, "memory-blocks.csv"))
  expect_error(
    read_run(dir), "hotpluggable bytes on node 1, but memory-blocks.csv says 0", fixed = TRUE
  )
  dir <- edit_table(
    removals(), "memory-blocks.csv",
    function(t) t[arm == "patched" & owner == "slab", removable := "1"]
  )
  expect_error(read_run(dir), "removable bytes on node 1", fixed = TRUE)
})

test_that("a memory block of no run, of no verdict or with an end before its start is an error", {
  dir <- edit_table(removals(), "memory-blocks.csv", function(t) t[1, run_id := "x"])
  expect_error(read_run(dir), "run x is in memory-blocks.csv but has no samples", fixed = TRUE)
  dir <- edit_table(removals(), "memory-blocks.csv", function(t) t[1, removable := "2"])
  expect_error(
    read_run(dir), "must end behind its start and be removable or not, 1 or 0", fixed = TRUE
  )
  dir <- edit_table(removals(), "memory-blocks.csv", function(t) t[1, end := "0x1000"])
  expect_error(read_run(dir), "must end behind its start", fixed = TRUE)
})
