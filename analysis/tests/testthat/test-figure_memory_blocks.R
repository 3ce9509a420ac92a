# SPDX-License-Identifier: GPL-2.0-only
blocks_run <- function(topologies = "numa4-hole", ...) {
  synthetic_run(
    topologies = topologies, mappings = "4K", workloads = c("hotremove-loaded", "hotremove"), ...
  )
}

test_that("the title says which arms free the nodes", {
  judged <- judge_arms(map_memory_blocks(blocks_run(), "numa4-hole", "4K"))
  expect_identical(
    tell_nodes(judged),
    paste(
      "none of the 3 hotpluggable nodes can be removed with unpatched and patched;",
      "all 3 with patched+movable_node and stock+movable_node"
    )
  )
  expect_identical(
    tell_nodes(judged[1:2]), "none of the 3 hotpluggable nodes can be removed with any arm"
  )
  expect_match(
    tell_nodes(judged[1:2], c("a", "b", "d")), "nodes can be removed with unpatched and patched$"
  )
  some <- data.table(arm = c("a", "b"), free = c(2, 0), nodes = 3, state = c("some", "none"))
  expect_identical(
    tell_nodes(some), "2 of the 3 hotpluggable nodes can be removed with a; none with b"
  )
  one <- data.table(arm = c("a", "b"), free = 0:1, nodes = 1, state = c("none", "all"))
  expect_identical(tell_nodes(one), "the hotpluggable node cannot be removed with a; it can with b")
})

test_that("the map shows the boot without load, once", {
  memory_blocks <- map_memory_blocks(blocks_run(blocks = 2), "numa4-hole", "4K")
  expect_identical(unique(memory_blocks$workload), "hotremove")
  expect_equal(memory_blocks[, .N, by = .(arm, start)][, max(N)], 1)
})

test_that("tiles lie where their addresses are, on both sides of a hole", {
  memory <- synthetic_memory("straddle")
  rows <- memory_rows(memory)
  segments <- memory_segments(memory, rows)
  tiles <- place_memory_blocks(
    map_memory_blocks(blocks_run("straddle"), "straddle", "4K"), segments, row_places(rows)
  )[arm == "unpatched"]
  left <- segments[kind == "ram" & node == 1, x0]
  expect_equal(tiles[start == 1.5 * GiB, x0], left[1])
  expect_equal(tiles[start == 4 * GiB, x0], left[2])
  expect_true(all(abs(tiles$x1 - tiles$x0 - 128 * MiB) < 1))
  expect_true(all(tiles$y == tiles$y[1]))
})

test_that("an owner that has no colour is unknown", {
  run <- blocks_run()
  run$memory_blocks[removable == 0, owner := "martian"]
  expect_setequal(map_memory_blocks(run, "numa4-hole", "4K")$owner, c("removable", "unknown"))
})

test_that("what held a node is named in the order of its memory blocks", {
  judged <- judge_nodes(map_memory_blocks(blocks_run(), "numa4-hole", "4K"))
  expect_identical(
    judged[arm == "unpatched", owners], c("slab, memmap", "slab, memmap", "slab, page-table")
  )
})

test_that("a run without placements has the map, of 2 to 16 nodes", {
  figures <- figure_maps(blocks_run(c("numa2", "numa16")))
  expect_length(figures, 2)
  expect_gt(figures[[2]]$height, figures[[1]]$height)
  expect_no_warning(build_figure(figures[[2]]$plot))
})
