# SPDX-License-Identifier: GPL-2.0-only
test_that("hotpluggable bytes are zero, not absent, where there are none", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = "4K")
  values <- hotpluggable_section()$data(run)
  expect_equal(values[arm == "patched+movable_node", value], 0)
  expect_gt(values[arm == "unpatched", value], 0)
  expect_match(
    told_by(hotpluggable_section(), run),
    "MiB with unpatched and patched; none with patched+movable_node and stock+movable_node.",
    fixed = TRUE
  )
})
