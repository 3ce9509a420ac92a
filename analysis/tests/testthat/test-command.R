# SPDX-License-Identifier: GPL-2.0-only
test_that("a command is quoted so that a shell reads it back", {
  words <- c("numaboot", "run", "my plan", "it's", strrep("x", 80))
  back <- system2(
    "sh", c("-c", shQuote(paste0("printf '%s\\n' ", paste(quote_command(words), collapse = "\n")))),
    stdout = TRUE
  )
  expect_identical(back, words)
})
