# SPDX-License-Identifier: GPL-2.0-only
test_that("a missing column and a value that is no number are named", {
  dir <- write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  edit_table(dir, "samples.csv", function(t) t[3, value := "many"])
  expect_error(
    read_run(dir), "samples.csv:4: \"many\" in column \"value\" is not a number", fixed = TRUE
  )
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
