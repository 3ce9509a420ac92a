# SPDX-License-Identifier: GPL-2.0-only
four_nodes <- file.path("fixtures", "latency", "four-nodes-matrix.csv")

# A file with these lines, read as one that was measured.
read_lines <- function(...) {
  path <- file.path(tempdir(), "matrix.csv")
  writeLines(c(...), path)
  read_latency_matrix(path)
}

test_that("times measured elsewhere are read with the sentence that names them", {
  matrix <- read_latency_matrix(four_nodes, fixture = TRUE)
  expect_equal(matrix$ns[cpu_node == 0 & memory_node == 3, ns], 130)
  expect_equal(matrix$ns[cpu_node == 3 & memory_node == 0, ns], 131)
  expect_match(
    matrix$source, "four-nodes-matrix.csv: made-up host of four nodes in a ring", fixed = TRUE
  )
  found <- read_lines("# source: a table of the vendor", "cpu_node,memory_node,ns", "0,0,80.5")
  expect_identical(found$source, "matrix.csv: a table of the vendor.")
  expect_identical(found$ns, data.table(cpu_node = 0, memory_node = 0, ns = 80.5))
})

test_that("made-up times are not taken for measured ones", {
  expect_error(
    read_latency_matrix(four_nodes), "found made-up rows, expected measured ones", fixed = TRUE
  )
  expect_error(
    read_latency_matrix(two_nodes), "found made-up rows, expected measured ones", fixed = TRUE
  )
  expect_match(
    read_latency_matrix(four_nodes, fixture = TRUE)$source, "^MADE-UP ROWS, NOT A MEASUREMENT"
  )
  expect_match(
    read_latency_matrix(two_nodes, fixture = TRUE)$source, "^MADE-UP ROWS, NOT A MEASUREMENT"
  )
})

test_that("a wrong file is one sentence with the line", {
  head <- c("# source: here", "cpu_node,memory_node,ns")
  expect_error(
    read_lines(head, "0,0,80", "0,1,fast"),
    "matrix.csv:4: found \"fast\" in column \"ns\", expected a number.", fixed = TRUE
  )
  expect_error(read_lines(head, "0,0,0"), "matrix.csv:3: expected a time above 0.", fixed = TRUE)
  expect_error(
    read_lines(head, "0,x,80"),
    "matrix.csv:3: found \"x\" in column \"memory_node\", expected a number.", fixed = TRUE
  )
  expect_error(
    read_lines(head, "0.5,0,80"), "matrix.csv:3: expected whole numbers of nodes.", fixed = TRUE
  )
  expect_error(read_lines(head, "0,0"), "matrix.csv:3: found 2 fields, expected 3.", fixed = TRUE)
  expect_error(
    read_lines(head, "0,1,80", "0,1,81"),
    "matrix.csv:4: expected each CPU node and memory node once.", fixed = TRUE
  )
  expect_error(read_lines(head), "found no rows", fixed = TRUE)
  expect_error(read_lines(head[2], "0,0,80"), "found no line \"# source: ...\"", fixed = TRUE)
  expect_error(
    read_lines(head[1], "node,ns", "0,80"),
    paste(
      "matrix.csv:2: found \"node,ns\", expected \"cpu_node,memory_node,ns\" or the columns of",
      "numa-latency."
    ),
    fixed = TRUE
  )
  expect_error(read_latency_matrix("nowhere.csv"), "nowhere.csv is missing.", fixed = TRUE)
})

test_that("of rows of numa-latency, idle reads with pages of 2 MiB count", {
  matrix <- read_latency_matrix(two_nodes, fixture = TRUE)
  expect_equal(matrix$ns$ns, c(80, 140, 140, 80), tolerance = 0.01)
  expect_match(
    matrix$source,
    "measured by numa-latency on Made-up CPU: medians of idle reads, pages of 2 MiB, 7 blocks.",
    fixed = TRUE
  )
  latency <- made_up_latency()
  latency$samples <- latency$samples[page_bytes == small_page]
  expect_error(
    measured_matrix(latency, "rows.csv"), "rows.csv: found no idle latency with pages of 2 MiB",
    fixed = TRUE
  )
})

test_that("without a file distances count, 81 ns for 10, from the CPU's node to the memory's", {
  run <- penalty_run()
  latency <- topology_latency(run, penalty_values(run))
  expect_equal(latency[cpu_node == 0 & memory_node == 1, ns], 162)
  expect_equal(latency[cpu_node == 1 & memory_node == 0, ns], 243)
  expect_equal(latency[cpu_node == memory_node, ns], c(81, 81))
  expect_equal(latency[cpu_node == 1, cpus], c(3, 3))
  expect_match(latency_source(run), "measured nowhere", fixed = TRUE)
})

test_that("a matrix that lacks a node of a topology is not used for it", {
  run <- penalty_run()
  run$latency <- list(
    source = "here.", ns = data.table(cpu_node = 0, memory_node = c(0, 1), ns = c(80, 140))
  )
  latency <- topology_latency(run, penalty_values(run))
  expect_true(all(is.na(latency$ns)))
  expect_identical(
    tell_latency_gaps(latency),
    paste(
      "The latencies lack 2 of 4 pairs of numa2, first CPU node 1 with memory node 0: no times are",
      "made up for this topology."
    )
  )
  run$latency <- read_latency_matrix(four_nodes, fixture = TRUE)
  latency <- topology_latency(run, penalty_values(run))
  expect_equal(latency$ns, c(80, 120, 121, 80))
  expect_length(tell_latency_gaps(latency), 0)
})
