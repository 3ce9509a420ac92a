# SPDX-License-Identifier: GPL-2.0-only
render <- function(...) {
  script <- normalizePath(file.path("..", "..", "render.R"))
  errors <- tempfile()
  status <- system2("Rscript", c("--vanilla", script, ...), stdout = FALSE, stderr = errors)
  list(status = status, stderr = readLines(errors))
}

test_that("one command leaves a self-contained report and nothing else", {
  dir <- add_penalty(write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K"))
  before <- list.files(dir)
  times <- tempfile(fileext = ".csv")
  writeLines(
    c(
      "# source: a table of the vendor", "cpu_node,memory_node,ns", "0,0,100", "0,1,200", "1,0,300",
      "1,1,100"
    ),
    times
  )
  result <- render(dir, "--latency", times, "--compare", "unpatched", "patched+movable_node")
  expect_identical(result$status, 0L, info = paste(result$stderr, collapse = "\n"))
  expect_length(result$stderr, 0)
  expect_setequal(
    setdiff(list.files(dir), before), c("report.html", "report.txt", "verdicts.csv", "figures")
  )
  html <- paste(readLines(file.path(dir, "report.html"), warn = FALSE), collapse = "\n")
  expect_no_match(html, "(src|href)=\"http")
  expect_match(html, "data:image/svg+xml;base64", fixed = TRUE)
  expect_no_match(html, "Error|## Warning")
  expect_match(html, "<h2 id=\"who-pays\">\\s*Who pays")
  expect_true(file.exists(file.path(dir, "figures", "penalty.png")))
  text <- paste(readLines(file.path(dir, "report.txt")), collapse = " ")
  expect_match(
    text, paste0("counts times ", basename(times), ": a table of the vendor."), fixed = TRUE
  )
  expect_match(text, "read by each waits 50 ns")
})

test_that("the notebook goes on with a run", {
  made <- tempfile(fileext = ".md")
  knitted <- new.env()
  knitted$params <- list(
    analysis = normalizePath(file.path("..", "..")),
    run = write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K")
  )
  old <- knitr::opts_knit$get("base.dir")
  knitr::opts_knit$set(base.dir = tempdir())
  on.exit(knitr::opts_knit$set(base.dir = old))
  knitr::knit(file.path("..", "..", "notebook.Rmd"), made, envir = knitted, quiet = TRUE)
  text <- paste(readLines(made), collapse = "\n")
  expect_no_match(text, "## Error")
  expect_match(text, "All [0-9]+ runs completed")
  expect_match(text, "boot.insns|patched")
})

test_that("bad input is one sentence on stderr and exit 1, bad usage exit 2", {
  dir <- edit_table(
    write_synthetic_run(tempfile(), topologies = "numa2", mappings = "4K"), "samples.csv",
    function(t) t[cell != "patched/numa2/4K/count"]
  )
  result <- render(dir)
  expect_identical(result$status, 1L)
  expect_identical(
    result$stderr, "report: cell patched/numa2/4K/count has no run (1 of 8 cells are missing)."
  )
  expect_identical(render()$status, 2L)
})

test_that("a file of times that is wrong, or an option without one, is said", {
  dir <- write_penalty_run()
  result <- render(dir, "--latency", "nowhere.csv")
  expect_identical(result, list(status = 1L, stderr = "report: nowhere.csv is missing."))
  wrong <- list(
    "--latency", c("--latency", "a", "--latency", "b"), c("--compare", "unpatched"), "--verbose"
  )
  for (words in wrong) {
    expect_identical(
      do.call(render, as.list(c(dir, words)))$status, 2L, info = paste(words, collapse = " ")
    )
  }
})
