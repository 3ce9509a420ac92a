# SPDX-License-Identifier: GPL-2.0-only
test_that("prefixes are ordered by number and follow each other", {
  steps <- prefix_steps(info_of(c("series@2", "series@10", "series@0", "stock")))
  expect_identical(steps$arm, c("series@0", "series@2", "series@10"))
  expect_identical(steps$reference, c(NA, "series@0", "series@2"))
  expect_identical(steps$label, c("0", "1-2", "3-10"))
})

test_that("a lone parameter follows the same prefix without it", {
  steps <- prefix_steps(info_of(c(
    "series@0", "series@1", "series@1+movable_node+cma=64M", "series@3+x"
  )))
  expect_identical(steps$arm, c("series@0", "series@1", "series@1+movable_node+cma=64M"))
  expect_identical(steps$reference[3], "series@1")
  expect_identical(steps$label[3], "+movable_node+cma=64M")
})

test_that("prefixes with one parameter are a chain of their own, as is another base", {
  steps <- prefix_steps(info_of(c(
    "series@0", "series@1", "series@0+x", "series@1+x", "series-6.12@0", "series-6.12@1"
  )))
  expect_identical(unique(steps$chain), c("series", "series+x", "series-6.12"))
  expect_identical(steps[chain == "series+x", reference], c(NA, "series@0+x"))
})

test_that("arms that are no prefixes, and a prefix alone, make no steps", {
  expect_equal(
    nrow(prefix_steps(info_of(c("unpatched", "patched+movable_node", "mutant@01-x")))), 0
  )
  expect_equal(nrow(prefix_steps(info_of(c("unpatched", "series@3")))), 0)
})

test_that("commits of one tree follow each other in the plan's order", {
  info <- info_of(c("./linux@fe", "./linux@0a", "./linux@0a+x", "./linux@17", "stock"))
  for (i in seq_len(4)) {
    info$arms[[i]]$kernel <- sub("[+].*", "", info$arms[[i]]$name)
    info$arms[[i]]$commit <- paste0(info$arms[[i]]$kernel, "0")
    info$arms[[i]]$subject <- paste("subject", i)
  }
  steps <- prefix_steps(info)
  expect_identical(steps$arm, c("./linux@fe", "./linux@0a", "./linux@17", "./linux@0a+x"))
  expect_identical(steps$reference, c(NA, "./linux@fe", "./linux@0a", "./linux@0a"))
  expect_identical(steps$label, c("0", "1", "2", "+x"))
  expect_identical(steps$subject, c("", "subject 2", "subject 4", ""))
  info$arms <- info$arms[c(1, 2)]
  expect_equal(nrow(prefix_steps(info)), 0)
})

test_that("a subject comes from the last patch's file name", {
  expect_identical(
    patch_subject(c("0001-a-b.patch", "0002-x86-mm-Factor-out.patch"), 1, FALSE),
    "x86 mm Factor out"
  )
  expect_identical(patch_subject(c("0001-a-b.patch", "0002-c.patch"), 2, FALSE), "")
  expect_identical(
    patch_subject(paste0("0004-", strrep("x", 52), ".patch"), 1, FALSE),
    paste0(strrep("x", 52), "...")
  )
  expect_identical(patch_subject(character(), NA, FALSE), "")
})

test_that("each patch is compared with the one before, not with the first", {
  run <- series_run()
  run$samples[
    as.character(arm) %in% c("series@2", "series@4") & metric == "memblock.find.calls",
    value := value + 100
  ]
  table <- compare_steps(run)[metric == "memblock.find.calls" & mapping == "4K"]
  expect_equal(table[match(series_arms[2:5], as.character(arm)), difference], c(0, 100, 0, -100))
})

test_that("a reservation of another address or fate is another placement", {
  run <- series_run()
  expect_identical(moved_classes(run, "series@2", "series@1"), character())
  run$placements[as.character(arm) == "series@2" & class == "initrd", start := start + 4096]
  expect_identical(moved_classes(run, "series@2", "series@1"), "initrd")
  run$placements[as.character(arm) == "series@2" & class == "kernel", end := end + 4096]
  expect_identical(moved_classes(run, "series@2", "series@1"), "initrd")
  run["placements"] <- list(NULL)
  expect_null(moved_classes(run, "series@2", "series@1"))
})

test_that("a boot that failed is not taken for one without reservations", {
  run <- series_run()
  run$placements <- run$placements[
    !(as.character(arm) == "series@2" & as.character(mapping) == "4K")
  ]
  expect_identical(moved_classes(run, "series@2", "series@1"), character())
})
