# SPDX-License-Identifier: GPL-2.0-only
differing <- function(run) input_facts(run)[differs == TRUE & run1 != fact_unknown]

test_that("equal runs differ in no input that is recorded", {
  run <- read_run(write_compared())
  expect_identical(nrow(differing(run)), 0L)
  expect_match(text_compared_heading(run), "none that is recorded", all = FALSE)
})

test_that("what differs is listed with both values, once for all arms", {
  run <- read_run(write_compared(change = function(dir, index) {
    edit_info(dir, function(info) {
      info$engine <- list(qemu = "QEMU emulator version 7.2.22", name = "exact")
      info
    })
    if (index == 2) {
      edit_info(dir, function(info) {
        info$engine$qemu <- "QEMU emulator version 10.0.0"
        for (i in seq_along(info$arms)) info$arms[[i]]$compiler <- "gcc 15"
        info$arms[[1]]$image_sha256 <- strrep("f", 64)
        info
      })
    }
  }))
  facts <- differing(run)
  expect_setequal(facts$fact, c("QEMU", "compiler", "kernel image"))
  expect_identical(facts[fact == "compiler"]$arms, "all arms")
  expect_identical(facts[fact == "kernel image"]$arms, "unpatched")
  text <- paste(text_compared_heading(run), collapse = " ")
  expect_match(text, "-> QEMU emulator version 10.0.0")
  expect_match(text, "-> ffffffffffff ", fixed = TRUE)
  expect_match(text, "nothing says which of them made it")
  html <- flat(html_compared_inputs(run))
  expect_match(html, strrep("f", 64), fixed = TRUE)
  expect_match(html, ">ffffffffffff</span>", fixed = TRUE)
})

test_that("commits are told by as many digits as hashes, other numbers whole", {
  expect_identical(
    shorten_fact(c(strrep("a", 40), strrep("b", 64), strrep("7", 16), "numa2 0123")),
    c(strrep("a", 12), strrep("b", 12), strrep("7", 16), "numa2 0123")
  )
})

test_that("what guests were given is compared cell by cell", {
  guests <- function(run, firmware) {
    lapply(stats::setNames(nm = run), function(id) {
      list(cpu = "qemu64", machine = "q35", firmware = firmware)
    })
  }
  ids <- function(record, i) {
    unique(fread(file.path(record, i, "samples.csv"))$run_id)
  }
  dir <- write_compared()
  record <- jsonlite::read_json(file.path(dir, "compare.json"))
  record$runs[[1]]$guests <- guests(ids(dir, 1), "a")
  record$runs[[2]]$guests <- guests(ids(dir, 2), "b")
  record$runs[[2]]$guests[[1]]$cpu <- "max"
  jsonlite::write_json(record, file.path(dir, "compare.json"), auto_unbox = TRUE, null = "null")
  facts <- differing(read_run(dir))
  expect_identical(facts[fact == "CPU model"]$run2, "max qemu64")
  expect_match(facts[fact == "firmware"]$run2, "others in ([0-9]+) of \\1 boots")
  expect_false("machine" %in% facts$fact)
})

test_that("lines of the plan's text that differ are told", {
  run <- read_run(write_compared(change = function(dir, index) {
    edit_info(dir, function(info) {
      c(info, list(plan_text = paste0("[plan]\nengine = exact\nseed = ", index, "\n")))
    })
  }))
  facts <- differing(run)
  expect_identical(facts[fact == "plan's text"]$run1, "seed = 1")
  expect_identical(facts[fact == "plan's text"]$run2, "seed = 2")
})

test_that("a value that only one run records is never the same", {
  expect_true(facts_differ(c(fact_unknown, fact_unknown)))
  expect_true(facts_differ(c("a", fact_unknown)))
  expect_false(facts_differ(c("a", "-", "a")))
})
