# SPDX-License-Identifier: GPL-2.0-only
test_that("a calibration sees what it looks for", {
  set.seed(10)
  expect_true(all(shifts_found(5, 5, TRUE)))
  expect_false(any(shifts_found(5, -5, FALSE)))
  expect_true(mean(false_alarms(3, FALSE)) < 1)
  narrow <- list(blocks = 20, low = 1, high = 1.001)
  old <- compare_pairs
  compare_pairs <<- function(...) modifyList(old(...), narrow)
  on.exit(compare_pairs <<- old)
  expect_false(any(truth_covered(5, calibration_noise$normal, FALSE)))
})
