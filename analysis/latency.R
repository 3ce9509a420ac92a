#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/latency.R ROWS [FOLDER]
# Prints what the rows of numa-latency say (docs/numa-latency.md) and leaves the
# figure in FOLDER. Exit 0 when done, 1 with one sentence on stderr, 2 on usage.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))

words <- parse_words(
  "usage: Rscript analysis/latency.R ROWS [FOLDER]", function(words) length(words) %in% 1:2
)

or_one_sentence("latency", {
  load_analysis(home)
  latency <- read_latency(words[1])
  tables <- latency_tables(latency)
  cat(text_latency(latency, tables), sep = "\n")
  if (length(words) == 2) invisible(save_figure(figure_latency(latency, tables), words[2]))
})
