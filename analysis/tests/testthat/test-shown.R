# SPDX-License-Identifier: GPL-2.0-only
test_that("the rest of the report keeps the ends of a series, no mutants and not their reference", {
  expect_identical(shown_arms(info_of(c(series_arms, "stock", "corpus", "mutant@00-harmless"))),
    c("series@0", "series@6", "series@6+movable_node", "stock"))
  expect_identical(
    shown_arms(info_of(c("corpus", "corpus+movable_node"))), c("corpus", "corpus+movable_node")
  )
})

test_that("the same arm again is compared only where noise is, or nothing else", {
  info <- info_of(c("unpatched", "patched", "patched#2"))
  info$arms[[3]]$image_sha256 <- "patched"
  expect_identical(shown_arms(info), c("unpatched", "patched"))
  expect_identical(shown_arms(info, noisy = TRUE), c("unpatched", "patched", "patched#2"))
  info$arms <- info$arms[2:3]
  expect_identical(shown_arms(info), c("patched", "patched#2"))
})
