# SPDX-License-Identifier: GPL-2.0-only
test_that("every section has a name of its own and what all have", {
  names <- vapply(report_sections(), function(section) section$name, "")
  expect_false(anyDuplicated(names) > 0)
  for (one in report_sections()) expect_named(one, names(section("x", nothing)), info = one$name)
})

test_that("the data of penalty is made once for text, page, findings and figure", {
  calls <- 0
  counted <- function(...) {
    calls <<- calls + 1
    values_of(...)
  }
  values_of <- penalty_values
  assign("penalty_values", counted, environment(penalty_data))
  on.exit(assign("penalty_values", values_of, environment(penalty_data)))
  report <- prepare_report(penalty_run())
  text_report(report)
  html_page(report, list())
  make_figures(report)
  expect_identical(calls, 1)
})
