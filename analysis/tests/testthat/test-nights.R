# SPDX-License-Identifier: GPL-2.0-only

test_that("a step between nights is found where it is, and noise is not", {
  set.seed(1)
  noise <- rnorm(40)
  found <- turn_find(1000 + noise + rep(c(0, 8), each = 20))
  expect_identical(found$after, 20L)
  expect_lt(found$p, turn_p)
  expect_null(turn_find(1000 + noise))
})

test_that("fewer than five nights on a side are no evidence", {
  values <- c(rep(100, 20), rep(200, 4))
  values <- values + seq_along(values) / 100
  found <- turn_find(values)
  expect_true(is.null(found) || length(values) - found$after >= turn_side)
  expect_null(turn_find(c(1, 1, 1, 1, 9, 9, 9, 9)))
})

test_that("a turn is a line of the history once", {
  set.seed(2)
  series <- paste(
    "series", 7, "wall", "arm", "uma", "2M", "wall", "boot.wall.ns", "-", "-",
    "host", sep = "\t"
  )
  values <- c(rnorm(10, 1000), rnorm(10, 1100))
  nights <- unlist(lapply(seq_along(values), function(i) {
    c(
      paste("median", 7, values[i], sep = "\t"),
      sprintf("seal\t2026-01-%02d\tnight\thash", i)
    )
  }))
  lines <- c(series, nights)
  turn <- turns_of(lines, character())
  expect_length(turn, 1)
  fields <- strsplit(turn, "\t")[[1]]
  expect_identical(fields[1:4], c(
    "turn", "7", "arm uma/2M/wall boot.wall.ns", "2026-01-10"
  ))
  expect_null(turns_of(c(lines, turn), character()))
})
