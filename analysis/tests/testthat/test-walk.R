# SPDX-License-Identifier: GPL-2.0-only
walk_run <- function(...) synthetic_run(topologies = "numa4-hole", workloads = "pagetable", ...)

test_that("tables are counted by level and node at the finished direct map", {
  table <- walk_tables(walk_run())
  row <- table[arm == "unpatched" & mapping == "4K"]
  expect_equal(unlist(row[, .(pte, pmd, pud)], use.names = FALSE), c(2560, 5, 1))
  expect_identical(row$where, "3*: 2,566")
  expect_equal(row$early, 2566 * 4096)
  expect_identical(table[arm == "patched+movable_node" & mapping == "4K", where], "0: 2,566")
  expect_false(any(c("p4d", "pgd") %in% names(table)))
})

test_that("digests are told as equal or other, and as unknown without a reference", {
  table <- walk_tables(walk_run())
  expect_identical(table[mapping == "4K", mapping_same], c("reference", "equal", "equal", "other"))
  table <- walk_tables(walk_run(fail = "unpatched/numa4-hole/4K/pagetable"))
  expect_identical(table[mapping == "4K", mapping_same], c("-", "-", "-"))
})

test_that("the findings say who maps the same and who has tables on hotpluggable nodes", {
  said <- told_by(walk_section(), walk_run())
  expect_match(
    said[1], "the same mapping in every cell with patched and patched+movable_node", fixed = TRUE
  )
  expect_match(said[1], "the same mapping in 0 of 2 cells with stock+movable_node", fixed = TRUE)
  expect_match(said[2], "none with patched+movable_node and stock+movable_node", fixed = TRUE)
})

test_that("the text has the walk of a plan that measures nothing else", {
  lines <- text_report(prepare_report(walk_run()))
  expect_lte(max(nchar(lines)), 75)
  expect_true(any(grepl("4K +AB +2,560 +5 +1 +3\\*: 2,566 +10.0 MiB +10.0 MiB +as A$", lines)))
  expect_true(any(grepl(
    "differ by item or node, see report.html: .*pagetable.digest", paste(lines, collapse = " ")
  )))
  expect_match(
    page_of(walk_section(), walk_run()), "<span class=\"v other\">other</span>", fixed = TRUE
  )
})

test_that("the figure of page tables draws the walk where there is one", {
  walked <- footprint_values(walk_run())
  expect_equal(walked[arm == "unpatched" & mapping == "4K", value], 4096 * 2566)
  expect_match(caption_pagetables(walked), "walked in the guest's memory", fixed = TRUE)
  expect_match(
    caption_pagetables(footprint_values(synthetic_run(topologies = "numa2", mappings = "4K"))),
    "memblock handed out", fixed = TRUE
  )
})

test_that("a plan without the walk has no section", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_null(walk_tables(run))
  expect_null(lines_of(walk_section(), run))
  expect_null(told_by(walk_section(), run))
})
