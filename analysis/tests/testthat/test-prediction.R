# SPDX-License-Identifier: GPL-2.0-only
# 1,048,576 steps: 90 ns each with 4 KiB, 80 with 2 MiB; measured are about 92 and 80.
predicted_path <- file.path("fixtures", "latency", "two-nodes-predicted.csv")

changed_prediction <- function(change) {
  path <- file.path(tempdir(), "predicted.csv")
  writeLines(change(readLines(predicted_path)), path)
  read_prediction(path)
}

test_that("a prediction is ns of a step for each page size", {
  rows <- read_prediction(predicted_path)$rows
  expect_equal(rows$step_ns, c(90, 80))
  expect_identical(read_prediction(predicted_path)$facts$model, "Made-up CPU")
})

test_that("a wrong prediction is one sentence with the line", {
  expect_error(
    changed_prediction(function(lines) sub("# predicted: yes", "# predicted: no", lines)),
    "found no line \"# predicted: yes\"", fixed = TRUE
  )
  expect_error(
    changed_prediction(function(lines) sub("83886080$", "soon", lines)),
    "predicted.csv:9: found \"soon\" in column \"ns\", expected a number.", fixed = TRUE
  )
  expect_error(
    changed_prediction(function(lines) sub("^latency,2097152", "latency,4096", lines)),
    "predicted.csv:9: expected each page size once.", fixed = TRUE
  )
  expect_error(
    changed_prediction(function(lines) sub("1048576,1000000", "1048575,1000000", lines)),
    "predicted.csv:8: expected a step for every stride", fixed = TRUE
  )
  expect_error(
    changed_prediction(function(lines) sub("1040000,94371840", "1039999,94371840", lines)),
    "predicted.csv:8: expected a line for each step", fixed = TRUE
  )
  expect_error(
    changed_prediction(function(lines) sub("kind,", "sort,", lines)),
    "predicted.csv:7: found \"sort,", fixed = TRUE
  )
  expect_error(read_prediction("nowhere.csv"), "nowhere.csv is missing", fixed = TRUE)
})

test_that("the error is predicted by measured, of local memory only; its interval turns round", {
  latency <- made_up_latency()
  table <- predicted_table(read_prediction(predicted_path), latency)
  expect_identical(table[cpu_node == 0, what], c("4 KiB", "2 MiB", "4 KiB - 2 MiB"))
  expect_true(all(table$cpu_node == table$memory_node))
  expect_equal(table[what == "4 KiB - 2 MiB", predicted], c(10, 10))
  walks <- table[what == "4 KiB - 2 MiB" & cpu_node == 0]
  expect_equal(walks$error, 10 / walks$estimate - 1)
  expect_equal(walks$error_low, 10 / walks$high - 1)
  expect_true(walks$error_low < walks$error && walks$error < walks$error_high)
})

test_that("a time that may be nothing has no error", {
  expect_equal(error_of(10, c(8, 0, -1)), c(0.25, NA, NA))
})

test_that("only the same walk is compared", {
  other <- changed_prediction(function(lines) gsub(
    "67108864,64,1048576", "134217728,128,1048576", lines
  ))
  expect_error(
    predicted_table(other, made_up_latency()),
    paste(
      "found a prediction for 128 MiB in strides of 128, expected one for the 64 MiB in strides of",
      "64 that were measured."
    ),
    fixed = TRUE
  )
})

test_that("the text names model and host, and made-up rows as such", {
  lines <- text_prediction(read_prediction(predicted_path), made_up_latency())
  expect_identical(lines[1], "MADE-UP ROWS, NOT A MEASUREMENT")
  expect_true(any(grepl(
    paste(
      "^ +0  4 KiB - 2 MiB +10.0 +1[0-9.]+ \\[[0-9.]+, [0-9.]+\\] +-[0-9.]+% \\[-[0-9.]+%,",
      "[-+][0-9.]+%\\] +7$"
    ),
    lines
  )))
})

test_that("a host that is a guest is told, since its walks are longer", {
  latency <- made_up_latency()
  prediction <- read_prediction(predicted_path)
  expect_null(prediction_notes(prediction, latency))
  latency$facts$hypervisor <- "KVMKVMKVM"
  expect_match(
    prediction_notes(prediction, latency),
    "The host is a guest (KVMKVMKVM): its walks read the hypervisor's tables, too", fixed = TRUE
  )
  prediction$facts[c("nested", "scattered")] <- c("4K", "yes")
  expect_identical(
    prediction_notes(prediction, latency),
    c(
      "Assumed: a hypervisor maps the host with pages of 4K.",
      "Assumed: pages of 4 KiB do not lie together in physical memory."
    )
  )
})
