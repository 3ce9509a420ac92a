# SPDX-License-Identifier: GPL-2.0-only
# A cover of any run fits, and is fit for a mail.
cover_of <- function(run) {
  lines <- text_cover(prepare_report(run))
  expect_lte(length(lines), 25)
  expect_true(all(nchar(lines) <= 75), info = paste(lines, collapse = "\n"))
  expect_false(any(grepl("[^ -~]| $|^(From |--|>)", lines)), info = paste(lines, collapse = "\n"))
  lines
}
said <- function(lines) gsub(" +", " ", paste(lines, collapse = " "))

test_that("a cover says what was compared, what changed, and how to run it again", {
  run <- synthetic_run(workloads = c("count", "placement", "hotremove"))
  run$info$numaboot <- list(commit = strrep("ab", 20), url = "https://example.org/x")
  lines <- cover_of(run)
  expect_identical(lines[1], "numaboot synthetic: 4 arms on numa2, numa4-hole; direct map 2M, 4K")
  expect_match(said(lines), "A unpatched, B patched, C patched+movable_node,", fixed = TRUE)
  expect_match(said(lines), "in 4 cells: 0 of 8 with A and B; 8 of 8 with C and D.", fixed = TRUE)
  expect_match(said(lines), "before SRAT: .* with A and B; none with C and D")
  expect_match(
    said(grep("^memblock.find.insns ", lines, value = TRUE)),
    "^memblock.find.insns same -12[.]\\d[0-9.+-]* b [+]0[.]\\d[0-9.+-]* w$"
  )
  expect_match(said(lines), "Not shown: cycles; times;", fixed = TRUE)
  expect_identical(tail(lines, 2), c(
    "numaboot 0.1, commit abababababab, https://example.org/x; again by:",
    "    build/numaboot run bench/plans/smoke.plan --seed 7"
  ))
})

test_that("changes are those of the comparison, with what they are called there", {
  run <- synthetic_run(arms = c("unpatched", "patched+movable_node"), topologies = "numa2")
  rows <- compare_exact(run)[metric == "memblock.find.insns"]
  row <- grep("^memblock.find.insns ", cover_of(run), value = TRUE)
  expect_identical(
    said(row), paste("memblock.find.insns", cover_change(rows$change, rows$verdict))
  )
  expect_identical(
    cover_change(c(0.0123456, -2.5, 0), c("worse", "better", "same")), "-250..+1.23 bws"
  )
  expect_identical(cover_change(c(NA, NA), c("worse", "worse")), "from 0 w")
  expect_identical(cover_change(1e-7, "worse"), "+<.01 w")
  expect_identical(cover_change(c(1e-7, 0), c("same", "same")), "same")
})

test_that("what is worse without a row of its own is named, and so is what is the same", {
  lines <- said(cover_of(synthetic_run()))
  rows <- compare_exact(synthetic_run())
  worse <- unique(as.character(rows[verdict == "worse"]$metric))
  for (metric in worse) expect_match(lines, metric, fixed = TRUE)
  expect_match(lines, "Unchanged: ", fixed = TRUE)
})

test_that("a run with nothing to say says that", {
  lines <- said(cover_of(synthetic_run(arms = c("unpatched", "unpatched#2"), mappings = "2M")))
  expect_match(lines, "No metric of the whole boot differs.", fixed = TRUE)
  expect_match(lines, "Unchanged: boot.insns, ", fixed = TRUE)
  expect_no_match(lines, "Worse")
})

test_that("covers of noisy runs have their ratios, and what is no evidence", {
  run <- timed_run(effect = 1.5)
  lines <- cover_of(run)
  expect_match(said(lines), "Not shown: .*other hosts")
  run <- synthetic_run(
    arms = c("unpatched", "patched"), topologies = "numa2", mappings = "2M", noisy = 20,
    effect = c(1, 1.2)
  )
  lines <- cover_of(run)
  expect_match(grep("^boot.wall.ns ", lines, value = TRUE), "[+](1[89]|2[012])[.]\\d w$")
  quiet <- synthetic_run(
    arms = c("unpatched", "patched"), topologies = "numa2", mappings = "2M", noisy = 6, spread = 0.2
  )
  expect_match(grep("^boot.wall.ns ", cover_of(quiet), value = TRUE), "[?]$")
})

