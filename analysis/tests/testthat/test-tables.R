# SPDX-License-Identifier: GPL-2.0-only
test_that("tables show value, signed change and a verdict for every candidate", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  html <- html_exact(run, compare_exact(run))
  expect_match(html, "<td>placement.hotpluggable.bytes</td>", fixed = TRUE)
  expect_match(html, "-100.0%", fixed = TRUE)
  expect_match(html, "<span class=\"v better\">better</span>", fixed = TRUE)
})

test_that("a failed run is listed with its end state", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K", fail = "patched/numa2/4K/count")
  expect_match(html_failed(run), "timeout</span></td><td>b1-patched-numa2-4K-count", fixed = TRUE)
})
