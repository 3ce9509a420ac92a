# SPDX-License-Identifier: GPL-2.0-only
test_that("every figure of a small run can be drawn and saved in both formats", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = c("2M", "4K"))
  figures <- make_figures(prepare_report(run))
  names <- vapply(figures, function(figure) figure$name, "")
  expect_identical(
    names, c("memory-map-numa4-hole", "page-tables", "memblock-search", "boot-phases")
  )
  dir <- tempfile()
  save_figures(figures[3], dir)
  files <- file.path(dir, paste0(names[3], c(".png", ".svg")))
  expect_true(all(file.size(files) > 5000))
  expect_length(list.files(dir, pattern = "partial"), 0)
})

test_that("axis labels are short", {
  expect_identical(label_counts(c(0, 1500, 2.5e6)), c("0", "1.5 k", "2.5 M"))
  expect_identical(
    label_bytes(c(0, 2^30, 1.5 * 2^30, 512 * MiB)), c("0", "1 GiB", "1.5 GiB", "512 MiB")
  )
  expect_true(all(bytes_breaks(c(0, 2^30)) %% 2^20 == 0))
})
