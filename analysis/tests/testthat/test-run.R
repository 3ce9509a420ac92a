# SPDX-License-Identifier: GPL-2.0-only
test_that("a run is read with the plan's order of arms and mappings", {
  run <- synthetic_run()
  expect_identical(run$arms, synthetic_arms)
  expect_identical(levels(run$samples$arm), synthetic_arms)
  expect_identical(levels(run$samples$mapping), mapping_levels)
  expect_identical(smallest_mapping(run), "4K")
  expect_identical(
    run$placements[topology == "numa2" & class == "kernel", unique(start)], 0x1000000
  )
})

test_that("a folder that is no run is refused in one sentence", {
  expect_error(read_run(tempfile()), "is not a folder")
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  writeLines("{", file.path(dir, "run.json"))
  expect_error(read_run(dir), "run.json is not valid JSON")
  unlink(file.path(dir, "run.json"))
  expect_error(read_run(dir), "run.json is missing")
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
  expect_error(
    select_arms(run, "patched", "stock"), "arm \"stock\" is not in this run", fixed = TRUE
  )
  expect_error(select_arms(run, "patched", "patched"), "cannot be compared with itself")
})
