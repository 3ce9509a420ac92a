# SPDX-License-Identifier: GPL-2.0-only
# Made-up guests: 1,000 instructions fixed, 50 for each GiB, 3 for each node squared
# and 2 for each GiB away and node passed over.

search_total <- function(gib, nodes) {
  1000 + 50 * gib + 3 * nodes^2 + 2 * gib * (1 - 1 / nodes) * (nodes + search_fixed)
}

search_run <- function(total = search_total) {
  guests <- data.table(nodes = c(1, 1, 1, 4, 16, 16), gib = c(1, 16, 256, 16, 16, 256))
  guests[, topology := sprintf("%dx%gG", nodes, gib / nodes)]
  roles <- data.table(
    role = names(search_parts), metric = sub("-", ".", names(search_parts)),
    share = c(0.25, 0.25, 0.3, 0.2, 0)
  )
  samples <- guests[, CJ(arm = c("unpatched", "stock+movable_node"), role = roles$role),
    by = .(topology, nodes, gib)
  ][roles, on = "role"]
  samples[, value := ifelse(role == "caller-find-calls", 9, share * total(gib, nodes))]
  samples[
    ,
    c("class", "end_state", "mapping", "workload", "unit", "item", "node", "role") := .(
      "exact", "completed", "4K", "search-cost", "instructions", "alloc_low_pages", NA_real_, NULL
    )
  ]
  arms <- c("unpatched", "stock+movable_node")
  with_roles(samples, roles)
  samples[
    ,
    c("topology", "arm", "mapping") := .(
      factor(topology, guests$topology), factor(arm, arms), factor(mapping, mapping_levels)
    )
  ]
  memory <- guests[, scaling_ranges(nodes, gib), by = topology]
  list(
    samples = samples, memory = memory[, topology := factor(topology, guests$topology)],
    arms = arms, letters = arm_letters(arms)
  )
}

search_csv <- function(insns, dir = new_folder()) {
  regions <- c(10, 100, 1000, 10000, 100000)
  rows <- data.table(
    arm = "unpatched", number = seq_along(regions), operation = "reserve", variant = "last",
    place = "spread", mode = "down", map = "made",
    regions = format(regions, scientific = FALSE, trim = TRUE),
    nodes = 1, answer = 0, moved = 24, insns = insns(regions), find = 0, reserve = 0, iterate = 0,
    other = 0
  )
  data.table::fwrite(rows, file.path(dir, "search-cost.csv"))
  dir
}

new_folder <- function() {
  dir <- tempfile("search")
  dir.create(dir)
  dir
}

test_that("a boot's parts add up to what memblock executed", {
  points <- search_points(search_run())
  row <- points[topology == "16x16G" & arm == "unpatched"]
  expect_equal(row$total, search_total(256, 16))
  expect_equal(row$find, 0.5 * search_total(256, 16))
  expect_equal(row[, c(ram, nodes, calls)], c(256 * GiB, 16, 9))
})

test_that("the model finds what guests were made of, and says it of larger ones", {
  model <- search_model(search_points(search_run()))[arm == "unpatched"]
  expect_equal(model[, c(per_gib, per_square, per_more)], c(50, 3, 2))
  expect_identical(model$kind, "away")
  expect_lt(model$error, 1e-9)
  expect_lt(model$held, 1e-9)
  expect_equal(model$at64, search_total(65536, 16))
})

test_that("a bend at the largest guest is its error when it is left out", {
  bent <- search_run(function(gib, nodes) {
    search_total(gib, nodes) * ifelse(gib == 256 & nodes == 16, 1.25, 1)
  })
  model <- search_model(search_points(bent))[arm == "unpatched"]
  expect_equal(model$held, 0.2)
})

test_that("a model that falls says nothing of larger guests", {
  falling <- search_run(function(gib, nodes) 1e6 - 100 * gib + 3 * nodes^2)
  report <- list(points = search_points(falling))
  report$models <- search_model(report$points)
  expect_true(all(is.na(unlist(report$models[, .(at1, at16, at64)]))))
  expect_match(tell_search_models(report, falling), "so that it says nothing of larger ones.$")
  expect_match(
    text_search_models(report$models, falling$letters), " - +- +-$", all = FALSE
  )
  lines <- search_lines(report)
  expect_true(all(is.na(lines[ram > max(report$points$ram)]$total)))
})

test_that("an exponent is that of the regions, and 0 where they do not matter", {
  run <- search_run()
  exponent <- function(insns) {
    search_exponents(search_rows(c(run, dir = search_csv(insns))))$exponent
  }
  expect_equal(exponent(function(n) 13 * n^2), 2)
  expect_equal(exponent(function(n) 13 * n), 1)
  expect_equal(exponent(function(n) 177 + 0 * n), 0)
})

test_that("rows of an arm that the run has not are refused", {
  run <- search_run()
  run$arms <- "stock+movable_node"
  run$dir <- search_csv(function(n) n)
  expect_error(search_rows(run), "found arm \"unpatched\", expected arms of the run.", fixed = TRUE)
})

test_that("the text has a line for each guest, and says what is modelled", {
  run <- c(search_run(), dir = search_csv(function(n) 13 * n))
  lines <- lines_of(search_section(), run)
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^reserve +last +spread +down +A +1.00 +0.00 +1.000 +100,000", lines)))
  expect_match(told_by(search_section(), run)[1], "modelled.", fixed = TRUE)
  expect_identical(
    vapply(figures_of(search_section(), run), `[[`, "", "name"),
    c("search-cost", "search-operations")
  )
})

test_that("a run without the workload has no section", {
  expect_null(lines_of(search_section(), synthetic_run(topologies = "numa2", mappings = "4K")))
})
