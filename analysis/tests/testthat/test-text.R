# SPDX-License-Identifier: GPL-2.0-only
expect_fit <- function(lines) {
  expect_lte(max(nchar(lines)), 75)
  expect_false(any(grepl("[^ -~]", lines)))
}

test_that("the report of many arms is plain ASCII within 75 columns", {
  lines <- text_report(synthetic_report())
  expect_fit(lines)
  expect_true(any(grepl("emulated topology", lines)))
  expect_true(any(grepl("build/numaboot run bench/plans/smoke.plan --seed 7", lines, fixed = TRUE)))
  expect_true(any(grepl("c3c3c3c3c3c3", lines, fixed = TRUE)))
  expect_true(any(grepl("^boot.insns \\(instructions, less is better\\)", lines)))
})

test_that("the report of two arms has one table per topology and mapping", {
  lines <- text_report(prepare_report(select_arms(
    synthetic_run(), "unpatched", "patched+movable_node"
  )))
  expect_fit(lines)
  expect_length(grep("direct map \\(emulated topology\\)$", lines), 4)
  expect_length(grep("^metric +unit +A +B +change +verdict$", lines), 4)
  expect_true(any(grepl("^placement.hotpluggable.bytes .* -100.0% +better$", lines)))
})

test_that("unchanged metrics and failed runs are listed", {
  lines <- text_report(synthetic_report(topologies = "numa2", fail = "patched/numa2/4K/count"))
  expect_fit(lines)
  expect_true(any(grepl("timeout +b1-patched-numa2-4K-count", lines)))
  expect_true(any(grepl("not measured", lines)))
  expect_true(any(grepl("^same in all arms and cells:", lines)))
})

test_that("many arms with long names still fit", {
  arms <- c("unpatched", "patched", "patched+movable_node+crashkernel=256M", paste0("arm", 4:6))
  expect_fit(text_report(synthetic_report(arms = arms, topologies = "numa2", mappings = "4K")))
})

test_that("words longer than a line are broken, and arms with them keep their hashes", {
  long <- paste0("patched+movable_node+", strrep("memmap=224M$32M+", 5), "x")
  run <- synthetic_run(
    arms = c("unpatched", long), topologies = "numa2", mappings = "4K",
    fail = paste0(long, "/numa2/4K/count")
  )
  lines <- text_report(prepare_report(run))
  expect_fit(lines)
  expect_true(any(grepl("^  timeout      b1-patched", lines)))
  expect_true(any(grepl(
    "^   series c3c3c3c3c3c3, config d4d4d4d4d4d4, image [0-9a-f]{12}$", lines
  )))
})

test_that("a report says which base a name without one was found on", {
  again <- function(run) {
    lines <- grep("^again: ", text_report(prepare_report(run)), value = TRUE)
    sub("^again: build/numaboot ", "", lines)
  }
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  run$info$argv <- list("run", "smoke")
  expect_identical(again(run), "run smoke")
  run$info$arms <- lapply(run$info$arms, function(arm) {
    arm$kernel <- sub("^([a-z]+)", "\\1-6.12", arm$kernel)
    arm$base <- "linux-source-6.12"
    arm
  })
  expect_identical(again(run), "run smoke --base linux-6.12")
  expect_true("base linux-source-6.12 6.1.192-1 (sha256 a1a1a1a1a1a1)" %in%
    text_report(prepare_report(run)))
  run$info$argv <- list("run", "smoke", "--base", "linux-6.12")
  expect_identical(again(run), "run smoke --base linux-6.12")
  expect_match(as.character(html_heading(run)), "Base: linux-source-6.12", fixed = TRUE)
})

test_that("counts are never told as slower or faster", {
  report <- synthetic_report(workloads = c("count", "placement", "hotremove", "pagetable"))
  figures <- make_figures(report)
  titles <- vapply(figures, function(figure) paste(figure$plot$labels$title, figure$caption), "")
  page <- flat(html_page(report, list()))
  expect_match(page, "<h2 id=\"[a-z-]+\"> Exact metrics ")
  # Findings are grouped by these words, whatever is counted.
  page <- gsub("what[ -]it[ -]costs|Cost, ", "", page, ignore.case = TRUE)
  for (said in c(text_report(report), titles, page)) {
    expect_no_match(said, "slow|fast|quick|\\bcosts?\\b|longer|shorter", ignore.case = TRUE)
  }
})
