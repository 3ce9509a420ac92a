# SPDX-License-Identifier: GPL-2.0-only
unchanged <- function(rows) rows

test_that("the control is in no table, letter or count of a run", {
  run <- layout_run(unchanged)
  plain <- synthetic_run(
    arms = c("unpatched", "patched+movable_node"), topologies = c("numa2", "numa4-hole"),
    mappings = "4K"
  )
  expect_identical(run$arms, plain$arms)
  expect_identical(run$letters, plain$letters)
  for (part in c(arm_tables, "memory")) expect_equal(run[[part]], plain[[part]])
  expect_identical(info_arms(run$info), info_arms(plain$info))
  expect_identical(info_cells(run$info), info_cells(plain$info))
  expect_identical(as.character(unique(run$layout$arm)), "unpatched#layout")
  expect_equal(nrow(run$layout), nrow(run$samples[arm == "unpatched"]))
  expect_null(plain$layout)
  expect_null(plain$moves)
})

test_that("a difference that is not larger than what layout does is none", {
  effect <- compare_exact(layout_run(unchanged))[metric == "memblock.find.insns"]
  expect_true(all(effect$reason == "effect"))
  largest <- max(abs(effect$change))
  scaled <- function(factor) {
    compare_exact(layout_run(scale_metric("memblock.find.insns", 1 + factor, "numa2")))
  }
  below <- scaled(largest * 1.01)[metric == "memblock.find.insns"]
  expect_true(all(below$verdict == "same" & below$reason == "layout"))
  expect_equal(unique(below$layout), largest * 1.01, tolerance = 1e-4)
  above <- scaled(-min(abs(effect$change)) * 0.9)[metric == "memblock.find.insns"]
  expect_true(all(above$verdict == effect$verdict & above$reason == "effect"))
})

test_that("layout of one metric or item judges no other", {
  table <- compare_exact(layout_run(scale_metric("boot.insns", 10)))
  expect_equal(unique(table[metric == "boot.insns", reason]), "layout")
  expect_equal(unique(table[metric != "boot.insns", layout]), 0)
  expect_false("layout" %in% table[metric != "boot.insns", reason])
})

test_that("the sum over nodes is judged by what layout does to the sum", {
  swap <- function(rows) {
    tables <- rows[metric == "placement.bytes" & item == "page-table" & topology == "numa4-hole"]
    rows[tables, node := "1", on = c("run_id", "metric", "item", "node")][]
  }
  run <- layout_run(swap)
  rows <- compare_exact(run)[metric == "placement.bytes" & item == "page-table"]
  expect_true(any(rows$reason == "layout"))
  sums <- sum_nodes(compare_exact(run))[metric == "placement.bytes" & item == "page-table"]
  expect_equal(unique(sums$layout), 0)
  expect_false("layout" %in% sums$reason)
})

test_that("from nothing the largest difference of layout decides", {
  limits <- layout_limits(data.table(
    workload = "w", metric = "m", item = c("a", "a", "b", "b"), unit = "bytes",
    plain = c(0, 10, 0, 10), padded = c(6, 10, 6, 11)
  ))
  expect_equal(limits$layout, c(0, 0.1))
  expect_equal(limits$most, c(6, 6))
  expect_identical(
    within_layout(c(0, 0, 10, 10), c(5, 7, 11, 12), rep("bytes", 4), 0.1, 6),
    c(TRUE, FALSE, TRUE, FALSE)
  )
  expect_false(within_layout(10, 11, "bytes", NA, NA))
})

test_that("of a digest layout makes another one or the same", {
  digests <- data.table(
    workload = "w", metric = c("d", "e"), item = "", unit = "digest", plain = 100,
    padded = c(101, 100)
  )
  expect_equal(layout_limits(digests)$layout, c(1, 0))
  expect_identical(within_layout(c(100, 100), 900, rep("digest", 2), c(1, 0), 1), c(TRUE, FALSE))
})

test_that("every reason is one of five words", {
  expect_identical(
    exact_reason(
      c(5, 100, 100, 100, NA), c(5, 101, 110, 130, 1), 0.02, c(TRUE, TRUE, TRUE, FALSE, FALSE)
    ),
    c("equal", "minimum", "layout", "effect", "missing")
  )
  expect_identical(
    exact_verdict(100, c(110, 110), "less", 0, c(TRUE, FALSE)), c("same", "worse")
  )
})

