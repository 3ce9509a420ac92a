# SPDX-License-Identifier: GPL-2.0-only
step_table <- function(run) compare_steps(run)[mapping == "4K"]

test_that("a table has the first value and a column per patch, = for nothing", {
  run <- series_run()
  table <- step_table(run)
  steps <- prefix_steps(run$info)
  lines <- text_steps(table, step_rows(table, steps), steps, steps[!is.na(reference)][1:2])
  expect_match(lines[1], "^metric +series@0 +1 +2$")
  expect_match(
    grep("^pagetable.build.insns", lines, value = TRUE),
    "^pagetable.build.insns +10,800,000 +\\+0.001% +=$"
  )
})

test_that("a chain's text fits, keeps page sizes apart and names what it leaves out", {
  lines <- text_report(prepare_report(series_run()))
  expect_lte(max(nchar(lines)), 75)
  expect_length(grep("^numa4-hole: .* (2M|4K) direct map", lines), 2)
  said <- paste(lines, collapse = " ")
  expect_match(said, "What each patch does \\(series\\)")
  expect_match(said, "Compared here: series@0, series@6 and series@6\\+movable_node.")
})

test_that("many loud patches go below each other", {
  arms <- paste0("series@", 0:9)
  run <- synthetic_run(arms = arms, topologies = "numa2", mappings = "4K")
  run$samples[metric == "memblock.find.calls", value := value * as.numeric(arm)]
  lines <- lines_of(prefixes_section(), run)
  expect_lte(max(nchar(lines)), 75)
  heads <- grep("^metric ", lines, value = TRUE)
  expect_gt(length(heads), 1)
  expect_identical(
    as.integer(unlist(regmatches(heads, gregexpr("(?<= )[0-9]+", heads, perl = TRUE)))), 1:9
  )
})

test_that("patches without effect have no column where the width is short", {
  run <- synthetic_run(arms = paste0("series@", 0:9), topologies = "numa2", mappings = "4K")
  run$samples[
    metric == "memblock.find.insns",
    value := value * (1 + (as.numeric(arm) > 4) + 3 * (as.numeric(arm) > 7))
  ]
  run$samples[metric == "placement.below_4g.bytes", value := value + as.numeric(arm)]
  run$metrics[metric == "placement.below_4g.bytes", min_effect := 0.01]
  lines <- lines_of(prefixes_section(), run)
  expect_lte(max(nchar(lines)), 75)
  expect_match(grep("^metric ", lines, value = TRUE), "^metric +series@0 +1 +4 +7$")
  expect_match(
    paste(lines, collapse = " "),
    "no metric here changes by its smallest effect: 2, 3, 5, 6, 8 and 9\\."
  )
})

test_that("the telling topology of a page size is the one where most changes", {
  table <- data.table(
    topology = c("a", "b", "b"), mapping = "4K", item = "", verdict = c("worse", "worse", "better"),
    change = c(9, 1, 1)
  )
  expect_identical(telling_cells(table)$topology, "b")
})

test_that("HTML tables tell changes by figure and word, and items only when they change", {
  run <- series_run()
  html <- page_of(prefixes_section(), run)
  expect_match(html, "<span title=\"memblock Do thing 1\">patch 1</span>", fixed = TRUE)
  expect_match(
    html,
    paste(
      "-100.0%</span> <br/> <span class=\"quiet\">-10.0 MiB better</span>|-100.0%</span> <br/>",
      "<span class=\"quiet\">-10 MiB better</span>"
    )
  )
  expect_match(html, "Items that change")
  expect_no_match(html, "<td>crash-kernel</td>", fixed = TRUE)
})

test_that("what was not measured is not said to be equal", {
  run <- synthetic_run(
    arms = c("series@0", "series@1"), topologies = "numa2", mappings = "4K",
    fail = "series@1/numa2/4K/count"
  )
  table <- step_table(run)
  keys <- step_rows(table, prefix_steps(run$info))
  expect_identical(step_cells(table, keys[metric == "boot.insns"], "series@1"), "-")
  expect_match(page_of(prefixes_section(), run), "not measured")
})
