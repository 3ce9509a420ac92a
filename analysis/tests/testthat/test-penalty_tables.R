# SPDX-License-Identifier: GPL-2.0-only
test_that("three digits are kept, and nothing is 0", {
  expect_identical(
    format_three(c(0, 0.01234, 1.2, 123.4, 1234, NA)), c("0", "0.0123", "1.2", "123", "1230", "-")
  )
  expect_identical(
    format_ns(c(0, 8.1, 999.7, 4860, 1.2e6, 3e9, NA)),
    c("0 ns", "8.1 ns", "1 us", "4.86 us", "1.2 ms", "3 s", "-")
  )
  expect_identical(format_nodes(c(3, 0, 1)), "0-1 3")
  expect_identical(share_of(c(0, 1), c(0, 3)), c("-", "33.3%"))
})

test_that("the text has a line for each node and arm, within its width", {
  lines <- lines_of(penalty_section(), penalty_run())
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^ +4K +0 +A +0.1 +100% +16.2 +1.2 +83.3% +178$", lines)))
  expect_true(any(grepl("^ +B +0.1 +0.0% +8.1 +1.2 +0.0% +97.2$", lines)))
  expect_true(any(grepl("^ +1 +A +0.1 +0.0% +8.1 +1.2 +16.6% +130$", lines)))
  expect_true(any(grepl("^ +B +0.1 +100% +24.3 +1.2 +100% +292$", lines)))
  expect_true(any(grepl("^ +2M +0 +AB +0 +- +0 ns +50 +0.0% +4.05 us$", lines)))
})

test_that("where no arm changes anything all CPUs share a line, their mean", {
  run <- penalty_run()
  folded <- fold_quiet(penalty_data(run)$kinds[kind == "read"], penalty_data(run)$changes)
  expect_equal(folded[mapping == "2M", cpu_node], c(NA_real_, NA))
  expect_equal(folded[mapping == "2M", bound], rep(0.2 * (81 + 3 * 243) / 4, 2))
  expect_equal(folded[mapping == "2M", remote_references], rep(0.2 * 3 / 4, 2))
  expect_equal(nrow(folded[mapping == "4K"]), 4)
  expect_true(any(grepl(
    "^ +2M +all +AB +0 +- +0 +0.2 +75.0% +40.5$", lines_of(penalty_section(), run)
  )))
})

test_that("every number of ns is told to be modelled, and what from", {
  text <- paste(lines_of(penalty_section(), penalty_run()), collapse = " ")
  expect_match(text, "^Who pays for tables of the direct map \\(modelled\\)")
  expect_match(
    text,
    paste(
      "Modelled ns are counts times the distances of the emulated topology, 81 ns for 10: measured",
      "nowhere"
    ),
    fixed = TRUE
  )
  run <- penalty_run()
  run$latency <- read_latency_matrix(
    file.path("fixtures", "latency", "four-nodes-matrix.csv"), fixture = TRUE
  )
  text <- paste(lines_of(penalty_section(), run), collapse = " ")
  expect_match(
    text, "Modelled ns are counts times MADE-UP ROWS, NOT A MEASUREMENT: four-nodes-matrix.csv"
  )
  expect_no_match(text, "measured nowhere")
  expect_match(page_of(penalty_section(), run), "MADE-UP ROWS, NOT A MEASUREMENT", fixed = TRUE)
})

test_that("other operations are means over all CPUs", {
  lines <- lines_of(penalty_section(), penalty_run())
  fault <- c((81 + 3 * 40.5) / 4, (40.5 + 3 * 121.5) / 4)
  expect_equal(fault, c(50.625, 101.25))
  expect_true(any(grepl("^ +4K +A +50.6 / 405 +0 / 0$", lines)))
  expect_true(any(grepl("^ +B +101 / 810 +0 / 0$", lines)))
})

test_that("without times for a topology the shares stay", {
  run <- penalty_run()
  run$latency <- list(
    name = "here", source = "here.", ns = data.table(cpu_node = 0, memory_node = 0, ns = 80)
  )
  lines <- lines_of(penalty_section(), run)
  expect_true(any(grepl("^ +4K +0 +A +0.1 +100% +- +1.2 +83.3% +-$", lines)))
  expect_match(paste(lines, collapse = " "), "no times are made up for this topology", fixed = TRUE)
  expect_no_match(paste(lines, collapse = " "), "Other operations")
  expect_match(
    told_by(penalty_section(), run)[2], "The latencies lack 3 of 4 pairs of numa2", fixed = TRUE
  )
  expect_null(figures_of(penalty_section(), run)[[1]])
})

test_that("nodes that pay the same share their lines", {
  kinds <- penalty_data(penalty_run())$kinds
  twin <- kinds[cpu_node == 1][, cpu_node := 2]
  joined <- join_penalty(rbind(kinds, twin), function(arm) paste(arm, collapse = " "))
  expect_identical(joined[mapping == "4K" & kind == "read", cpus], c("0", "0", "1-2", "1-2"))
  expect_identical(joined[mapping == "4K" & kind == "read", arm], rep(penalty_arms, 2))
})

test_that("the page has reads of each node and stages by themselves", {
  html <- page_of(penalty_section(), penalty_run())
  for (stage in c("read-node0", "read-node1", "before-srat", "init")) {
    expect_match(html, stage, fixed = TRUE)
  }
  expect_match(html, "162 ns", fixed = TRUE)
})
