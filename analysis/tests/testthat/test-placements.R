# SPDX-License-Identifier: GPL-2.0-only
test_that("neighbouring reservations of one class become one range", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  ranges <- merge_ranges(run$placements)
  tables <- ranges[class == "page-table" & arm == "unpatched"]
  expect_equal(nrow(tables), 1)
  expect_equal(tables$pieces, 2)
  expect_equal(tables$bytes, tables$end - tables$start + 1)
})

test_that("ranges of different classes stay apart", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_equal(merge_ranges(run$placements)[class == "firmware" & arm == "unpatched", .N], 2)
})

test_that("page tables are found on the node they lie on", {
  places <- page_table_places(synthetic_run(topologies = "numa4-hole", mappings = "4K")$placements)
  expect_equal(places[arm == "unpatched", node], 3)
  expect_equal(places[arm == "patched+movable_node", node], 0)
  expect_equal(places[arm == "patched+movable_node", first], 0x2a00000)
})
