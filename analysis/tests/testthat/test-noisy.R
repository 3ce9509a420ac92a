# SPDX-License-Identifier: GPL-2.0-only
noisy_run <- function(...) {
  synthetic_run(arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K", ...)
}

# `n` comparisons of lognormal samples with the true log ratio `shift`.
simulate_pairs <- function(n, blocks, shift, sigma = 0.02) {
  rbindlist(lapply(seq_len(n), function(i) {
    compare_pairs(
      data.table(
        baseline = exp(rnorm(blocks, 0, sigma)), candidate = exp(rnorm(blocks, shift, sigma))
      ),
      0.01
    )
  }))
}

test_that("a large effect is found and its direction judged", {
  slow <- compare_noisy(noisy_run(noisy = 20, effect = c(1, 1.1)))
  fast <- compare_noisy(noisy_run(noisy = 20, effect = c(1, 0.9)))
  expect_identical(slow$verdict, "worse")
  expect_identical(fast$verdict, "better")
  expect_true(slow$low < 1.1 && slow$high > 1.1)
})

test_that("no effect and a large spread is no evidence, not sameness", {
  table <- compare_noisy(noisy_run(noisy = 10, spread = 0.1))
  expect_identical(table$verdict, "no evidence")
  expect_gt(table$detectable, 0.05)
})

test_that("sameness is claimed only when the interval lies within the margin", {
  expect_identical(compare_noisy(noisy_run(noisy = 30, spread = 0.002))$verdict, "same")
})

test_that("results do not depend on the caller's random numbers, nor disturb them", {
  run <- noisy_run(noisy = 10)
  set.seed(1)
  first <- compare_noisy(run)
  after <- runif(1)
  set.seed(1)
  expect_identical(after, runif(1))
  set.seed(99)
  expect_identical(first, compare_noisy(run))
})

test_that("too few blocks are invalid", {
  expect_identical(compare_noisy(noisy_run(noisy = 2))$verdict, "invalid")
})

test_that("there is no ratio to a count of nothing", {
  table <- compare_pairs(data.table(baseline = c(0, 2, 1, 3), candidate = c(1, 2, 4, 3)), 0.01)
  expect_identical(
    noisy_verdict(table[, c("p_holm", "min_effect") := .(p, 0.05)], "less"), "invalid"
  )
})

test_that("what perf counts of QEMU does not weaken the test of the boot's time", {
  run <- noisy_run(noisy = 20, effect = c(1, 1.1))
  more <- rbindlist(lapply(
    1:4, function(i) run$samples[class == "noisy"][, metric := paste0("qemu.event", i)]
  ))
  alone <- compare_noisy(run)
  run$samples <- rbind(run$samples, more)
  together <- compare_noisy(run)
  expect_equal(together[metric == "boot.wall.ns", p_holm], alone$p_holm)
  expect_equal(min(together[metric != "boot.wall.ns", p_holm / p]), 4)
})

test_that("constant values have an interval of no width", {
  table <- compare_pairs(data.table(baseline = rep(100, 5), candidate = rep(100, 5)), 0.01)
  expect_equal(c(table$low, table$high, table$p), c(1, 1, 1))
})

test_that("an A/A comparison rarely raises an alarm and an interval covers the truth", {
  set.seed(20)
  bootstrap_resamples <<- 200
  on.exit(bootstrap_resamples <<- 2000)
  null <- simulate_pairs(40, 20, 0)
  expect_lte(mean((null$low > 1 | null$high < 1) & null$p < 0.05), 0.1)
  shifted <- simulate_pairs(40, 20, 0.03)
  expect_gte(mean(shifted$low <= exp(0.03) & shifted$high >= exp(0.03)), 0.85)
})

test_that("an effect of the stated detectable size is found about four times in five", {
  set.seed(21)
  bootstrap_resamples <<- 200
  on.exit(bootstrap_resamples <<- 2000)
  size <- median(simulate_pairs(12, 20, 0)$detectable)
  found <- simulate_pairs(40, 20, log1p(size))
  expect_gte(mean((found$low > 1 | found$high < 1) & found$p < 0.05), 0.6)
})

# Both look at the same comparison.
timed_comparison <- compare_noisy(timed_run())

test_that("what one boot measures several times is one value", {
  latency <- timed_comparison[metric == "latency.ns"]
  expect_equal(nrow(latency), 4)
  expect_true(all(latency$blocks == 8))
  one <- data.table(
    arm = "a", block = c(1, 1, 1, 2), iteration = c(0, 1, 2, 0), value = c(1, 5, 3, 7)
  )
  expect_equal(pair_blocks(rbind(one, copy(one)[, arm := "b"]), "a", "b")$baseline, c(3, 7))
})

test_that("the same metric of two workloads is two, judged with its own family", {
  walls <- timed_comparison[startsWith(metric, "qemu.wall.ns")]
  expect_setequal(walls$metric, c("qemu.wall.ns (numa-latency)", "qemu.wall.ns (direct-map)"))
  expect_equal(walls[metric == "qemu.wall.ns (direct-map)", baseline], 9e9, tolerance = 0.01)
  expect_true(all(walls$min_effect == 0.03 & walls$direction == "less"))
  expect_true(all(walls$blocks == 8))
})

test_that("an effect on one node's memory is found there only", {
  table <- compare_noisy(timed_run(effect = 1.5))[metric == "latency.ns"]
  expect_identical(table[node == 1, unique(verdict)], "worse")
  expect_false("worse" %in% table[node == 0, verdict])
})
