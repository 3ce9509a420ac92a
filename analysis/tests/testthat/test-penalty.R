# SPDX-License-Identifier: GPL-2.0-only
# Expected numbers are computed by hand from helper-penalty.R: 200 reads, of each
# ten of a hundred last entries from memory, on node 1 before and 0 after.
before <- penalty_arms[1]
after <- penalty_arms[2]


kinds_4k <- function() penalty_data(penalty_run())$kinds[mapping == "4K"]
counts_of <- function(run) penalty_counts(run, penalty_values(run))

test_that("an item is a stage and a region", {
  expect_identical(split_penalty_item(c("read-node0.direct.pte", "init.free", "fault")),
    list(stage = c("read-node0", "init", "fault"), region = c("direct", "free", "")))
})

test_that("only tables of the direct map count, on the node where they lie", {
  counts <- counts_of(penalty_run())[mapping == "4K" & stage == "read-node1"]
  expect_equal(counts[arm == before & memory_node == 1, c(references, fetches)], c(100, 10))
  expect_equal(counts[arm == before & memory_node == 0, c(references, fetches)], c(20, 0))
  expect_equal(counts[arm == after & memory_node == 0, c(references, fetches)], c(120, 10))
  expect_equal(counts[arm == after & memory_node == 1, c(references, fetches)], c(0, 0))
})

test_that("stages are a boot's in their order, then operations", {
  stages <- levels(counts_of(penalty_run())$stage)
  expect_identical(
    stages, c("before-srat", "after-srat", "init", "read-node0", "read-node1", "fault", "syscall")
  )
  more <- data.table(
    topology = "a", mapping = "4K", arm = "a",
    stage = c("read-node10", "read-node9", "new", "fault")
  )
  expect_identical(levels(order_stages(more)$stage), c("read-node9", "read-node10", "fault", "new"))
})

test_that("a CPU pays what is fetched times the way from its node to the table's", {
  reads <- kinds_4k()[kind == "read"]
  expect_equal(reads[arm == before, ns], c(0.1 * 162, 0.1 * 81))
  expect_equal(reads[arm == after, ns], c(0.1 * 81, 0.1 * 243))
  expect_equal(reads[arm == before, bound], c(1 * 162 + 0.2 * 81, 1 * 81 + 0.2 * 243))
  expect_equal(reads[arm == after, bound], c(1.2 * 81, 1.2 * 243))
})

test_that("remote is what another node than the CPU's has", {
  reads <- kinds_4k()[kind == "read"]
  expect_equal(reads[arm == before, remote_fetches], c(0.1, 0))
  expect_equal(reads[arm == before, remote_references], c(1, 0.2))
  expect_equal(reads[arm == after, remote_fetches], c(0, 0.1))
  expect_equal(reads[arm == after, remote_references], c(0, 1.2))
})

test_that("the boot is the sum of its stages, and what did not happen costs nothing", {
  boot <- kinds_4k()[kind == "boot" & cpu_node == 0]
  expect_equal(boot$ns, c(30 * 162, 20 * 81))
  expect_equal(boot$bound, c(300 * 162 + 50 * 81, 350 * 81))
  expect_true(all(kinds_4k()[kind == "syscall", ns] == 0))
  costs <- penalty_data(penalty_run())$costs
  expect_equal(costs[mapping == "2M" & stage == "read-node0" & arm == before, ns], c(0, 0))
})

test_that("the sum over all CPUs has each CPU once", {
  sums <- over_all_cpus(kinds_4k()[kind == "read"])
  expect_equal(sums$ns, c(16.2 + 3 * 8.1, 8.1 + 3 * 24.3))
  expect_equal(sums$bound, c(178.2 + 3 * 129.6, 97.2 + 3 * 291.6))
})

test_that("the share of all that CPU 0 waits for has every region and its loads and stores", {
  shares <- penalty_data(penalty_run())$shares[mapping == "4K" & kind == "read"]
  expect_equal(shares[arm == before, share], 20 * 162 / (20 * 162 + 14 * 162 + 6 * 81))
  expect_equal(shares[arm == after, share], 20 * 81 / (20 * 81 + 14 * 162 + 6 * 81))
})

test_that("a table without a node and two mmus are refused", {
  run <- penalty_run()
  run$samples[metric == "walk.references" & item == "init.direct.pmd", node := NA]
  expect_error(
    counts_of(run), "walk.references init.direct.pmd has no node, expected that of the table.",
    fixed = TRUE
  )
  run <- penalty_run()
  run$samples[item == "cache.third" & arm == after, value := 2 * value]
  expect_error(
    penalty_mmu(penalty_values(run)), "mmu.bytes cache.third is not the same in all runs",
    fixed = TRUE
  )
})

test_that("a plan without the workload has no section", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_null(penalty_data(run))
  expect_null(lines_of(penalty_section(), run))
  expect_null(told_by(penalty_section(), run))
  expect_null(figures_of(penalty_section(), run))
})
