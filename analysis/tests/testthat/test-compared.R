# SPDX-License-Identifier: GPL-2.0-only
test_that("two runs are compared arm by arm", {
  run <- read_run(write_compared())
  expect_true(is_compared(run))
  expect_identical(run$pairs$reference, c("unpatched@run1", "patched@run1"))
  expect_identical(run$pairs$arm, c("unpatched@run2", "patched@run2"))
  table <- compare_exact(run)
  expect_identical(unique(table$difference), 0)
  expect_identical(unique(as.character(table$verdict)), "same")
  one <- read_run(file.path(run$dir, "1"))
  expect_identical(
    nrow(run$samples), 2L * nrow(one$samples[class == "exact"])
  )
})

test_that("a value that differs is found in its arm alone", {
  run <- read_run(write_compared(change = function(dir, index) {
    if (index == 2) {
      edit_table(dir, "samples.csv", function(table) {
        at <- table$arm == "patched" & table$metric == "boot.insns"
        table[at, value := as.character(as.numeric(value) * 2)]
      })
    }
  }))
  found <- compare_exact(run)[!difference %in% 0]
  expect_identical(as.character(found$metric), "boot.insns")
  expect_identical(as.character(found$arm), "patched@run2")
  expect_identical(as.character(found$reference), "patched@run1")
  expect_identical(found$change, 1)
  report <- prepare_report(run)
  said <- findings(report)
  expect_match(said, "Equal in every exact value: unpatched@run2 and unpatched@run1", all = FALSE)
  expect_match(said, "^1 of [0-9,]+ exact values of patched@run2 differ from patched@run1",
    all = FALSE)
  expect_true("1.comparison" %in% names(report$sections) == FALSE)
  expect_true("2.comparison" %in% names(report$sections))
  text <- text_report(report)
  expect_true(all(nchar(text) <= text_width))
  expect_match(text, "boot.insns", all = FALSE)
  page <- as.character(html_page(report, list()))
  expect_match(page, "Inputs that differ.*patched@run2 against patched@run1.*Exact metrics")
  figures <- make_figures(report)
  expect_true(all(vapply(figures, function(figure) endsWith(figure$name, "-2"), NA)))
  expect_true(all(vapply(figures, function(figure) figure$section, "") %in% names(report$sections)))
})

test_that("RUN:ARM of each pairs these, also arms of other names", {
  run <- read_run(write_compared(asked = list("unpatched", "patched")))
  expect_identical(run$arms, c("unpatched@run1", "patched@run2"))
  expect_identical(run$pairs$reference, "unpatched@run1")
  expect_gt(sum(compare_exact(run)$difference != 0, na.rm = TRUE), 0)
})

test_that("an arm of one word is compared with the same arm of a whole run", {
  run <- read_run(write_compared(asked = list(NULL, "patched")))
  expect_identical(run$pairs$arm, "patched@run2")
  expect_match(run$excluded, "Only run1 has unpatched.", fixed = TRUE, all = FALSE)
})

test_that("three runs are compared with the first", {
  run <- read_run(write_compared(list(list(), list(), list()), list(NULL, NULL, NULL)))
  expect_identical(run$pairs$reference, rep(c("unpatched@run1", "patched@run1"), 2))
})

test_that("runs without an arm or a cell in common are refused", {
  arms <- c("stock", "stock+movable_node")
  expect_error(read_run(write_compared(list(list(), list(arms = arms)))), "no arm is in two")
  expect_error(
    read_run(write_compared(list(list(), list(topologies = "numa4-hole")))), "no cell in common"
  )
})

test_that("cells that one run lacks are named and left out", {
  run <- read_run(write_compared(list(list(), list(mappings = c("2M", "4K")))))
  expect_match(run$excluded, "cells are only of unpatched@run2 and patched@run2: numa2/2M",
    all = FALSE)
  pair <- pair_run(run, "patched@run1", "patched@run2")
  expect_identical(unique(as.character(pair$samples$mapping)), "4K")
  expect_identical(unique(as.character(pair$placements$mapping)), "4K")
})

