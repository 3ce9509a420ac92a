# SPDX-License-Identifier: GPL-2.0-only
# Four functions of two arms on one topology; the second block must not count.
functions_run <- function() {
  arms <- c("unpatched", "patched")
  row <- function(arm, name, calls, insns, iterations = 0, block = 0) {
    data.table(arm = factor(arm, arms), block, `function` = name, calls, insns, iterations)
  }
  functions <- rbind(
    row(arms[1], "search", 10, 1000), row(arms[1], "gone", 1, 30), row(arms[1], "same", 5, 50),
    row(arms[1], "twice", 1, 7), row(arms[1], "twice", 1, 8), row(arms[2], "search", 10, 1600),
    row(arms[2], "new", 2, 90, 64), row(arms[2], "same", 5, 50), row(arms[2], "twice", 2, 15),
    row(arms[2], "search", 10, 9999, block = 1)
  )
  functions[, c("topology", "mapping") := .(factor("numa2"), factor("4K", mapping_levels))]
  list(functions = functions, arms = arms, letters = arm_letters(arms))
}

test_that("functions are joined by name, largest change first", {
  changed <- changed_functions(functions_run())
  expect_identical(changed$name, c("search", "new", "gone"))
  expect_equal(changed$insns, c(600, 90, -30))
  expect_equal(changed$iterations, c(0, 64, 0))
  expect_identical(changed$only, c("", "patched", "unpatched"))
})

test_that("what is not told is summed, and all is the difference of the totals", {
  folded <- fold_functions(changed_functions(functions_run()), 1)
  expect_identical(folded$name, c("search", "(2 more)", "(all)"))
  expect_equal(folded$insns, c(600, 60, 660))
  expect_equal(folded$calls, c(0, 1, 1))
})

test_that("the text says which arm alone has a function", {
  run <- functions_run()
  lines <- lines_of(functions_section(), run)
  expect_lte(max(nchar(lines)), text_width)
  expect_true(any(grepl("^B - A, numa2, 4K direct map$", lines)))
  expect_true(any(grepl("^ *\\+90 +\\+64 +\\+2  new, only in B$", lines)))
  expect_match(
    flat(html_changed_functions(changed_functions(run), run$arms)),
    "+660 instructions in 3 functions", fixed = TRUE
  )
})

test_that("equal arms and plans without counts have no section", {
  run <- functions_run()
  same <- changed_functions(modifyList(run, list(functions = run$functions[arm == "unpatched"])))
  expect_identical(nrow(same), 0L)
  expect_null(text_functions(same, run))
  expect_match(
    flat(html_changed_functions(same, run$arms)), "No function executes more or less", fixed = TRUE
  )
  expect_null(changed_functions(list(functions = NULL, arms = run$arms)))
})
