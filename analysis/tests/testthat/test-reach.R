# SPDX-License-Identifier: GPL-2.0-only
test_that("tables fill the cache at its size in entries times the page", {
  table <- reach_table(penalty_values(penalty_run()))
  expect_equal(table$leaf, c(2 * MiB, 4096, 8))
  expect_equal(table$full, c(16 * GiB, 8192 * GiB, 4 * 2^20 * GiB))
  expect_equal(table$tlb, c(4 * MiB, 2 * GiB, 16 * GiB))
  expect_equal(table$upper, c(64 * MiB, 4 * GiB, 0))
})

test_that("what the model does not say is left out, and without a last cache all of it", {
  run <- penalty_run()
  run$samples <- run$samples[item != "paging.pde"]
  expect_identical(is.na(reach_table(penalty_values(run))$upper), c(TRUE, FALSE, FALSE))
  expect_true(any(grepl("^4K +2 MiB +- +4 MiB +- +16 GiB$", text_reach(penalty_data(run)))))
  run$samples <- run$samples[item != "cache.third"]
  expect_null(reach_table(penalty_values(run)))
  expect_null(text_reach(penalty_data(run)))
})

test_that("what booted guests needed for each GiB stands beside it", {
  run <- penalty_run()
  expect_identical(unname(penalty_data(run)$slopes), rep("-", 3))
  booted <- booted_slopes(scaling_data(scaling_run())$models)
  expect_identical(unname(booted[c("2M", "1G")]), c("-", "-"))
  expect_match(booted[["4K"]], "^2.0")
})

test_that("the finding has the guests' own size", {
  run <- penalty_run()
  expect_identical(
    tell_reach(penalty_data(run)$reach, penalty_data(run)$ram),
    paste(
      "Tables of the direct map fill the modelled last cache (32 MiB) at 16 GiB with 4K pages, 8",
      "TiB with 2M pages and 4096 TiB with 1G pages of RAM; the guests here have 2 GiB."
    )
  )
  expect_match(
    tell_line(topology_latency(run, penalty_values(run))),
    "takes 81 ns of the own node and 162 ns to 243 ns of another, modelled", fixed = TRUE
  )
})
