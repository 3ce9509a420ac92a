# SPDX-License-Identifier: GPL-2.0-only
test_that("metrics with items have a figure each, those of the boot theirs", {
  run <- timed_run(effect = 1.5)
  table <- compare_noisy(run)
  figures <- figures_ratios(run, table)
  expect_identical(unname(vapply(figures, function(figure) figure$name, "")), "noisy-latency-ns")
  expect_setequal(
    unique(figure_noisy(run, table)$plot$data$metric),
    c("boot.wall.ns", "qemu.wall.ns (numa-latency)", "qemu.wall.ns (direct-map)")
  )
  dir <- tempfile()
  save_figure(figures[[1]], dir)
  expect_true(file.size(file.path(dir, "noisy-latency-ns.png")) > 10000)
})

test_that("of many items those farthest from 1 are drawn, in their own order", {
  table <- data.table(
    item = sprintf("node%02d", 1:50), node = NA_real_, estimate = exp(c(0.5, rep(0, 48), -0.6))
  )
  shown <- far_items(table)
  expect_equal(nlevels(shown$label), most_ratios)
  expect_identical(levels(shown$label)[c(1, most_ratios)], c("node50", "node01"))
})

test_that("a run without such metrics has no such figure", {
  expect_null(figures_ratios(synthetic_run(
    arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K", noisy = 5
  )))
})
