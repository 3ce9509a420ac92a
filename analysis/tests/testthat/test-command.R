# SPDX-License-Identifier: GPL-2.0-only
test_that("a command is quoted so that a shell reads it back", {
  words <- c("numaboot", "run", "my plan", "it's", strrep("x", 80))
  back <- system2(
    "sh", c("-c", shQuote(paste0("printf '%s\\n' ", paste(quote_command(words), collapse = "\n")))),
    stdout = TRUE
  )
  expect_identical(back, words)
})

test_that("an installed numaboot is told as one types it, and passing options are left out", {
  info <- list(numaboot = list(program = "numaboot"), argv = list(
    "run", "smoke", "--out", "there", "-q", "--verbose", "--seed", "3"
  ))
  expect_identical(again_words(info), c("numaboot", "run", "smoke", "--seed", "3"))
  info$numaboot$program <- NULL
  expect_identical(numaboot_words(info)[1:2], c("build/numaboot", "run"))
})
