# SPDX-License-Identifier: GPL-2.0-only
test_that("of many timed items those that differ have lines, the others are counted", {
  run <- timed_run(effect = 1.5)
  lines <- lines_of(noisy_section(), run)
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^node0.4K.load0 +1 +numa2 +4K +B +1[.][3-7]", lines)))
  expect_false(any(grepl("^node0.4K.load0 +0 ", lines)))
  expect_match(
    paste(lines, collapse = " "), "Of 4 comparisons: .*worse in 2.*; all are in report.html."
  )
})

test_that("what has no complete block has no row, and is named", {
  run <- timed_run(effect = 1.5)
  failed <- run$samples$class == "noisy" & run$samples$arm == "patched"
  run$samples[failed & metric == "qemu.wall.ns", end_state := "timeout"]
  page <- page_of(noisy_section(), run)
  expect_no_match(page, "qemu.wall.ns.{0,60}<td>0</td>")
  expect_match(page, "Not compared, for no complete block: qemu.wall.ns", fixed = TRUE)
  expect_match(page, "latency.ns", fixed = TRUE)
  run$samples[failed, end_state := "timeout"]
  page <- page_of(noisy_section(), run)
  expect_no_match(page, "<td", fixed = TRUE)
  expect_no_match(page, "invalid in", fixed = TRUE)
  expect_match(page, "Not compared, for no complete block: .*latency.ns")
})
