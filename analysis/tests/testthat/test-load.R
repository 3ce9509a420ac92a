# SPDX-License-Identifier: GPL-2.0-only
test_that("no two files of analysis/R define the same name", {
  files <- list.files(file.path("..", "..", "R"), full.names = TRUE)
  lines <- unlist(lapply(files, readLines))
  names <- sub(" <- .*", "", grep("^[A-Za-z][A-Za-z0-9_.]* <- ", lines, value = TRUE))
  expect_gt(length(names), 300)
  expect_identical(names[duplicated(names)], character())
})
