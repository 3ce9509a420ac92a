# SPDX-License-Identifier: GPL-2.0-only
test_that("an A/A control reports how many exact values differ", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  run$info$arms[[2]]$image_sha256 <- run$info$arms[[1]]$image_sha256
  control <- compare_control(run)
  expect_identical(as.character(control$table$candidate), "patched")
  expect_gt(control$table$different, 0)
  expect_match(control$text, "A/A control patched against unpatched")
})

test_that("a plan without a repeated arm has no control", {
  expect_null(compare_control(synthetic_run(topologies = "numa2", mappings = "4K")))
})
