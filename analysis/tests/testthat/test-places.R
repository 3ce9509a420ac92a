# SPDX-License-Identifier: GPL-2.0-only
# SPDX-License-Identifier: GPL-2.0-only
test_that("findings name nodes and addresses before and after", {
  said <- paste(findings(synthetic_report(topologies = "numa4-hole")), collapse = " ")
  expect_match(
    said,
    paste(
      "unpatched put its early page tables on hotpluggable memory: 10.0 MiB on node 3 of",
      "numa4-hole|unpatched put its early page tables on hotpluggable memory: 10 MiB on node 3 of",
      "numa4-hole"
    )
  )
  expect_match(said, "patched put them at exactly the same addresses as the baseline")
  expect_match(said, "right above the kernel image, which ends at 0x029fffff: 10 MiB on node 0")
  expect_match(said, "below the kernel image, which starts at 0x01000000")
})
