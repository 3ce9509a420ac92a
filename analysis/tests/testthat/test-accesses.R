# SPDX-License-Identifier: GPL-2.0-only
access_metrics <- data.table(
  metric = c("access.reads", "access.writes", "access.cpu.count", "access.remote.count"),
  role = c("loads", "stores", "cpu-accesses", "remote-accesses")
)

# One CPU on node 0 of two; only the first arm touches node 1 before SRAT.
accesses_run <- function() {
  arms <- c("unpatched", "patched+movable_node")
  row <- function(arm, metric, item, node, value) data.table(arm, metric, item, node, value)
  samples <- rbind(
    row(arms[1], "access.cpu.count", "before-srat.cpu0", c(0, 1), c(900, 100)),
    row(arms[2], "access.cpu.count", "before-srat.cpu0", 0, 1010),
    row(arms, "access.cpu.count", "after-srat.cpu0", 0, 5000),
    row(arms[1], "access.remote.count", "before-srat", NA, 100),
    row(
      arms[1], "access.writes", c("before-srat.page-table", "before-srat.initrd", "firmware.free"),
      1, c(90, 10, 7)
    ),
    row(arms, "access.reads", "after-srat.kernel", 0, 5000)
  )
  samples[
    ,
    c("class", "end_state", "workload", "unit", "topology", "mapping") := .(
      "exact", "completed", "accesses", "count", factor("numa2"), factor("4K", mapping_levels)
    )
  ]
  with_roles(samples, access_metrics)
  list(
    samples = samples[, arm := factor(arm, arms)], arms = arms, letters = arm_letters(arms),
    memory = data.table(
      topology = factor("numa2"), node = c(0, 1), start = c(0, GiB), end = c(GiB, 2 * GiB) - 1,
      hotpluggable = c(0, 1)
    )
  )
}

test_that("accesses to another node are told by stage, none where there are none", {
  table <- accesses_data(accesses_run())$stages
  expect_equal(table[stage == "before-srat", remote], c(100, 0))
  expect_equal(table[stage == "before-srat", all], c(1000, 1010))
  expect_true(all(table[stage == "after-srat", remote] == 0))
})

test_that("what lies on hotpluggable nodes is told by class, without the firmware's time", {
  hot <- accesses_data(accesses_run())$hot
  expect_identical(hot$what, c("page-table", "initrd"))
  expect_equal(hot$accesses, c(90, 10))
})

test_that("the finding and the text say who goes to another node", {
  run <- accesses_run()
  expect_match(
    told_by(accesses_section(), run),
    "CPU's: 100 (10.0% of all at most) with unpatched; none with patched+movable_node.",
    fixed = TRUE
  )
  lines <- lines_of(accesses_section(), run)
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^numa2 +4K +before-srat +100 10.0% +none$", lines)))
  expect_true(any(grepl(
    "numa2, 4K, before-srat, A: page-table 90, initrd 10", lines, fixed = TRUE
  )))
  expect_match(page_of(accesses_section(), run), "page-table", fixed = TRUE)
})

test_that("a plan without the workload has no section", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_null(accesses_data(run))
  expect_null(lines_of(accesses_section(), run))
  expect_null(told_by(accesses_section(), run))
})
