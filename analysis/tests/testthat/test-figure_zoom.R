# SPDX-License-Identifier: GPL-2.0-only
test_that("the magnified windows hold the kernel image and all page tables", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = "4K")
  ranges <- merge_ranges(run$placements)[before_srat == 1]
  windows <- zoom_windows(ranges)
  expect_equal(nrow(windows), 2)
  inside <- function(at) any(at >= windows$from & at < windows$to)
  tables <- ranges[class %in% c("page-table", "kernel")]
  expect_true(all(vapply(c(tables$start, tables$end), inside, NA)))
})
