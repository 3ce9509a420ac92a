# SPDX-License-Identifier: GPL-2.0-only
# Two arms and a third that is as the first; totals are sums of the lists.
list_row <- function(name, a, b, early_a = a, early_b = b) {
  data.table("function" = name, insns_a = a, rep_a = 0, calls_a = 1, early_a, insns_b = b, rep_b = 0, calls_b = 1, early_b)
}

changed_list <- rbind(
  list_row("paging_init", 1000, 151001),
  list_row("memblock_find_in_range_node", 500, 400),
  list_row("kernel_init", 700, 730, 0, 0),
  list_row("quiet_one", 10, 10),
  list_row("(delays)", 90, 93, 0, 0)
)
same_list <- data.table::copy(changed_list)[, `:=`(insns_b = insns_a, early_b = early_a)]

profiled_run <- function(lists, arms = c("unpatched", "more-work", "again")) {
  dir <- tempfile("profiled")
  dir.create(file.path(dir, "profiles"), recursive = TRUE)
  ids <- paste0("b0-", arms, "-numa2-2M-profile")
  totals <- c(sum(changed_list$insns_a), vapply(lists, function(list) sum(list$insns_b), 0))
  for (i in seq_along(lists)) {
    data.table::fwrite(lists[[i]], file.path(dir, "profiles", paste0(ids[i + 1], ".diff.tsv")), sep = "\t")
  }
  row <- function(metric, value) {
    data.table(run_id = ids, cell = "", block = 0, arm = factor(arms, arms), topology = factor("numa2"), mapping = factor("2M"),
      workload = "profile", engine = "exact", metric, value, end_state = "completed")
  }
  list(dir = dir, arms = arms, letters = arm_letters(arms), samples = rbind(row("run.completed", 1), row("profile.insns", totals)))
}

test_that("changed functions are told by when they run, largest first", {
  table <- function_changes(profiled_run(list(changed_list, same_list)))
  expect_identical(table[arm == "more-work", name], c("paging_init", "memblock_find_in_range_node", "kernel_init", "(delays)"))
  expect_identical(table[arm == "more-work", part], c("early", "early", "late", "apart"))
  expect_equal(table[arm == "more-work", change], c(150001, -100, 30, 3))
  expect_identical(table[arm == "again", name], "")
})

test_that("what is shown adds up to the difference of the totals", {
  rows <- function_changes(profiled_run(list(changed_list, same_list)))
  lines <- summarise_changes(rows[arm == "more-work"])
  expect_equal(lines[text == "the difference of the totals", change], 149934)
  expect_equal(lines[text != "the difference of the totals", sum(change)], 149934)
  expect_match(lines$text, "set apart: delays", fixed = TRUE, all = FALSE)
})

test_that("functions beyond the shown ones are one line", {
  many <- rbind(changed_list, list_row(paste0("f", 1:20), 5, 6))
  run <- profiled_run(list(many, many))
  run$samples[metric == "profile.insns" & arm == "unpatched", value := sum(many$insns_a)]
  lines <- summarise_changes(function_changes(run)[arm == "again"])
  expect_equal(lines[text == "14 other functions", change], 14)
})

test_that("the text names the functions and fits its width", {
  lines <- text_functions(profiled_run(list(changed_list, same_list)))
  expect_lte(max(nchar(lines)), 75)
  expect_match(lines, "numa2 +2M +B +\\+150,001 +paging_init", all = FALSE)
  expect_match(lines, "C +0 +the difference of the totals", all = FALSE)
})

test_that("a list that does not add up to the samples is refused", {
  run <- profiled_run(list(changed_list[`function` != "kernel_init"][, insns_b := insns_b + 1], same_list))
  run$samples[metric == "profile.insns" & arm == "more-work", value := value + 5]
  expect_error(function_changes(run), "adds up to [0-9,]+ instructions, the samples to")
  unlink(file.path(run$dir, "profiles"), recursive = TRUE)
  expect_error(function_changes(run), "diff.tsv is missing")
})

test_that("without profiles there is no section", {
  run <- profiled_run(list(changed_list, same_list))
  run$samples <- run$samples[arm != "unpatched"]
  expect_null(text_functions(run))
  expect_match(html_functions(run), "no workload that measures this")
})
