# SPDX-License-Identifier: GPL-2.0-only
test_that("a run says which of its cells was booted twice", {
  told <- function(state, cell = "a/uma/2M/count") {
    exactness_words(list(exactness = list(state = state, cell = cell)))
  }
  expect_identical(told("equal"), "Two boots of a/uma/2M/count were equal to the byte.")
  expect_match(told("remembered"), "in this environment before")
  expect_identical(told("unknown", ""), "No boot was repeated.")
  expect_null(exactness_words(list()))
})
