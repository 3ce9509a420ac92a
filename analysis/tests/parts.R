# SPDX-License-Identifier: GPL-2.0-only
# pages.R and functions.R run side by side; each test file is in one of them.
pages <- "^(report|mutants|mutant_tables|prefix_tables|section|figure.*)$"

test_files <- function(filter = NULL, ...) {
  testthat::test_dir(
    "analysis/tests/testthat", filter = filter, ...,
    reporter = testthat::SummaryReporter$new(), stop_on_failure = TRUE
  )
}

# Most functions run too seldom to be worth compiling.
invisible(compiler::enableJIT(0))
