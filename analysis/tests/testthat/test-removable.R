# SPDX-License-Identifier: GPL-2.0-only
removal_run <- function(topologies = "numa4-hole", workloads = c("hotremove", "hotremove-loaded"),
                        ...) {
  synthetic_run(topologies = topologies, mappings = "4K", workloads = workloads, ...)
}

test_that("each arm has its bytes, nodes and what stopped the memory blocks", {
  table <- removable_memory(removal_run())
  expect_equal(nrow(table), 2 * length(synthetic_arms))
  bad <- table[arm == "unpatched" & workload == "hotremove"]
  expect_equal(bad$tried, 3 * GiB)
  expect_equal(bad$removable, 2.25 * GiB)
  expect_equal(c(bad$whole, bad$nodes), c(0, 3))
  expect_identical(bad$stopped, "slab 3, memmap 2, page-table 1")
  good <- table[arm == "patched+movable_node" & workload == "hotremove"]
  expect_equal(c(good$share, good$whole), c(1, 3))
  expect_identical(good$stopped, "")
})

test_that("nothing short of everything is 100%", {
  expect_identical(format_percent(c(0, 0.75, 0.9999, 1)), c("0.0%", "75.0%", "99.9%", "100%"))
})

test_that("the finding names the arms that free all, none or some nodes", {
  said <- told_by(removable_section(), removal_run())
  expect_match(
    said, "no node can be removed (75.0% of their memory) with unpatched and patched", fixed = TRUE
  )
  expect_match(
    said,
    paste(
      "every node can be removed (100% of their memory) with patched+movable_node and",
      "stock+movable_node"
    ),
    fixed = TRUE
  )
  some <- data.table(topology = c("a", "b"), whole = c(0, 2), nodes = c(1, 2), share = c(0.5, 1))
  expect_identical(
    tell_arm_removable(some),
    "0 of 1 on a and 2 of 2 on b can be removed (50.0% to 100% of their memory)"
  )
})

test_that("the text fits, however many arms there are", {
  lines <- lines_of(removable_section(), removal_run(topologies = c("numa2", "numa4-hole")))
  expect_lte(max(nchar(lines)), 75)
  expect_true(any(grepl(
    "hotremove-loaded +3 GiB +75.0% 0/3 +75.0% 0/3 +100% 3/3 +100% 3/3$", lines
  )))
  expect_true(any(grepl(
    "- numa4-hole, 4K, hotremove and hotremove-loaded: 768 MiB stay with AB", lines, fixed = TRUE
  )))
  many <- lines_of(removable_section(), removal_run(arms = c(synthetic_arms, paste0("arm", 5:9))))
  expect_lte(max(nchar(many)), 75)
  expect_length(grep("^ +hotremove-loaded", many), 3)
})

test_that("the page has a cell for each arm with share, nodes and owners", {
  html <- page_of(removable_section(), removal_run())
  expect_match(
    html, "<span class=\"v worse\">75.0%</span> 2.25 GiB of 3 GiB <br/> 0 of 3 nodes whole <br/>",
    fixed = TRUE
  )
  expect_match(
    html, "<span class=\"v better\">100%</span> 3 GiB of 3 GiB <br/> 3 of 3 nodes whole</td>",
    fixed = TRUE
  )
})

test_that("DIMMs that were taken out and memory blocks that were lost are told", {
  run <- removal_run(workloads = "hotremove")
  extra <- run$samples[metric == "hotremove.lost.blocks"][, `:=`(
    metric = "hotremove.unplugged.bytes", role = "unplugged-bytes", unit = "bytes", node = 3,
    value = GiB
  )]
  run$samples[metric == "hotremove.lost.blocks" & arm == "patched", value := 2]
  run$samples <- rbind(run$samples, extra)
  expect_true(any(grepl(
    "- numa4-hole, 4K, hotremove: 1 GiB with ABCD", lines_of(removable_section(), run), fixed = TRUE
  )))
  expect_match(page_of(removable_section(), run), "2 memory blocks lost")
  expect_match(told_by(removable_section(), run)[2], "2 memory blocks did not come online again")
})

test_that("a plan without such runs has no section", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  expect_null(removable_memory(run))
  expect_null(lines_of(removable_section(), run))
  expect_null(told_by(removable_section(), run))
})

test_that("an arm that did not complete is not measured", {
  run <- removal_run(workloads = "hotremove", fail = "patched/numa4-hole/4K/hotremove")
  expect_false("patched" %in% removable_memory(run)$arm)
  page <- page_of(removable_section(), run)
  expect_no_match(page, "timeout")
  run <- synthetic_run(
    topologies = "numa4-hole", workloads = "hotremove", fail = "patched/numa4-hole/4K/hotremove"
  )
  page <- page_of(removable_section(), run)
  expect_match(page, 'class="v timeout">timeout<', fixed = TRUE)
  expect_no_match(page, "not measured")
  expect_true(any(grepl("-loaded|hotremove", lines_of(removable_section(), run))))
})
