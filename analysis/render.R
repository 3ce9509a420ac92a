#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE]
# Reads OUT_DIR (docs/samples.md) and leaves report.html, report.txt and
# figures/ there. Exit 0 when done, 1 with one sentence on stderr, 2 on usage.

usage <- "usage: Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE]"

parse_arguments <- function(words) {
  if (identical(words, "--help")) {
    cat(usage, "\n", sep = "")
    quit(status = 0)
  }
  ok <- length(words) == 1 || (length(words) == 4 && words[2] == "--compare")
  if (!ok) {
    cat(usage, "\n", sep = "", file = stderr())
    quit(status = 2)
  }
  list(dir = words[1], compare = if (length(words) == 4) words[3:4])
}

script_folder <- function() {
  file <- grep("^--file=", commandArgs(), value = TRUE)
  dirname(normalizePath(sub("^--file=", "", file[1])))
}

one_sentence <- function(condition) {
  text <- gsub("[[:space:]]+", " ", conditionMessage(condition))
  cat("report: ", text, "\n", sep = "", file = stderr())
  quit(status = 1)
}

main <- function() {
  arguments <- parse_arguments(commandArgs(trailingOnly = TRUE))
  home <- script_folder()
  tryCatch({
    suppressPackageStartupMessages(library(data.table))
    setDTthreads(1)
    for (file in list.files(file.path(home, "R"), pattern = "\\.R$", full.names = TRUE)) source(file)
    render_report(arguments$dir, file.path(home, "report.Rmd"), arguments$compare)
  }, error = one_sentence)
  invisible()
}

main()
