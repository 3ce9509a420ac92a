#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/calibrate.R [--short]: how the statistics of noisy metrics do on
# data whose truth is known, against targets. Exit 1 when one is missed.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))
words <- parse_words("usage: Rscript analysis/calibrate.R [--short]", function(words) {
  !length(words) || identical(words, "--short")
})

or_one_sentence("calibrate", {
  load_analysis(home)
  table <- calibrate(if (length(words)) 300 else 2000)
  writeLines(format_calibration(table))
  if (!all(table$held)) stop("a target is missed.", call. = FALSE)
})
