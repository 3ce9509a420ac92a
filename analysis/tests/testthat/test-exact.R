# SPDX-License-Identifier: GPL-2.0-only
test_that("verdicts follow the metric's direction and least effect", {
  expect_identical(exact_verdict(100, c(99, 101, 100), "less", 0), c("better", "worse", "same"))
  expect_identical(exact_verdict(100, c(99, 101), "more", 0), c("worse", "better"))
  expect_identical(exact_verdict(100, 101, "none", 0), "differs")
  expect_identical(exact_verdict(c(1000, 1000), c(1001, 1020), "less", 0.01), c("same", "worse"))
  expect_identical(
    exact_verdict(c(0, 0, NA), c(0, 5, 1), "less", 0.01), c("same", "worse", "invalid")
  )
})

test_that("every candidate is compared with the baseline in every cell", {
  run <- synthetic_run()
  table <- compare_exact(run)
  expect_setequal(as.character(unique(table$arm)), synthetic_arms[-1])
  expect_equal(table[metric == "boot.insns", .N], 3 * 2 * 2)
  expect_false("invalid" %in% table$verdict)
})

test_that("nothing on a node counts as zero bytes, not as unmeasured", {
  table <- compare_exact(synthetic_run(topologies = "numa2", mappings = "4K"))
  row <- table[metric == "placement.bytes" & item == "page-table" & arm == "patched+movable_node"]
  expect_equal(row[node == 1, candidate], 0)
  expect_equal(row[node == 0, baseline], 0)
})

test_that("a run that failed makes its metrics invalid instead of vanishing", {
  table <- compare_exact(synthetic_run(
    topologies = "numa2", mappings = "4K", fail = "patched/numa2/4K/placement"
  ))
  expect_identical(
    table[arm == "patched" & metric == "placement.bytes", unique(verdict)], "invalid"
  )
  expect_true(all(is.na(table[arm == "patched" & metric == "placement.bytes", candidate])))
})

test_that("sums over nodes keep the total", {
  table <- compare_exact(synthetic_run(topologies = "numa4-hole", mappings = "4K"))
  sums <- sum_nodes(table)
  expect_equal(
    sums[metric == "memory.zone.pages", sum(baseline)],
    table[metric == "memory.zone.pages", sum(baseline)]
  )
})

test_that("a run without exact values has none to sum up", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  run$samples <- run$samples[role == "completed"]
  table <- compare_exact(run)
  expect_equal(nrow(table), 0)
  full <- compare_exact(synthetic_run(topologies = "numa2", mappings = "4K"))
  expect_identical(setdiff(names(full), names(table)), "reference")
  expect_equal(nrow(sum_nodes(table)), 0)
})

test_that("what two workloads measure is not added up", {
  run <- synthetic_run(
    topologies = "numa2", mappings = "4K", workloads = c("hotremove", "hotremove-loaded")
  )
  table <- compare_exact(run)
  expect_true(all(
    c("hotremove.removable.bytes", "hotremove-loaded.removable.bytes") %in% levels(table$metric)
  ))
  expect_equal(sum_nodes(table)[metric == "hotremove.hotpluggable.bytes", unique(candidate)], GiB)
})
