# SPDX-License-Identifier: GPL-2.0-only
arms <- c("plain", "moved", "other")
nodes <- function(whole) {
  data.table(
    arm = factor(rep(arms, each = 2), arms), mapping = c("2M", "4K"), workload = "hotremove",
    topology = "t", nodes = 3, whole = whole
  )
}

test_that("nodes are counted once where mappings agree, and judged against the first arm", {
  column <- headline_nodes(nodes(c(0, 0, 3, 3, 2, 3)), list(arms = arms))
  expect_identical(column$text, c("0 of 3", "3 of 3", "2 of 3 or 3 of 3"))
  expect_identical(column$verdict, c("same", "better", "better"))
})

test_that("bytes on hotpluggable nodes are a loss where there are more", {
  values <- data.table(arm = factor(rep(arms, each = 2), arms), value = c(0, 4096, 0, 0, 8192, 0))
  column <- headline_bytes(values, list(arms = arms))
  expect_identical(column$text, c("none to 4 KiB", "none", "none to 8 KiB"))
  expect_identical(column$verdict, c("same", "better", "worse"))
})

test_that("the sentence tells gains, and costs of those that have them", {
  columns <- list(
    "nodes removable" = headline_nodes(nodes(c(0, 0, 3, 3, 0, 0)), list(arms = arms)),
    "instructions of the boot" = data.table(
      arm = arms, text = c("7 M", "+1.0%", "+9.0%"), verdict = c("same", "worse", "worse")
    )
  )
  expect_identical(
    tell_headline_table(columns, list(arms = arms)), paste(
      "Hotpluggable nodes that can be removed: 3 of 3 with moved; 0 of 3 with plain and other.",
      "Cost, instructions of the boot: +1.0% with moved."
    )
  )
  columns[["nodes removable"]]$verdict <- "same"
  columns[["instructions of the boot"]]$verdict <- "same"
  expect_identical(
    tell_headline_table(columns, list(arms = arms)),
    "No arm differs from plain in nodes removable. No difference in instructions of the boot."
  )
})

test_that("the page opens with a table of every arm that is compared", {
  report <- synthetic_report(topologies = "numa4-hole", mappings = c("2M", "4K"))
  page <- flat(html_headline(report$sections))
  for (arm in report$whole$arms) expect_match(page, paste0(">", arm, "</span></td>"), fixed = TRUE)
  expect_match(page, "nodes removable|early bytes on hotpluggable nodes")
  expect_match(page, "instructions of the boot")
})

test_that("a run without such columns opens with what is found first", {
  page <- flat(html_headline(prepare_report(penalty_run())$sections))
  expect_match(page, "class=\"headline\"> ?<p>Who pays")
  expect_no_match(page, "<table")
})

test_that("every pair of runs that are compared is in the first sentence", {
  report <- prepare_report(read_run(write_compared()))
  page <- flat(html_headline(report$sections))
  for (arm in c("unpatched@run2", "patched@run2")) expect_match(page, arm, fixed = TRUE)
  whole <- flat(html_page(report, list()))
  expect_match(whole, "headline.*<nav.*Inputs that differ</a>.*</nav>.*id=\"inputs-that-differ\"")
})

test_that("the baseline of a time is no invalid value", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K", noisy = 7)
  page <- flat(html_headline(prepare_report(run)$sections))
  expect_match(page, "boot.wall.ns", fixed = TRUE)
  expect_match(page, "<span class=\"v same\">-</span>", fixed = TRUE)
})

test_that("times of the boot are told by their change", {
  noisy <- data.table(
    metric = "m", item = "", node = NA_real_, arm = "moved", blocks = 5L,
    change = c(0.01, 0.05), verdict = c("worse", "no evidence")
  )
  expect_identical(
    headline_noisy(noisy, list(arms = arms))$m,
    data.table(arm = "moved", text = "+1.000% to +5.000%", verdict = "worse")
  )
})
