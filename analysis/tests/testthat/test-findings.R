# SPDX-License-Identifier: GPL-2.0-only
told <- function(name, sentence, group) {
  section(
    name, function(run, known) 1, tell = function(data, run) sentence,
    about = function(data, run) group
  )
}

test_that("findings stand in groups, in the order of sections within one", {
  run <- list(arms = c("a", "b"))
  sections <- prepare_sections(list(
    told("one", c("slower", "as before"), c("costs", "same")), told("two", "removable", "buys"),
    told("three", "larger", "costs"), told("none", NULL, "buys")
  ), run, run)
  said <- group_findings(sections)
  expect_identical(said$sentence, c("removable", "slower", "larger", "as before"))
  page <- flat(html_findings(said))
  expect_match(
    page, "buys</h2>.*removable.*What it costs</h2>.*slower.*larger.*did not change</h2>.*as before"
  )
  expect_no_match(page, "What else was found")
  alone <- flat(html_findings(data.table(sentence = "caught", group = "found")))
  expect_match(alone, "What was found")
})

test_that("the page has the sentences of the text, all of them", {
  report <- synthetic_report()
  expect_setequal(group_findings(report$sections)$sentence, findings(report))
})

test_that("worse in one cell is a cost, better everywhere a gain", {
  expect_identical(about_verdicts(c("better", "worse", "same")), "costs")
  expect_identical(about_verdicts(c("better", "same")), "buys")
  expect_identical(about_verdicts(c("differs", "same")), "found")
  expect_identical(about_verdicts(c("same", "no evidence")), "same")
  expect_identical(about_changes(c(-1, 0, NA)), "buys")
  expect_identical(about_changes(c(-1, 0), less_is_better = FALSE), "costs")
  expect_identical(about_changes(c(-1, 1)), "found")
  expect_identical(about_changes(c(0, 0)), "same")
})
