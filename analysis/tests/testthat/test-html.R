# SPDX-License-Identifier: GPL-2.0-only
test_that("text from files is escaped", {
  expect_identical(html_paragraph("<b>"), "<p class=\"\">&lt;b&gt;</p>\n")
  expect_no_match(html_arm("a<b", c("a<b", "c")), "a<b", fixed = TRUE)
})

test_that("a table has one row per value and says which columns are numbers", {
  html <- html_table(list(c("a", "b"), 1:2), c("name", "n"), "lr")
  expect_equal(lengths(regmatches(html, gregexpr("<tr>", html))), 3)
  expect_match(html, "<td class=\"num\">2</td>", fixed = TRUE)
})
