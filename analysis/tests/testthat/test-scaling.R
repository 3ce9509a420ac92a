# SPDX-License-Identifier: GPL-2.0-only
test_that("a guest's memory is what its nodes were given", {
  points <- scaling_points(scaling_run())
  expect_identical(sort(unique(points$ram)), scaling_sizes * GiB)
  row <- points[topology == "4x4G" & arm == "unpatched"]
  expect_equal(
    row[, c(nodes, tables, low, hot)], c(4, 4096 * (7 + 513 * 16), 0, 4096 * (7 + 513 * 16))
  )
})

test_that("the least tables are one for each part that a table of each level maps", {
  expect_equal(least_tables(2^39, "4K"), 4096 * (2^18 + 512 + 1))
  expect_equal(least_tables(2^39 + 1, "2M"), 4096 * (513 + 2))
  expect_equal(least_tables(2^46, "1G"), 4096 * 128)
})

test_that("a line through points of a line has no error, and is followed to the target", {
  model <- scaling_model(scaling_points(scaling_run()))[arm == "unpatched"]
  expect_equal(model$factor, 1)
  expect_equal(model$fixed, 6 * 4096)
  expect_lt(model$error, 1e-9)
  expect_equal(model$far, 4096 * (6 + 513 * 65536 + 128))
  expect_equal(model$slope * scaling_target, model$far - model$fixed)
})

test_that("the error is the worst point's, and the largest guests judge the fit without them", {
  bent <- scaling_run(function(gib) 7 + 513 * gib + ifelse(gib == 64, 3283.9, 0))
  model <- scaling_model(scaling_points(bent))[arm == "unpatched"]
  expect_gt(model$error, 0.01)
  expect_equal(model$held, 1 - (7 + 513 * 64) / (7 + 513 * 64 + 3283.9))
})

test_that("tables near the kernel fill the memory below 4 GiB at a size that is told", {
  said <- told_by(scaling_section(), scaling_run())
  expect_match(
    said[1],
    paste(
      "booted with 1 GiB to 64 GiB: 1.000 times the least that can map it and 24 KiB besides with",
      "unpatched and patched+movable_node"
    ),
    fixed = TRUE
  )
  expect_match(
    said[1], "2.00 MiB for each GiB of RAM and 128 GiB at 64 TiB, modelled.", fixed = TRUE
  )
  expect_match(
    said[2],
    paste(
      "64 GiB and a 4K direct map take 0 B (0.0%) with unpatched; 128 MiB (6.2%) with",
      "patched+movable_node."
    ),
    fixed = TRUE
  )
  expect_match(
    said[3], "fill it at 1022 GiB of RAM with patched+movable_node (4K direct map)", fixed = TRUE
  )
})

test_that("the text stays within its width and shares lines between equal arms", {
  lines <- lines_of(scaling_section(), scaling_run())
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^4K +1 GiB +1 4 +A +2.03 MiB", lines)))
  expect_true(any(grepl("^4K +AB +1.000 +24 KiB +2.00 MiB +0.0% +0.0% +128 GiB$", lines)))
})

test_that("two sizes make no line, and a plan without the workload no section", {
  run <- scaling_run(sizes = c(1, 4))
  expect_null(scaling_points(run))
  expect_null(lines_of(scaling_section(), run))
  expect_null(told_by(scaling_section(), run))
  expect_null(figures_of(scaling_section(), run))
  expect_null(scaling_points(synthetic_run(topologies = "numa2", mappings = "4K")))
})

test_that("the figure has a panel for each kind and draws nothing at a size of its own", {
  points <- scaling_long(scaling_points(scaling_run()))
  expect_identical(levels(points$kind), unname(scaling_kinds))
  expect_true(all(points[bytes == 0, shown] == scaling_nothing))
  expect_identical(label_table_bytes(c(1024, 2^20)), c("none", "1 MiB"))
  expect_identical(figures_of(scaling_section(), scaling_run())[[1]]$name, "scaling")
})
