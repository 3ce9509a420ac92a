# SPDX-License-Identifier: GPL-2.0-only
test_that("text from files is escaped", {
  expect_identical(as.character(html_paragraph("<b>")), "<p>&lt;b&gt;</p>")
  expect_no_match(html_arm("a<b", c("a<b", "c")), "a<b", fixed = TRUE)
})

test_that("a table has one row per value and says which columns are numbers", {
  html <- flat(html_table(list(c("a", "b"), 1:2), c("name", "n"), "lr"))
  expect_equal(lengths(regmatches(html, gregexpr("<tr>", html))), 3)
  expect_match(html, "<td style=\"text-align:right;\">2</td>", fixed = TRUE)
})

test_that("cells are escaped, but for those that are HTML", {
  html <- flat(html_table(list(c("a<b", "c"), html_code(c("d<e", "f"))), c("<x>", "y"), "ll"))
  expect_match(html, ">a&lt;b</td>", fixed = TRUE)
  expect_match(html, "><code>d&lt;e</code></td>", fixed = TRUE)
  expect_match(html, ">&lt;x&gt;</th>", fixed = TRUE)
})
