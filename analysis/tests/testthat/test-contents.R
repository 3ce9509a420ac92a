# SPDX-License-Identifier: GPL-2.0-only
test_that("every heading has an anchor of its own, and the contents lead to it", {
  body <- htmltools::tagList(
    htmltools::h2("Low memory"), htmltools::div(htmltools::h3("By node, in <bytes>")),
    list(htmltools::h2("Low memory"))
  )
  page <- flat(add_contents(htmltools::h1("A against B"), NULL, body))
  expect_match(page, "<h1>A against B</h1> <nav", fixed = TRUE)
  ids <- regmatches(page, gregexpr("(?<= id=\")[^\"]+", page, perl = TRUE))[[1]]
  expect_identical(ids, c("low-memory", "by-node-in-bytes", "low-memory-1"))
  links <- regmatches(page, gregexpr("(?<=<li> <a href=\"#)[^\"]+", page, perl = TRUE))[[1]]
  expect_identical(links, c("low-memory", "low-memory-1"))
})

test_that("every section begins with a heading that the contents have", {
  report <- synthetic_report(workloads = c("count", "placement", "hotremove", "pagetable"))
  sections <- prepare_report(penalty_run())$sections
  for (section in c(report$sections, sections)) {
    page <- flat(section$html(section$data, section$run, list()))
    levels <- regmatches(page, gregexpr("<h[1-3]", page))[[1]]
    if (length(levels)) expect_identical(levels[1], "<h2", info = section$name)
  }
})

test_that("a page of one heading has no contents", {
  expect_no_match(flat(add_contents(NULL, NULL, htmltools::h2("One"))), "nav")
})
