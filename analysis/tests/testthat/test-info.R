# SPDX-License-Identifier: GPL-2.0-only
test_that("cells of run.json may be objects", {
  cell <- list(arm = "a", topology = "t", mapping = "4K", workload = "count")
  expect_identical(
    info_cells(list(cells = list(cell, "b/t/4K/count"))), c("a/t/4K/count", "b/t/4K/count")
  )
})
