# SPDX-License-Identifier: GPL-2.0-only
test_that("the map says in words which node holds the page tables", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = "4K")
  ranges <- merge_ranges(run$placements)[before_srat == 1]
  said <- map_verdicts(ranges, run$arms)
  expect_identical(said$text[c(1, 3)], c("page tables on hotpluggable node 3", "page tables on node 0"))
  expect_identical(said$hot, c(TRUE, TRUE, FALSE, FALSE))
})

test_that("the magnified windows hold the kernel image and all page tables", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = "4K")
  ranges <- merge_ranges(run$placements)[before_srat == 1]
  windows <- zoom_windows(ranges)
  expect_equal(nrow(windows), 2)
  inside <- function(at) any(at >= windows$from & at < windows$to)
  tables <- ranges[class %in% c("page-table", "kernel")]
  expect_true(all(vapply(c(tables$start, tables$end), inside, NA)))
})

test_that("maps of 2 to 16 nodes can be laid out", {
  run <- synthetic_run(topologies = c("numa2", "numa16"), mappings = "4K")
  sizes <- vapply(figure_maps(run), function(figure) figure$height, 0)
  expect_true(sizes[2] > sizes[1] && sizes[2] < 14)
})
