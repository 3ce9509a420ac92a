#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE]
# Reads OUT_DIR (docs/samples.md) and leaves report.html, report.txt and
# figures/ there. Exit 0 when done, 1 with one sentence on stderr, 2 on usage.

home <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1])))
source(file.path(home, "load.R"))

words <- parse_words("usage: Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE]", function(words) {
  length(words) == 1 || (length(words) == 4 && words[2] == "--compare")
})

or_one_sentence("report", {
  load_analysis(home)
  invisible(render_report(words[1], home, if (length(words) == 4) words[3:4]))
})
