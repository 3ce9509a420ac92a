# SPDX-License-Identifier: GPL-2.0-only
sample_table <- function() {
  data.table(
    mutant = c("00-harmless", "01-int-address", "02-absent"),
    defect = c("x86: nothing", strrep("long words ", 12), NA), caught = c(FALSE, TRUE, FALSE),
    by = c(NA, "placement.hotpluggable.bytes", NA), from = c(NA, "0 B", NA),
    to = c(NA, "9.99 MiB", NA), cell = c(NA, "numa4 4K placement movable_node", NA),
    differing = c(0, 31, NA), judged = c(200, 200, NA),
    answers = c("", "oracle: 1 of 9 answers", ""), run = c(TRUE, TRUE, FALSE)
  )
}
sample_controls <- data.table(reference = "corpus", arm = "corpus#2", values = 400, different = 0)

test_that("the table fits its width and says who was caught by what", {
  for (width in c(75, 100)) {
    lines <- text_mutants(sample_table(), sample_controls, width)
    expect_lte(max(nchar(lines)), width)
    said <- gsub(" +", " ", paste(lines, collapse = " "))
    expect_match(said, "01-int-address yes long words")
    expect_match(said, "placement.hotpluggable.bytes: 0 B -> 9.99 MiB")
    expect_match(
      said, "numa4 4K placement movable_node; 31 of 200 values differ; oracle: 1 of 9 answers"
    )
    expect_match(said, "00-harmless no x86: nothing nothing 0 of 200 values differ")
    expect_match(said, "02-absent no not in the run")
    expect_match(said, "A/A: corpus#2 against corpus: 0 of 400 exact values differ.")
  }
})

test_that("the HTML table has a row per mutant and lists the problems", {
  mutants <- list(
    table = sample_table(), controls = sample_controls,
    problems = "mutant 02-absent is not in the run."
  )
  html <- flat(html_mutants(mutants))
  expect_equal(lengths(regmatches(html, gregexpr("<tr>", html))), 4)
  expect_match(html, "<li>mutant 02-absent is not in the run.</li>", fixed = TRUE)
})

test_that("a report of a plan with mutants has their section, any other has none", {
  arms <- c("corpus", "corpus#2", "mutant@00-harmless", "mutant@01-a")
  run <- synthetic_run(arms = arms, topologies = "numa2", mappings = "4K")
  lines <- text_report(prepare_report(run))
  expect_lte(max(nchar(lines)), 75)
  expect_true(any(grepl("^Mutants: ", lines)))
  expect_true(any(grepl("^- 0 of 1 mutants were caught.$", lines)))
  expect_true(any(grepl("^- mutant 01-a was not caught.$", lines)))
  expect_false(any(grepl("^(Low memory|Change from|- Compared here)", lines)))
  expect_false(any(grepl(
    "^Mutants: ", text_report(synthetic_report(topologies = "numa2", mappings = "4K"))
  )))
})

script <- function(...) {
  errors <- tempfile()
  out <- suppressWarnings(system2(
    "Rscript", c("--vanilla", normalizePath(file.path("..", "..", "mutants.R")), ...),
    stdout = TRUE, stderr = errors
  ))
  list(status = attr(out, "status") %||% 0L, stdout = as.character(out), stderr = readLines(errors))
}

test_that("the script prints the table and fails unless all is well", {
  arms <- c("corpus", "corpus#2", "mutant@00-harmless", "mutant@01-a")
  dir <- write_synthetic_run(tempfile(), arms = arms, topologies = "numa2", mappings = "4K")
  folder <- tempfile()
  dir.create(folder)
  for (name in c("00-harmless", "01-a")) {
    writeLines(paste("Subject: what", name, "does"), file.path(folder, paste0(name, ".patch")))
  }
  result <- script("--patches", folder, dir)
  expect_identical(result$status, 1L)
  expect_identical(result$stderr, "mutants: mutant 01-a was not caught.")
  writeLines(
    c("mutant,wrong,cases,first", "00-harmless,0,10,", "01-a,5,10,x"), file.path(dir, "oracle.csv")
  )
  result <- script("--patches", folder, dir)
  expect_identical(result$status, 0L)
  expect_true(any(grepl("^01-a +yes +what 01-a does$", result$stdout)))
  expect_identical(script()$status, 2L)
  expect_identical(script("--patches", folder)$status, 2L)
})
