# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/tests/testthat.R, from the project's root.
testthat::test_dir(
  "analysis/tests/testthat",
  reporter = testthat::SummaryReporter$new(), stop_on_failure = TRUE
)
