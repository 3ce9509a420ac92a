# SPDX-License-Identifier: GPL-2.0-only
test_that("the hole between nodes is a row of its own", {
  rows <- memory_rows(synthetic_memory("numa4-hole"))
  expect_identical(rows$kind, c("node", "hole", "node", "node", "node"))
  expect_equal(rows[kind == "hole", end + 1], 4 * GiB)
  expect_true(all(is.na(memory_rows(synthetic_memory("numa2"))[kind == "hole", node])))
})

test_that("the hole inside a node breaks its bar", {
  segments <- memory_segments(synthetic_memory("straddle"))
  expect_identical(segments[node == 1, kind], c("ram", "hole", "ram"))
  expect_equal(segments[node == 1, x1[1:2]], segments[node == 1, x0[2:3]])
})

test_that("the legacy hole below 1 MiB is too small to draw", {
  expect_equal(memory_segments(synthetic_memory("numa2"))[node == 0, .N], 1)
})

test_that("marks are wide enough, in order, apart and inside their node", {
  least <- 10
  spread <- spread_marks(c(0, 1, 2, 95), c(1, 2, 3, 100), least, 100)
  expect_true(all(spread[[2]] - spread[[1]] >= least))
  expect_true(all(spread[[1]][-1] >= spread[[2]][-4]))
  expect_true(all(spread[[2]] <= 100))
})

test_that("a mark sits where its address is", {
  memory <- synthetic_memory("straddle")
  segments <- memory_segments(memory)
  ranges <- data.table(
    arm = factor("a"), class = "page-table", node = 1, start = 4 * GiB + 512 * MiB,
    end = 4 * GiB + 576 * MiB - 1, bytes = 64 * MiB
  )
  mark <- place_marks(ranges, segments, MiB)
  expect_equal(mark$x0 - segments[node == 1 & start == 4 * GiB, x0], 512 * MiB)
  expect_equal(mark$x1 - mark$x0, 64 * MiB)
})
