# SPDX-License-Identifier: GPL-2.0-only
test_that("two groups are seen, and one is not two", {
  set.seed(6)
  expect_true(has_two_modes(c(rnorm(10, 100), rnorm(10, 112))))
  expect_true(has_two_modes(rep(c(100, 140), 10)))
  expect_true(has_two_modes(1e12 + c(rnorm(6), rnorm(14, 12))))
  expect_false(has_two_modes(c(rnorm(19, 100), 140)))
  expect_false(has_two_modes(rep(7, 20)))
  expect_false(has_two_modes(c(1, 9)))
  expect_lte(mean(replicate(300, has_two_modes(rnorm(20)))), 0.02)
  expect_lte(mean(replicate(300, has_two_modes(runif(20)))), 0.02)
})
