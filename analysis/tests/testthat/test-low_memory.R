# SPDX-License-Identifier: GPL-2.0-only
test_that("low memory is told per arm and page size, zones summed over nodes", {
  run <- synthetic_run(topologies = "numa2")
  table <- low_memory(run)
  expect_equal(nrow(table), length(synthetic_arms) * 2)
  expect_identical(unique(as.character(table$mapping)), c("2M", "4K"))
  managed <- run$samples[
    metric == "memory.zone.pages" & item == "DMA32" & arm == "patched" & mapping == "4K", sum(value)
  ]
  expect_equal(table[arm == "patched" & mapping == "4K", `DMA32 managed`], managed)
  expect_equal(unique(table$`DMA free`), 3000)
})

test_that("arms that agree share a line, per page size", {
  run <- synthetic_run(topologies = "numa4-hole")
  table <- join_equal_arms(low_memory(run))
  expect_identical(table[mapping == "4K", arm[1]], "unpatched and patched")
  lines <- lines_of(low_memory_section(), run)
  expect_lte(max(nchar(lines)), 75)
  expect_match(grep(" 4K ", lines, value = TRUE)[1], "^ +4K +AB ")
})

test_that("letters stay those of the whole run", {
  lines <- lines_of(
    low_memory_section(),
    keep_arms(synthetic_run(topologies = "numa4-hole"), c("unpatched", "patched+movable_node"))
  )
  expect_false(any(grepl("^ +B ", lines)))
  expect_true(any(grepl("^ +C ", lines)))
})

test_that("what was not measured is a dash, and nothing at all no section", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K", fail = "patched/numa2/4K/count")
  number <- "<td style=\"text-align:right;\">"
  expect_match(
    page_of(low_memory_section(), run),
    paste0(">patched</td>", number, "487,424</td>", number, "[0-9,]+</td>", number, "-</td>")
  )
  run$samples <- run$samples[metric %in% c("run.completed", "boot.insns")]
  expect_null(lines_of(low_memory_section(), run))
  expect_null(low_memory(run))
})
