# SPDX-License-Identifier: GPL-2.0-only
test_that("a null result is said plainly", {
  run <- synthetic_run(arms = c("unpatched", "unpatched2"), topologies = "numa2", mappings = "4K")
  run$samples[
    arm == "unpatched2" & metric %in% c("boot.insns", "memblock.find.insns"),
    value := run$samples[
      arm == "unpatched" & metric %in% c("boot.insns", "memblock.find.insns"), value
    ]
  ]
  said <- paste(findings(prepare_report(run)), collapse = " ")
  expect_match(said, "\\(boot.insns\\): no difference with unpatched2")
})

test_that("changes are told as a range with a verdict", {
  rows <- data.table(
    verdict = c("better", "worse"), change = c(-0.1, 0.02), candidate = 1, unit = "calls"
  )
  expect_identical(tell_change(rows), "-10.00% to +2.000%, better in 1 and worse in 1 of 2 cells")
  expect_identical(tell_change(rows[1]), "-10.00%, better")
  expect_identical(
    tell_change(data.table(verdict = "worse", change = NA_real_, candidate = 4096, unit = "bytes")),
    "up from 0 to 4 KiB, worse"
  )
})
