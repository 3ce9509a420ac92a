# SPDX-License-Identifier: GPL-2.0-only
test_that("findings name nodes and addresses before and after", {
  said <- paste(findings(synthetic_report(topologies = "numa4-hole")), collapse = " ")
  expect_match(said, "unpatched put its early page tables on hotpluggable memory: 10.0 MiB on node 3 of numa4-hole|unpatched put its early page tables on hotpluggable memory: 10 MiB on node 3 of numa4-hole")
  expect_match(said, "patched put them at exactly the same addresses as the baseline")
  expect_match(said, "right above the kernel image, which ends at 0x029fffff: 10 MiB on node 0")
  expect_match(said, "below the kernel image, which starts at 0x01000000")
})

test_that("a null result is said plainly", {
  run <- synthetic_run(arms = c("unpatched", "unpatched2"), topologies = "numa2", mappings = "4K")
  run$samples[arm == "unpatched2" & metric %in% c("boot.insns", "memblock.find.insns"),
    value := run$samples[arm == "unpatched" & metric %in% c("boot.insns", "memblock.find.insns"), value]]
  said <- paste(findings(prepare_report(run)), collapse = " ")
  expect_match(said, "\\(boot.insns\\): no difference with unpatched2")
})

test_that("changes are told as a range with a verdict", {
  rows <- data.table(verdict = c("better", "worse"), change = c(-0.1, 0.02), candidate = 1, unit = "calls")
  expect_identical(tell_change(rows), "-10.00% to +2.000%, better in 1 and worse in 1 of 2 cells")
  expect_identical(tell_change(rows[1]), "-10.00%, better")
  expect_identical(tell_change(data.table(verdict = "worse", change = NA_real_, candidate = 4096, unit = "bytes")),
    "up from 0 to 4 KiB, worse")
})

test_that("runs that did not complete come first", {
  said <- findings(synthetic_report(topologies = "numa2", fail = "patched/numa2/4K/placement"))
  expect_match(said[1], "1 of 16 runs did not complete .* b1-patched-numa2-4K-placement \\(timeout\\)")
})
