#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/predict.R ROWS PREDICTED
# Prints what numaboot predict says of a walk beside what numa-latency
# measured of the same one, and the error (docs/numa-latency.md). Exit 0 when
# done, 1 with one sentence on stderr, 2 on usage.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))

words <- parse_words(
  "usage: Rscript analysis/predict.R ROWS PREDICTED", function(words) length(words) == 2
)

or_one_sentence("predict", {
  load_analysis(home)
  cat(text_prediction(read_prediction(words[2]), read_latency(words[1])), sep = "\n")
})
