# SPDX-License-Identifier: GPL-2.0-only
test_that("data is made once, with that of the sections before, and shown in every form", {
  made <- character()
  first <- section("first", function(run, known) {
    made <<- c(made, "first")
    length(run$arms)
  }, tell = function(data, run) paste("first", data), whole = TRUE)
  second <- section("second", function(run, known) {
    made <<- c(made, "second")
    known$first + length(run$arms)
  }, tell = function(data, run) paste("second", data), text = function(data, run) c("a", data))
  sections <- prepare_sections(list(first, second), list(arms = 1:3), list(arms = 1:2))
  expect_identical(tell_sections(sections), c("first 3", "second 5"))
  expect_identical(text_sections(sections), c("a", "5"))
  expect_identical(tell_sections(sections), c("first 3", "second 5"))
  expect_identical(made, c("first", "second"))
})

test_that("a section without data is left out, and one of compared arms where there are none", {
  none <- section("none", nothing, tell = function(data, run) "none")
  always <- section(
    "always", nothing, applies = function(data) TRUE, tell = function(data, run) "yes"
  )
  expect_identical(
    tell_sections(prepare_sections(list(none, always), list(arms = 1), list(arms = 1))), "yes"
  )
  expect_length(prepare_sections(list(always), list(arms = 1), list(arms = NULL)), 0)
})

test_that("figures come back to the section that drew them", {
  report <- prepare_report(penalty_run())
  figures <- make_figures(report)
  expect_identical(vapply(figures, function(figure) figure$section, ""), "penalty")
  drawn <- lapply(split(figures, "penalty"), lapply, function(figure) c(figure, svg = "/dev/null"))
  page <- flat(html_sections(report$sections, drawn))
  expect_match(page, paste0(
    "<h2>Who pays</h2>.*<figure id=\"figure-penalty\" class=\"wide\">.*",
    "<h3>Where it could matter</h3>"
  ))
})
