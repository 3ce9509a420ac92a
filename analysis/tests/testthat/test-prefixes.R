# SPDX-License-Identifier: GPL-2.0-only
test_that("prefixes are ordered by number and follow each other", {
  steps <- prefix_steps(info_of(c("series@2", "series@10", "series@0", "stock")))
  expect_identical(steps$arm, c("series@0", "series@2", "series@10"))
  expect_identical(steps$reference, c(NA, "series@0", "series@2"))
  expect_identical(steps$label, c("0", "1-2", "3-10"))
})

test_that("a lone parameter follows the same prefix without it", {
  steps <- prefix_steps(info_of(c("series@0", "series@1", "series@1+movable_node+cma=64M", "series@3+x")))
  expect_identical(steps$arm, c("series@0", "series@1", "series@1+movable_node+cma=64M"))
  expect_identical(steps$reference[3], "series@1")
  expect_identical(steps$label[3], "+movable_node+cma=64M")
})

test_that("prefixes with one parameter are a chain of their own, as is another base", {
  steps <- prefix_steps(info_of(c("series@0", "series@1", "series@0+x", "series@1+x", "series-6.12@0", "series-6.12@1")))
  expect_identical(unique(steps$chain), c("series", "series+x", "series-6.12"))
  expect_identical(steps[chain == "series+x", reference], c(NA, "series@0+x"))
})

test_that("arms that are no prefixes, and a prefix alone, make no steps", {
  expect_equal(nrow(prefix_steps(info_of(c("unpatched", "patched+movable_node", "mutant@01-x")))), 0)
  expect_equal(nrow(prefix_steps(info_of(c("unpatched", "series@3")))), 0)
})

test_that("the rest of the report keeps the ends of a series, no mutants and not their reference", {
  expect_identical(shown_arms(info_of(c(series_arms, "stock", "corpus", "mutant@00-harmless"))),
    c("series@0", "series@6", "series@6+movable_node", "stock"))
  expect_identical(shown_arms(info_of(c("corpus", "corpus+movable_node"))), c("corpus", "corpus+movable_node"))
})

test_that("the same arm again is compared only where noise is, or nothing else", {
  info <- info_of(c("unpatched", "patched", "patched#2"))
  info$arms[[3]]$image_sha256 <- "patched"
  expect_identical(shown_arms(info), c("unpatched", "patched"))
  expect_identical(shown_arms(info, noisy = TRUE), c("unpatched", "patched", "patched#2"))
  info$arms <- info$arms[2:3]
  expect_identical(shown_arms(info), c("patched", "patched#2"))
})

test_that("a subject comes from the last patch's file name", {
  expect_identical(patch_subject(c("0001-a-b.patch", "0002-x86-mm-Factor-out.patch"), 1, FALSE), "x86 mm Factor out")
  expect_identical(patch_subject(c("0001-a-b.patch", "0002-c.patch"), 2, FALSE), "")
  expect_identical(patch_subject(paste0("0004-", strrep("x", 52), ".patch"), 1, FALSE), paste0(strrep("x", 52), "..."))
  expect_identical(patch_subject(character(), NA, FALSE), "")
})

test_that("each patch is compared with the one before, not with the first", {
  run <- series_run()
  run$samples[as.character(arm) %in% c("series@2", "series@4") & metric == "memblock.find.calls", value := value + 100]
  table <- compare_steps(run)[metric == "memblock.find.calls" & mapping == "4K"]
  expect_equal(table[match(series_arms[2:5], as.character(arm)), difference], c(0, 100, 0, -100))
})

test_that("a patch that changes nothing is said to, in words", {
  said <- tell_steps(series_run())
  expect_identical(said[2], "patch 2 (memblock Do thing 2): same placements, same page tables; boot.insns unchanged.")
  expect_match(said[5], "^with movable_node: acpi-table and page-table placed elsewhere, other page tables; ")
  expect_match(said[5], "placement.hotpluggable.bytes -100.0%, better", fixed = TRUE)
})

test_that("page tables are told by amounts and digests, not by what depends on the build", {
  rows <- data.table(metric = "pagetable.digest", item = c("initmem_init.return.mapping", "run_init_process.mapping", "run_init_process.frames"),
    unit = "digest", difference = c(0, 7, 0))
  expect_identical(tell_step_tables(rows, character()), "same page tables")
  expect_identical(tell_step_tables(rows, "page-table"), "other page tables that map the same")
  rows[3, difference := 1]
  expect_identical(tell_step_tables(rows, character()), "other page tables that map otherwise")
  rows <- data.table(metric = "pagetable.pages", item = "initmem_init.return.pte", unit = "pages", difference = 1)
  expect_identical(tell_step_tables(rows, NULL), "other page tables")
  expect_null(tell_step_tables(rows[0], NULL))
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
  run$placements <- run$placements[!(as.character(arm) == "series@2" & as.character(mapping) == "4K")]
  expect_identical(moved_classes(run, "series@2", "series@1"), character())
})

test_that("a recorded run of the series is told as it was", {
  run <- read_run(file.path("fixtures", "per-patch"))
  said <- tell_steps(run)
  expect_identical(said[1], "patch 1 (memblock Factor out of top down allocation): same placements, same page tables; boot.insns -0.010%.")
  expect_match(said[2], "same placements, same page tables; boot.insns +0.004%; memblock.find.insns +0.794%, worse.", fixed = TRUE)
  expect_match(said[3], "^patches 3-6: same placements, same page tables; boot.insns ")
  expect_match(said[4], "^with movable_node: acpi-table and page-table placed elsewhere, other page tables; boot.insns \\+0.348%, worse; ")
  expect_match(said[4], "placement.hotpluggable.bytes -100.0%, better; placement.below_4g.bytes +44.79%, worse.", fixed = TRUE)
})