test_that("the findings call nothing a finding that layout does, and say how much it is", {
  run <- layout_run(scale_metric("boot.insns", 1.2, "numa2"))
  said <- told_by(comparison_section(), run)
  expect_match(
    said[grepl("(boot.insns)", said, fixed = TRUE)],
    "no difference above 20%, which layout alone moves with patched", fixed = TRUE
  )
  expect_identical(
    told_by(layout_section(), run),
    paste(
      "Layout alone (unpatched with another padding of its command line) moves boot.insns by 0 to",
      "+20.00%, and no smaller change is a finding."
    )
  )
  expect_match(told_by(layout_section(), layout_run(unchanged)), "moves boot.insns by nothing.")
})

test_that("text and page list what moves, and name the rest", {
  run <- layout_run(scale_metric("boot.insns", 1.002, "numa2"))
  lines <- lines_of(layout_section(), run)
  expect_true("What layout alone moves" %in% lines)
  expect_match(lines, "^boot.insns +0 to \\+0.200% +numa2 4K$", all = FALSE)
  expect_match(paste(lines, collapse = " "), "once more in 4 cells")
  expect_match(paste(lines, collapse = " "), "Not moved at all: boot.rep.iterations,")
  expect_lte(max(nchar(lines)), text_width)
  page <- page_of(layout_section(), run)
  expect_match(page, "<td>boot.insns</td><td></td><td [^>]*>0 to \\+0.200%</td><td>numa2 4K</td>")
  expect_match(page, "Not moved at all: boot.rep.iterations,", fixed = TRUE)
  expect_match(page_of(layout_section(), layout_run(unchanged)), "It moves nothing.")
})

test_that("a boot of the control that failed is named and moves nothing", {
  failed <- function(rows) {
    gone <- rows$topology == "numa2" & rows$workload == "count"
    rows[gone & metric == "run.completed", value := "0"]
    rows[gone, end_state := "timeout"]
    rows[!gone | metric == "run.completed"]
  }
  run <- layout_run(failed)
  expect_false("boot.insns" %in% run$moves[topology == "numa2", metric])
  expect_match(
    paste(lines_of(layout_section(), run), collapse = " "),
    "1 of these boots did not complete: b1-unpatched#layout-numa2-4K-count", fixed = TRUE
  )
  expect_match(told_by(completed_section(), run), "All 8 runs completed.")
})

test_that("where all boots of the control failed nothing is known of layout", {
  run <- layout_run(function(rows) {
    rows[metric == "run.completed", value := "0"]
    rows[, end_state := "timeout"][metric == "run.completed"]
  })
  expect_silent(said <- paste(lines_of(layout_section(), run), collapse = " "))
  expect_match(said, "4 of these boots did not complete")
  expect_match(said, "No cell has both: how much layout alone moves a metric is not known.",
    fixed = TRUE)
  expect_match(page_of(layout_section(), run), "No cell has both")
  expect_length(told_by(layout_section(), run), 0)
  expect_true(all(is.na(compare_exact(run)$layout)))
})

test_that("a run without control says so, and a timed one needs none", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_match(lines_of(layout_section(), run), "No layout control", all = FALSE)
  expect_length(told_by(layout_section(), run), 0)
  expect_match(page_of(layout_section(), run), "No layout control")
  expect_true(all(is.na(compare_exact(run)$layout)))
  run$samples <- run$samples[class != "exact"]
  expect_null(lines_of(layout_section(), run))
})

test_that("an arm with a command line of another length is named", {
  run <- layout_run(unchanged)
  cell <- function(arm, bytes) list(
    arm = arm, topology = "numa2", mapping = "4K", workload = "count",
    command_line = strrep("x", bytes)
  )
  run$info$cells <- list(cell("unpatched", 511), cell("patched+movable_node", 511))
  expect_length(told_by(layout_section(), run), 1)
  run$info$cells[[2]] <- cell("patched+movable_node", 1023)
  expect_identical(
    told_by(layout_section(), run)[2],
    paste(
      "The command line of patched+movable_node is 1,023 bytes long, that of unpatched 511: that",
      "alone makes their exact metrics differ."
    )
  )
})

test_that("a cell of the control without a run is missed as any other", {
  dir <- write_layout_run(function(rows) rows[topology == "numa2"])
  expect_error(
    read_run(dir), "cell unpatched#layout/numa4-hole/4K/count has no run", fixed = TRUE
  )
})

test_that("two arms of a run are judged by the same layout", {
  run <- layout_run(
    scale_metric("boot.insns", 1.2), arms = c("unpatched", "patched", "patched+movable_node")
  )
  pair <- select_arms(run, "patched", "patched+movable_node")
  expect_equal(unique(compare_exact(pair)[metric == "boot.insns", layout]), 0.2, tolerance = 1e-6)
})
