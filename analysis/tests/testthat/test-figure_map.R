# SPDX-License-Identifier: GPL-2.0-only
test_that("the map says in words which node holds the page tables", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = "4K")
  ranges <- merge_ranges(run$placements)[before_srat == 1]
  said <- map_verdicts(ranges, run$arms)
  expect_identical(
    said$text[c(1, 3)], c("page tables on hotpluggable node 3", "page tables on node 0")
  )
  expect_identical(said$state, c("none", "none", "all", "all"))
})

test_that("maps of 2 to 16 nodes can be laid out", {
  run <- synthetic_run(topologies = c("numa2", "numa16"), mappings = "4K")
  sizes <- vapply(figure_maps(run), function(figure) figure$height, 0)
  expect_true(sizes[2] > sizes[1] && sizes[2] < 14)
})

test_that("an arm that was not measured has no verdict", {
  run <- synthetic_run(
    topologies = "numa4-hole", mappings = "4K", fail = "patched/numa4-hole/4K/placement"
  )
  said <- map_verdicts(early_ranges(run, "4K"), run$arms)
  expect_false("patched" %in% said$arm)
  layer <- draw_verdicts(early_ranges(run, "4K"), NULL, run$arms)
  expect_identical(layer$data[arm == "patched", text], "not measured")
  ends <- failed_ends(run, "numa4-hole", "4K")
  expect_identical(ends, c(patched = "timeout"))
  layer <- draw_verdicts(early_ranges(run, "4K"), NULL, run$arms, ends)
  expect_identical(layer$data[arm == "patched", text], "timeout")
  expect_length(failed_ends(run, "numa4-hole", "2M"), 0)
  expect_no_match(told_by(places_section(), run), "^patched (made|put)")
})
