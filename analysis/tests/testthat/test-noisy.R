# SPDX-License-Identifier: GPL-2.0-only
noisy_run <- function(...) {
  synthetic_run(arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K", ...)
}

# One comparison of its own.
judge_one <- function(baseline, candidate, direction = "less", margin = 0.01) {
  table <- as.data.table(compare_pairs(baseline, candidate, margin))
  table[, direction := ..direction]
  judge_noisy(table)
}

series <- fread(file.path("fixtures", "blocks", "series.csv"))
judge_series <- function(which, ...) series[name == which, judge_one(baseline, candidate, ...)]

# The metric's values in a run: blocks by arm; NA is no value.
with_values <- function(baseline, candidate, blocks = seq_along(baseline)) {
  run <- noisy_run(noisy = 3)
  row <- run$samples[class == "noisy"][1]
  values <- rbind(
    data.table(arm = "unpatched", block = blocks, value = baseline),
    data.table(arm = "patched", block = blocks, value = candidate)
  )[!is.na(value)]
  rows <- row[rep(1, nrow(values))]
  rows[, c("arm", "block", "value") := values[, .(factor(arm, run$arms), block, value)]]
  run$samples <- rbind(run$samples[class != "noisy"], rows)
  run
}

test_that("a large effect is found and its direction judged", {
  slow <- compare_noisy(noisy_run(noisy = 20, effect = c(1, 1.1)))
  fast <- compare_noisy(noisy_run(noisy = 20, effect = c(1, 0.9)))
  expect_identical(slow$verdict, "worse")
  expect_identical(fast$verdict, "better")
  expect_true(slow$low < slow$estimate && slow$estimate < slow$high && slow$low > 1)
})

test_that("no effect and a large spread is no evidence, not sameness", {
  table <- compare_noisy(noisy_run(noisy = 10, spread = 0.1))
  expect_identical(table$verdict, "no evidence")
  expect_gt(table$detectable, 0.05)
})

test_that("sameness is claimed only when the interval lies within the margin", {
  expect_identical(compare_noisy(noisy_run(noisy = 30, spread = 0.002))$verdict, "same")
})

test_that("three blocks, as every few, give no verdict and say what it takes", {
  table <- judge_series("halves in three blocks")
  expect_identical(table$verdict, "invalid")
  expect_equal(table$p, 0.25)
  expect_gt(table$estimate, 2)
  expect_true(is.na(table$detectable))
  said <- tell_noisy(compare_noisy(noisy_run(noisy = 3)), noisy_run(noisy = 3))
  expect_match(
    said, "No verdict of a difference is possible with 3 blocks: it takes 6 (", fixed = TRUE
  )
  many <- compare_noisy(noisy_run(noisy = 3))[rep(1, 30)]
  expect_match(
    tell_few_blocks(many), "it takes 6, and 11 after Holm over the 30 comparisons", fixed = TRUE
  )
  expect_identical(compare_noisy(noisy_run(noisy = 2))$verdict, "invalid")
})

test_that("the same change in every block is found beside any drift", {
  table <- judge_series("ten per cent in every block and drift")
  expect_identical(table$verdict, "worse")
  expect_equal(c(table$estimate, table$low, table$high), c(1.1, 1.1, 1.1))
  expect_identical(table$detectable, 0)
  expect_identical(judge_series("ten per cent in every block and drift", "more")$verdict, "better")
  expect_identical(judge_series("ten per cent in every block and drift", "none")$verdict, "differs")
})

test_that("rounded values have an interval that holds the estimate", {
  table <- judge_series("rounded to 0.1")
  expect_true(table$low <= table$estimate && table$estimate <= table$high)
  expect_identical(table$verdict, "no evidence")
  expect_equal(table$p, 1)
})

test_that("what falls to nothing is better, what comes from nothing worse", {
  table <- judge_series("falls to nothing")
  expect_identical(table$verdict, "better")
  expect_identical(table$scale, "difference")
  expect_identical(table$change, -1.5)
  expect_identical(judge_one(rep(0, 5), c(1, 2, 1, 2, 1))$verdict, "worse")
  expect_identical(judge_one(rep(0, 3), c(1, 2, 1))$verdict, "invalid")
  expect_identical(judge_one(rep(0, 8), c(1, 0, 2, 1, 0, 1, 0, 0))$verdict, "no evidence")
  expect_identical(judge_one(rep(0, 8), rep(0, 8))$verdict, "same")
})

test_that("values below 0 are compared by their difference", {
  table <- judge_one(-(1:10) * 10, -(1:10) * 10 - 3)
  expect_identical(table[, .(scale, estimate, low, high, verdict)], data.table(
    scale = "difference", estimate = -3, low = -3, high = -3, verdict = "better"
  ))
  expect_identical(judge_one(-(1:10) * 10, -(1:10) * 10 - 0.1)$verdict, "same")
})

test_that("a block that lacks a value is left out and said, none is paired with another", {
  run <- with_values(c(100, NA, 130:140), c(110, 120, NA, (131:140) * 1.1))
  table <- compare_noisy(run)
  expect_equal(table$blocks, 11)
  expect_equal(table$left_out, 2)
  expect_equal(table$estimate, 1.1)
  expect_match(
    tell_noisy(table, run),
    "2 blocks of patched on numa2 (4K direct map) left out: it or the baseline has no value there",
    fixed = TRUE, all = FALSE
  )
  alone <- with_values(c(1, 2, 3), rep(NA_real_, 3))
  expect_identical(compare_noisy(alone)$verdict, "invalid")
  expect_match(
    paste(lines_of(noisy_section(), alone), collapse = " "),
    "Not compared, for no complete block: boot.wall.ns.", fixed = TRUE
  )
})

test_that("bimodal values are said to be so", {
  set.seed(8)
  run <- with_values(rnorm(20, 100) + rep(c(0, 40), 10), rnorm(20, 100))
  expect_match(
    tell_noisy(compare_noisy(run), run),
    "boot.wall.ns of unpatched on numa2 (4K direct map) is bimodal", fixed = TRUE, all = FALSE
  )
})

test_that("differences have their signs and units in text and page", {
  run <- with_values(c(1, 2, 1, 2, 1, 2), rep(0, 6))
  lines <- lines_of(noisy_section(), run)
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^numa2 +4K +B +-1.5 +-2 to -1 +0.002 +0.002 ", lines)))
  expect_match(
    told_by(noisy_section(), run)[1], "difference -1.5 nanoseconds, 95% interval -2 to -1"
  )
  expect_match(page_of(noisy_section(), run), "-2 to -1", fixed = TRUE)
  expect_null(figure_noisy(run))
})

test_that("Holm is over the whole matrix", {
  run <- noisy_run(noisy = 20, effect = c(1, 1.1))
  more <- rbindlist(lapply(
    1:4, function(i) run$samples[class == "noisy"][, metric := paste0("qemu.event", i)]
  ))
  alone <- compare_noisy(run)
  run$samples <- rbind(run$samples, more)
  expect_equal(compare_noisy(run)[metric == "boot.wall.ns", p_holm], 5 * alone$p)
})

test_that("estimate, interval, p, verdict and detectable effect agree on any data", {
  set.seed(9)
  rows <- rbindlist(lapply(1:400, function(i) {
    n <- sample(1:24, 1)
    draw <- switch(sample(5, 1), function() exp(rnorm(n, 0, 0.02)), function() round(rnorm(n, 5)),
      function() rpois(n, 1), function() rep(7, n), function() rnorm(n))
    drift <- exp(rnorm(n, 0, 0.2))
    compare_pairs(draw() * drift, draw() * drift * sample(c(1, 1.005, 1.02), 1), 0.01, 4)
  }))
  rows[, c("direction", "matrix") := .("less", (.I - 1) %/% 4)]
  table <- rbindlist(lapply(split(rows, by = "matrix"), judge_noisy))
  null <- ifelse(table$scale == "ratio", 1, 0)
  found <- is_found(table)
  expect_gt(sum(found), 10)
  expect_true(all(table$low <= table$estimate & table$estimate <= table$high))
  outside <- table$low > null | table$high < null
  nothing <- is.infinite(table$high) & table$p < 0.05
  expect_true(all((table$p < 0.05) == (outside | nothing)))
  sign <- ifelse(table$estimate < null, "better", "worse")
  expect_true(all(table$verdict[found] == sign[found]))
  expect_true(all(table$p_holm[found] < 0.05 & !table$equivalent[found]))
  expect_identical(table$verdict == "same", table$equivalent)
  unseen <- which(table$verdict == "no evidence" & !is.na(table$detectable))
  expect_gt(length(unseen), 10)
  size <- ifelse(table$scale == "ratio", exp(size_of(table)) - 1, abs(table$estimate))
  expect_true(all(size[unseen] <= table$detectable[unseen]))
})

# Both look at the same comparison.
timed_comparison <- compare_noisy(timed_run())

test_that("what one boot measures several times is one value", {
  latency <- timed_comparison[metric == "latency.ns"]
  expect_equal(nrow(latency), 4)
  expect_true(all(latency$blocks == 12))
  expect_equal(
    latency[1, baseline],
    timed_run()$samples[
      metric == "latency.ns" & arm == "unpatched" & item == latency$item[1] &
        node == latency$node[1],
      median(value), by = block
    ][, median(V1)]
  )
})

test_that("the same metric of two workloads is two", {
  walls <- timed_comparison[startsWith(metric, "qemu.wall.ns")]
  expect_setequal(walls$metric, c("qemu.wall.ns (numa-latency)", "qemu.wall.ns (direct-map)"))
  expect_equal(walls[metric == "qemu.wall.ns (direct-map)", baseline], 9e9, tolerance = 0.01)
  expect_true(all(walls$min_effect == 0.03 & walls$direction == "less"))
  expect_true(all(walls$blocks == 12))
})

test_that("an effect on one node's memory is found there only", {
  table <- compare_noisy(timed_run(effect = 1.5))[metric == "latency.ns"]
  expect_identical(table[node == 1, unique(verdict)], "worse")
  expect_false("worse" %in% table[node == 0, verdict])
})