test_that("another machine under one name is not compared", {
  run <- read_run(write_compared(
    list(list(topologies = c("numa2", "numa4-hole")), list(topologies = c("numa2", "numa4-hole"))),
    change = function(dir, index) {
      if (index == 2) {
        edit_table(dir, "memory.csv", function(table) {
          table[topology == "numa2" & node == "1", hotpluggable := "0"]
        })
      }
    }
  ))
  expect_match(run$excluded, "^numa2: another machine", all = FALSE)
  expect_identical(unique(as.character(run$samples$topology)), "numa4-hole")
  expect_identical(unique(as.character(run$memory$topology)), "numa4-hole")
})

test_that("a metric that one run did not measure is not taken for 0", {
  run <- read_run(write_compared(change = function(dir, index) {
    if (index == 2) {
      edit_table(dir, "samples.csv", function(table) table[metric != "placement.bytes"])
    }
  }))
  expect_match(run$excluded, "not all runs have.*: placement.bytes[.]$", all = FALSE)
  expect_false("placement.bytes" %in% compare_exact(run)$metric)
})

test_that("a metric of another unit then is not compared, by name", {
  run <- read_run(write_compared(change = function(dir, index) {
    if (index == 1) {
      edit_table(dir, "metrics-then.csv", function(table) {
        table[metric == "boot.insns", unit := "ns"]
      })
    }
  }))
  expect_match(run$excluded, "another unit or class.*: boot.insns[.]$", all = FALSE)
  expect_false("boot.insns" %in% compare_exact(run)$metric)
})

test_that("noisy metrics are refused with the reason", {
  run <- read_run(write_compared(change = function(dir, index) {
    edit_table(dir, "samples.csv", function(table) {
      table[metric == "boot.insns", class := "noisy"]
    })
  }))
  expect_match(run$excluded, "not interleaved.*boot.insns", all = FALSE)
  expect_false("noisy" %in% run$samples$class)
})

test_that("a run that did not repeat a boot or has no seal is told", {
  run <- read_run(write_compared(edit = function(record) {
    record$runs[[1]]$sealed <- FALSE
    record
  }, change = function(dir, index) {
    if (index == 2) edit_info(dir, function(info) c(info, list(exactness = list(state = "equal"))))
  }))
  expect_match(run$excluded, "^run1 has no seal", all = FALSE)
  expect_match(run$excluded, "^run1 did not show its exactness", all = FALSE)
  expect_no_match(run$excluded, "^run2")
})

test_that("the larger of the runs' layout limits holds", {
  moves <- function(plain, padded) data.table::data.table(
    topology = "numa2", mapping = "4K", workload = "count", metric = "boot.insns", item = "",
    node = NA_real_, unit = "instructions", plain = plain, padded = padded
  )
  merged <- merge_moves(list(
    list(index = 1, moves = moves(100, 101)), list(index = 2, moves = NULL),
    list(index = 3, moves = moves(100, 90))
  ))
  expect_identical(layout_limits(merged)$layout, 0.1)
  expect_null(merge_moves(list(list(index = 1, moves = NULL))))
  excluded <- read_run(write_compared())$excluded
  expect_match(excluded, "Of no run is known how much layout", all = FALSE)
})

test_that("verdicts call the baseline run1 where there are several", {
  table <- verdict_table(read_run(write_compared()))
  expect_identical(unique(table$baseline), "run1")
  expect_setequal(unique(table$arm), c("unpatched@run2", "patched@run2"))
  table <- verdict_table(read_run(write_compared(asked = list("unpatched", "patched"))))
  expect_identical(unique(table$baseline), "unpatched@run1")
  expect_identical(unique(table$arm), "patched@run2")
})

test_that("machines are compared by their memory where a run has not sealed their files", {
  run <- read_run(write_compared(change = function(dir, index) {
    edit_info(dir, function(info) {
      if (index == 1) {
        info$inputs_sha256 <- strrep("a", 64)
      } else {
        info$inputs <- list(numa2.topo = strrep("b", 64))
      }
      info
    })
  }))
  expect_false(any(grepl("another machine", run$excluded)))
  expect_gt(nrow(run$samples), 0)
})
