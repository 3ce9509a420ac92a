# SPDX-License-Identifier: GPL-2.0-only
# Node 1 is twice as far as the boot's own node 0: 162 ns.
before <- penalty_arms[1]
after <- penalty_arms[2]

# Forty lines of page tables on node 1 with the first arm, none with the second;
# ten of the memory map there with both, and lines that have no node.
with_far_lines <- function(run) {
  values <- penalty_values(run)
  lines <- values[metric == "access.fetches" & item == "before-srat.kernel"]
  far <- function(item, node, value) copy(lines)[
    , c("item", "node", "value") := .(..item, ..node, ..value)
  ]
  rbind(
    values, far("before-srat.page-table", 1, 40)[as.character(arm) == before],
    far("after-srat.page-table", 1, 2)[as.character(arm) == before], far("init.memmap", 1, 10),
    far("init.user", NA, 1000), far("read-node1.page-table", 1, 500)
  )
}

costs_of <- function(run, values) penalty_class_costs(values, topology_latency(run, values))
costs_4k <- function(run) costs_of(run, with_far_lines(run))[mapping == "4K"]

test_that("a class costs what the boot fetched from another node times the way", {
  costs <- costs_4k(penalty_run())
  expect_equal(
    costs[class == "page-table" & arm == before, c(fetches, remote, ns)], c(42, 42, 42 * 162)
  )
  expect_equal(costs[class == "memmap" & arm == after, c(fetches, remote, ns)], c(10, 10, 1620))
})

test_that("the own node's lines are fetched but not from afar, lines without a node nowhere", {
  costs <- costs_4k(penalty_run())
  expect_equal(costs[class == "kernel" & arm == after, c(fetches, remote, ns)], c(3000, 0, 0))
  expect_false("user" %in% costs$class)
})

test_that("a class has a line when some arm fetches it from afar, the dearest first", {
  run <- penalty_run()
  table <- far_table(costs_4k(run), run$letters)
  expect_identical(table$class, c("page-table", "memmap"))
  expect_identical(table[["A"]], c("42 6.8 us", "10 1.62 us"))
  expect_identical(table[["B"]], c("none", "10 1.62 us"))
})

test_that("the finding names the class that moves most, and which way", {
  run <- penalty_run()
  expect_identical(
    tell_penalty_classes(costs_of(run, with_far_lines(run)), before),
    paste(
      "What the boot fetches from other nodes changes most in page-table: -6.8 us on numa2 at 1G",
      "with patched+movable_node (42 to 0 lines), modelled."
    )
  )
  expect_null(tell_penalty_classes(costs_of(run, penalty_values(run)), before))
})

test_that("nothing is shown of a boot that fetches nothing from afar", {
  run <- penalty_run()
  expect_null(text_penalty_classes(costs_of(run, penalty_values(run)), run$letters))
  expect_null(html_penalty_classes(costs_of(run, penalty_values(run)), run$arms))
  expect_true(any(grepl(
    "^numa2 +1G +page-table +42 6.8 us +none$",
    text_penalty_classes(costs_of(run, with_far_lines(run)), run$letters)
  )))
})

test_that("a class that layout moves as much is not told", {
  costs <- data.table(
    topology = "numa2", mapping = "2M", class = c("slab", "memmap"),
    arm = rep(c("a", "b"), each = 2), ns = c(100, 100, 150, 120), remote = 1
  )
  layout <- copy(costs)[, arm := rep(c("a", "a#layout"), each = 2)][, ns := c(100, 100, 160, 100)]
  expect_match(tell_penalty_classes(costs, "a"), "most in slab: +50 ns", fixed = TRUE)
  expect_match(tell_penalty_classes(costs, "a", layout), "most in memmap: +20 ns", fixed = TRUE)
  layout[class == "memmap" & arm != "a", ns := 120]
  expect_null(tell_penalty_classes(costs, "a", layout))
})
