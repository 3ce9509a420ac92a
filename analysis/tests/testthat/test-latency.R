# SPDX-License-Identifier: GPL-2.0-only
# The fixture with other lines, read back as if it were measured.
changed <- function(change, measured = TRUE) {
  lines <- readLines(two_nodes)
  if (measured) lines <- lines[-1]
  path <- tempfile(fileext = ".csv")
  writeLines(change(lines), path)
  read_latency(path)
}

# One field of the row with this number.
put <- function(lines, sample, column, value) {
  at <- grep(sprintf("^%d,", sample), lines)
  fields <- strsplit(lines[at], ",", fixed = TRUE)[[1]]
  fields[match(column, latency_columns)] <- value
  lines[at] <- paste(fields, collapse = ",")
  lines
}

test_that("facts and rows are read as they were written", {
  latency <- made_up_latency()
  expect_identical(latency$facts$cpu, "Made-up CPU")
  expect_identical(latency$facts[["node 1"]], "17179869184 bytes, distances 21 10, CPUs 4 5 6 7")
  expect_equal(nrow(latency$samples), 7 * 4 * 2 * (6 + 2))
  expect_equal(latency$samples[1, step_ns], 96814912 / 1048576)
})

test_that("made-up rows and emulated times are not taken for measurements", {
  expect_error(read_latency(two_nodes), "found made-up rows, expected measured ones", fixed = TRUE)
  expect_error(changed(function(lines) sub("emulated: no", "emulated: yes", lines)), "not times")
  expect_error(
    changed(function(lines) sub("fake_nodes: no", "fake_nodes: yes", lines)), "numa=fake"
  )
  expect_error(changed(function(lines) lines[!startsWith(lines, "# emulated")]), "not times")
  expect_equal(nrow(changed(identity)$samples), nrow(made_up_latency()$samples))
})

test_that("a row that is wrong is named by its line", {
  expect_error(
    changed(function(lines) put(lines, 1, "ns", "fast")),
    ":26: found \"fast\" in column \"ns\", expected a number"
  )
  expect_error(changed(function(lines) put(lines, 2, "ns", "0")), ":27: expected a time")
  expect_error(
    changed(function(lines) put(lines, 2, "steps", "1048575")),
    ":27: expected a step for every stride"
  )
  expect_error(
    changed(function(lines) put(lines, 3, "pages_on_node", "16383")),
    ":28: expected every page on the node"
  )
  expect_error(
    changed(function(lines) put(lines, 2, "huge_bytes", "0")), ":27: expected pages of the size"
  )
  expect_error(
    changed(function(lines) put(lines, 1, "kind", "guess")), ":26: expected a sample of latency"
  )
  expect_error(
    changed(function(lines) c(lines, lines[length(lines)])), "expected each kind of sample once"
  )
  expect_error(changed(function(lines) sub(",0$", "", lines)), ":26: found 18 fields, expected 19")
  expect_error(changed(function(lines) lines[startsWith(lines, "#")]), "found no rows")
  expect_error(
    changed(function(lines) sub("^sample,", "number,", lines)), ":25: found \"number,block"
  )
  expect_error(read_latency("nowhere.csv"), "nowhere.csv is missing")
})

test_that("medians, ratios and walk costs are those that the rows were made with", {
  latency <- made_up_latency()
  idle <- latency_matrix(latency)
  expect_equal(nrow(idle), 8)
  expect_equal(idle[page_bytes == huge_page, estimate], c(80, 140, 140, 80), tolerance = 0.01)
  expect_true(all(idle$low <= idle$estimate & idle$estimate <= idle$high & idle$low < idle$high))
  ratios <- latency_ratios(latency)
  expect_equal(ratios[, .N], 4)
  expect_equal(ratios[page_bytes == huge_page, estimate], c(1.75, 1.75), tolerance = 0.02)
  expect_true(all(ratios$low > 1.6 & ratios$high < 1.9))
  walks <- walk_costs(latency)
  expect_equal(walks$estimate, c(12, 22, 22, 12), tolerance = 0.12)
  expect_true(all(walks$blocks == 7))
})

test_that("under load latency is a curve over what the others read", {
  curve <- loaded_curve(made_up_latency())
  expect_equal(nrow(curve), 4 * 2 * 6)
  local <- curve[page_bytes == huge_page & cpu_node == 0 & memory_node == 0]
  expect_identical(local$load, c(0, 20, 40, 60, 80, 100))
  expect_false(is.unsorted(local$others_gb_s))
  expect_equal(local[load == 100, estimate], 152, tolerance = 0.02)
  bandwidth <- bandwidth_matrix(made_up_latency())
  expect_equal(
    bandwidth[page_bytes == huge_page & cpu_node == 0 & memory_node == 0, estimate], c(9, 9 + 32.4),
    tolerance = 0.03
  )
})

test_that("fewer than three blocks have no interval", {
  latency <- made_up_latency()
  latency$samples <- latency$samples[block <= 2]
  expect_true(all(is.na(latency_matrix(latency)$low)))
  expect_match(text_latency(latency), "0  4 KiB  idle       2 +[0-9.]+$", all = FALSE)
})

test_that("ratios and walk costs are of pairs, which drift between blocks leaves alone", {
  latency <- made_up_latency()
  before <- latency_ratios(latency)
  latency$samples[, step_ns := step_ns * 1.3^block]
  expect_equal(latency_ratios(latency), before)
  latency$samples <- latency$samples[block <= 5]
  few <- latency_ratios(latency)
  expect_true(all(few$blocks == 5 & is.na(few$low) & is.finite(few$estimate)))
})

test_that("an interval holds the true median about 19 times in 20", {
  set.seed(3)
  held <- replicate(300, {
    interval <- median_interval(exp(rnorm(20, 0, 0.05)))
    interval$low <= 1 && 1 <= interval$high
  })
  expect_gt(mean(held), 0.91)
  expect_lt(mean(held), 0.985)
})

test_that("one node has no ratio, and its text says what there is", {
  latency <- made_up_latency()
  latency$samples <- latency$samples[cpu_node == 0 & memory_node == 0]
  expect_equal(nrow(latency_ratios(latency)), 0)
  text <- text_latency(latency)
  expect_false(any(grepl("Remote", text)))
  expect_match(text, "Nanoseconds that page walks add", all = FALSE)
})

test_that("a busy host and a memory near the cache's size are said", {
  expect_null(latency_notes(made_up_latency()))
  latency <- changed(function(lines) sub(
    "last_cache: .*", "last_cache: 33554432", put(lines, 5, "switches", "2")
  ))
  expect_identical(latency_notes(latency), c(
    "1 of 448 samples lost their CPU for a while: the host was not idle.",
    "The memory is less than four times the last cache (32 MiB), so part of it was read from there."
  ))
})

test_that("text and figure of made-up rows say so", {
  expect_identical(text_latency(made_up_latency())[1], "MADE-UP ROWS, NOT A MEASUREMENT")
  expect_match(figure_latency(made_up_latency())$caption, "^MADE-UP ROWS")
  expect_false(any(grepl("MADE-UP", text_latency(changed(identity)))))
})
