# SPDX-License-Identifier: GPL-2.0-only
test_that("a run is read with the plan's order of arms and mappings", {
  run <- synthetic_run()
  expect_identical(run$arms, synthetic_arms)
  expect_identical(levels(run$samples$arm), synthetic_arms)
  expect_identical(levels(run$samples$mapping), mapping_levels)
  expect_identical(smallest_mapping(run), "4K")
  expect_identical(run$placements[topology == "numa2" & class == "kernel", unique(start)], 0x1000000)
})

test_that("a folder that is no run is refused in one sentence", {
  expect_error(read_run(tempfile()), "is not a folder")
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  writeLines("{", file.path(dir, "run.json"))
  expect_error(read_run(dir), "run.json is not valid JSON")
  unlink(file.path(dir, "run.json"))
  expect_error(read_run(dir), "run.json is missing")
})

test_that("a missing column and a value that is no number are named", {
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  edit_table(dir, "samples.csv", function(t) t[3, value := "many"])
  expect_error(read_run(dir), "samples.csv:4: \"many\" in column \"value\" is not a number", fixed = TRUE)
  edit_table(dir, "samples.csv", function(t) t[, !"unit"])
  expect_error(read_run(dir), "no column \"unit\"", fixed = TRUE)
})

test_that("rows with fewer fields than the header are refused", {
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  path <- file.path(dir, "placements.csv")
  lines <- readLines(path)
  writeLines(c(lines[1], sub(",4K,", ",4K", lines[-1], fixed = TRUE)), path)
  expect_error(read_run(dir), "the rows do not have the 16 fields of the header", fixed = TRUE)
})

test_that("a run without traced placements can still be read", {
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  unlink(file.path(dir, c("placements.csv", "memory.csv")))
  run <- read_run(dir)
  expect_null(run$placements)
  expect_null(figure_maps(run))
  expect_gt(nrow(compare_exact(run)), 0)
})

test_that("two arms can be selected, the first as baseline", {
  run <- select_arms(synthetic_run(topologies = "numa2"), "patched", "unpatched")
  expect_identical(run$arms, c("patched", "unpatched"))
  expect_setequal(as.character(unique(run$samples$arm)), run$arms)
  expect_error(select_arms(run, "patched", "stock"), "arm \"stock\" is not in this run", fixed = TRUE)
  expect_error(select_arms(run, "patched", "patched"), "cannot be compared with itself")
})

test_that("end states are counted and failed runs listed", {
  run <- synthetic_run(topologies = "numa2", fail = "patched/numa2/4K/count")
  expect_identical(failed_runs(run)$run_id, "b1-patched-numa2-4K-count")
  expect_identical(count_end_states(run), "15 completed, 1 timeout")
})

test_that("cells of run.json may be objects", {
  cell <- list(arm = "a", topology = "t", mapping = "4K", workload = "count")
  expect_identical(info_cells(list(cells = list(cell, "b/t/4K/count"))), c("a/t/4K/count", "b/t/4K/count"))
})
