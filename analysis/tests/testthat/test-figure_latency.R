# SPDX-License-Identifier: GPL-2.0-only
test_that("the figure can be drawn, with all parts or with those that there are", {
  latency <- made_up_latency()
  dir <- tempfile()
  save_figure(figure_latency(latency), dir)
  expect_true(all(file.size(file.path(dir, c("latency.png", "latency.svg"))) > 20000))
  latency$samples <- latency$samples[page_bytes == huge_page & load == 0]
  expect_length(figure_latency(latency)$plot$patches$plots, 0)
})

test_that("local pairs come first and keep their colour", {
  pairs <- name_pairs(latency_matrix(made_up_latency()))
  expect_identical(
    levels(pairs$pair),
    c("CPU 0, memory 0", "CPU 1, memory 1", "CPU 0, memory 1", "CPU 1, memory 0")
  )
  expect_identical(as.character(pairs$distance), rep(c("local", "remote", "remote", "local"), 2))
})
