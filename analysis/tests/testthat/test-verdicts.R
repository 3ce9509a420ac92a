# SPDX-License-Identifier: GPL-2.0-only
verdicts_of <- function(run) {
  path <- write_verdicts(run, tempfile(fileext = ".csv"))
  list(
    lines = readLines(path),
    table = fread(path, colClasses = "character", na.strings = NULL)
  )
}

test_that("every exact value of every candidate has a row with all digits", {
  run <- synthetic_run()
  table <- verdicts_of(run)$table
  expect_identical(names(table), verdict_columns)
  compared <- compare_exact(run)
  expect_identical(nrow(table), nrow(compared))
  expect_identical(as.numeric(table$value), compared$candidate)
  expect_identical(as.numeric(table$change), compared$change)
  expect_identical(unique(table$schema), "1")
  expect_identical(unique(table$baseline), run$arms[1])
  expect_setequal(table$reason, c("equal", "effect"))
  expect_identical(unique(table[reason == "equal", difference]), "0")
})

test_that("what layout alone moves is a column and a reason", {
  run <- layout_run(scale_metric("boot.insns", 10))
  table <- verdicts_of(run)$table
  expect_false("unpatched#layout" %in% c(table$arm, table$baseline))
  expect_identical(unique(table[metric == "boot.insns", layout]), "9")
  expect_identical(unique(table[metric == "boot.insns", reason]), "layout")
  expect_identical(unique(table[metric == "memblock.find.insns", layout]), "0")
  expect_identical(verdicts_of(synthetic_run())$table[1, layout], "")
})

test_that("what did not complete is invalid and missing", {
  table <- verdicts_of(synthetic_run(
    topologies = "numa2", mappings = "4K", fail = "patched/numa2/4K/placement"
  ))$table
  rows <- table[arm == "patched" & workload == "placement"]
  expect_identical(unique(rows$verdict), "invalid")
  expect_identical(unique(rows$reason), "missing")
  expect_identical(unique(rows$value), "")
  expect_identical(unique(rows$difference), "")
  expect_false(any(rows$baseline_value == ""))
})

test_that("a reason says why a noisy verdict is what it is", {
  expect_identical(
    noisy_reason(c("same", "worse", "no evidence", "invalid", "invalid"), c(20, 20, 20, 2, 0)),
    c("equivalent", "effect", "noise", "blocks", "missing")
  )
})

test_that("noisy rows have medians, and an interval as changes", {
  run <- synthetic_run(
    arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K", noisy = 20,
    effect = c(1, 1.1)
  )
  row <- verdicts_of(run)$table[class == "noisy"]
  found <- compare_noisy(run)
  expect_identical(row[, .(metric, workload, verdict, reason)], data.table(
    metric = "boot.wall.ns", workload = "timed", verdict = "worse", reason = "effect"
  ))
  expect_identical(as.numeric(row$value), found$candidate)
  expect_equal(as.numeric(row$change), found$estimate - 1)
  expect_equal(as.numeric(row$low), found$low - 1)
  expect_equal(as.numeric(row$high), found$high - 1)
  expect_identical(row$layout, "")
})

test_that("an open end, and one in another unit, are no numbers of the wrong kind", {
  expect_identical(interval_change(c(0, Inf, 1.5), rep("ratio", 3), 7), c(NA, NA, 0.5))
  expect_identical(interval_change(c(-Inf, 5), rep("difference", 2), 50), c(NA, 0.1))
  expect_identical(interval_change(5, "difference", 0), NA_real_)
})

test_that("metrics have their declared names, whatever tables call them", {
  run <- synthetic_run(
    topologies = "numa2", mappings = "4K", workloads = c("hotremove", "hotremove-loaded")
  )
  table <- verdicts_of(run)$table
  expect_true(all(table$metric %in% run$metrics$metric))
  expect_setequal(table$workload, c("hotremove", "hotremove-loaded"))
})

test_that("numbers and names come back as they were", {
  numbers <- c(73460026, 0.1, 1 / 3, -5, 2^60, NA)
  expect_identical(as.numeric(write_number(numbers)), numbers)
  expect_identical(write_number(c(73460026, 0, NA)), c("73460026", "0", NA))
  arms <- c("unpatched", "patched+crashkernel=256M,high")
  lines <- verdicts_of(synthetic_run(arms = arms, topologies = "numa2", mappings = "4K"))$lines
  expect_match(lines[2], ",\"patched+crashkernel=256M,high\",", fixed = TRUE)
})

test_that("the page has the columns of the file", {
  page <- readLines(file.path("..", "..", "..", "docs", "verdicts.md"))
  rows <- page[seq(match("| column | meaning |", page) + 2, length(page))]
  rows <- rows[seq_len(match(FALSE, startsWith(rows, "| ")) - 1)]
  expect_identical(sub("^\\| `([a-z_]+)` \\|.*", "\\1", rows), verdict_columns)
})
