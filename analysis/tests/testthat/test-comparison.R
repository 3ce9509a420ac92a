# SPDX-License-Identifier: GPL-2.0-only
# SPDX-License-Identifier: GPL-2.0-only
test_that("tables show value, signed change and a verdict for every candidate", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  html <- flat(html_comparisons(compare_exact(run), run))
  expect_match(html, ">placement.hotpluggable.bytes</td>", fixed = TRUE)
  expect_match(html, "-100.0%", fixed = TRUE)
  expect_match(html, "<span class=\"v better\">better</span>", fixed = TRUE)
})
