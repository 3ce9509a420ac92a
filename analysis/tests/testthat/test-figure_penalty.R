# SPDX-License-Identifier: GPL-2.0-only
test_that("each point is one arm's ns for the CPUs of one node", {
  points <- penalty_points(penalty_data(penalty_run())$kinds)[mapping == "4K" & arm == "unpatched"]
  expect_equal(
    points[measure == penalty_measures[["ns"]], setNames(ns, cpus)],
    c("CPUs of node 0" = 16.2, "CPUs of node 1" = 8.1)
  )
  expect_equal(
    points[measure == penalty_measures[["bound"]], setNames(ns, cpus)],
    c("CPUs of node 0" = 178.2, "CPUs of node 1" = 129.6)
  )
})

test_that("the figure is drawn in its section and says that it is modelled, and what from", {
  figure <- make_figures(prepare_report(penalty_run()))[[1]]
  expect_match(
    figure$caption, "^Modelled, not measured: .* times the distances of the emulated topology"
  )
  expect_identical(figure$section, "penalty")
  dir <- tempfile()
  save_figure(figure, dir)
  expect_true(all(file.size(file.path(dir, c("penalty.png", "penalty.svg"))) > 10000))
})