test_that("covers of a series, of mutants, of models and of sizes fit", {
  expect_match(said(cover_of(series_run())), "series@6+movable_node", fixed = TRUE)
  expect_match(
    said(cover_of(read_run(file.path("fixtures", "mutants")))), "3 of 3 mutants were caught."
  )
  cover_of(read_run(file.path("fixtures", "per-patch")))
  expect_match(said(cover_of(read_run(write_penalty_run()))), "they are modelled", fixed = TRUE)
})

test_that("an arm that did not complete its boots is named with the reason", {
  run <- synthetic_run(
    topologies = "numa2", fail = c("patched/numa2/4K/count", "stock+movable_node/numa2/4K/count")
  )
  run$dir <- tempfile()
  folder <- file.path(run$dir, "runs", "b1-patched-numa2-4K-count")
  dir.create(folder, recursive = TRUE)
  writeLines('{"reason": "Kernel panic - not syncing: made."}', file.path(folder, "result.json"))
  lines <- said(cover_of(run))
  expect_match(lines, paste(
    "B did not complete 1 of 4 boots (4K): timeout, Kernel panic - not syncing: made.",
    "D did not complete 1 of 4 boots (4K): timeout."
  ), fixed = TRUE)
  run <- synthetic_run(topologies = "numa2", fail = paste0(
    c("unpatched", "patched", "stock+movable_node"), "/numa2/4K/count"
  ))
  expect_match(said(cover_of(run)), "1 more did not complete all of theirs", fixed = TRUE)
})

test_that("a noisy metric without a complete block has no row", {
  run <- timed_run()
  run$samples <- run$samples[!(class == "noisy" & arm == "patched")]
  expect_no_match(said(cover_of(run)), "from 0", fixed = TRUE)
})

test_that("many arms with long names fit, and those left out are counted", {
  arms <- c("unpatched", sprintf("patched+movable_node+memmap=%dM$%s", 1:12, strrep("9", 60)))
  lines <- cover_of(synthetic_run(arms = arms, topologies = "numa2", mappings = "4K"))
  expect_match(said(lines), "more arms in report.txt", fixed = TRUE)
})

test_that("what is worse in an arm that was left out is named all the same", {
  rows <- data.table(
    metric = c("a", "a", "b"), arm = factor(c("x", "y", "x")), verdict = c("same", "worse", "worse")
  )
  expect_null(cover_worse(rows, c("a", "b"), c("x", "y")))
  expect_identical(cover_worse(rows, c("a", "b"), "x"), "Worse in some cell, too: a.")
  expect_identical(cover_worse(rows, NULL, NULL), "Worse in some cell, too: a, b.")
})

test_that("the legend of a table leaves room for a row", {
  report <- prepare_report(synthetic_run(mappings = "2M"))
  run <- report$whole
  lines <- cover_table(cover_rows(report), run, 3)$lines
  expect_length(lines, 3)
})

test_that("a long command is left to the report", {
  run <- synthetic_run(mappings = "2M")
  run$info$argv <- c("compare", sprintf("arm-%d+parameter", 1:30))
  expect_identical(
    tail(cover_of(run), 1), "    the command that report.txt has in the line `again`"
  )
})

test_that("runs that did not complete are counted", {
  run <- synthetic_run(fail = "patched/numa2/4K/count")
  expect_match(said(cover_of(run)), "Runs: 31 completed, 1 timeout.", fixed = TRUE)
})

test_that("an arm in a sentence is told by its letter, and no part of another", {
  run <- list(arms = c("a", "a+b"), letters = c(a = "A", "a+b" = "B"))
  expect_identical(letters_for_arms("a, a+b (a) a+bc and ba: a.", run), "A, B (A) a+bc and ba: A.")
})
