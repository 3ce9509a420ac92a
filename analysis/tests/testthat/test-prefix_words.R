# SPDX-License-Identifier: GPL-2.0-only
test_that("a patch that changes nothing is said to, in words", {
  said <- tell_steps(series_run())
  expect_identical(
    said[2],
    "patch 2 (memblock Do thing 2): same placements, same page tables; boot.insns unchanged."
  )
  expect_match(
    said[5], "^with movable_node: acpi-table and page-table placed elsewhere, other page tables; "
  )
  expect_match(said[5], "placement.hotpluggable.bytes -100.0%, better", fixed = TRUE)
})

test_that("page tables are told by amounts and digests, not by what depends on the build", {
  rows <- data.table(
    metric = "pagetable.digest",
    item = c("initmem_init.return.mapping", "run_init_process.mapping", "run_init_process.frames"),
    unit = "digest", difference = c(0, 7, 0)
  )
  expect_identical(tell_step_tables(rows, character()), "same page tables")
  expect_identical(tell_step_tables(rows, "page-table"), "other page tables that map the same")
  rows[3, difference := 1]
  expect_identical(tell_step_tables(rows, character()), "other page tables that map otherwise")
  rows <- data.table(
    metric = "pagetable.pages", item = "initmem_init.return.pte", unit = "pages", difference = 1
  )
  expect_identical(tell_step_tables(rows, NULL), "other page tables")
  expect_null(tell_step_tables(rows[0], NULL))
})

test_that("a recorded run of the series is told as it was", {
  run <- read_run(file.path("fixtures", "per-patch"))
  said <- tell_steps(run)
  expect_identical(
    said[1],
    paste(
      "patch 1 (memblock Factor out of top down allocation): same placements, same page tables;",
      "boot.insns -0.010%."
    )
  )
  expect_match(
    said[2],
    "same placements, same page tables; boot.insns +0.004%; memblock.find.insns +0.794%, worse.",
    fixed = TRUE
  )
  expect_match(said[3], "^patches 3-6: same placements, same page tables; boot.insns ")
  expect_match(
    said[4],
    paste(
      "^with movable_node: acpi-table and page-table placed elsewhere, other page tables;",
      "boot.insns \\+0.348%, worse;"
    )
  )
  expect_match(
    said[4],
    "placement.hotpluggable.bytes -100.0%, better; placement.below_4g.bytes +44.79%, worse.",
    fixed = TRUE
  )
})
