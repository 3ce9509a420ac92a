#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE] [--latency FILE]
#   [--text] [--print] [--rows] [--cover]
# Reads OUT_DIR (docs/samples.md) and leaves report.html, report.txt and figures/ there;
# with --text only report.txt, with --print also on stdout, with --rows a row in it for
# every metric, with --cover only cover.txt. Exit 0 when done, 1 with one sentence on
# stderr, 2 on usage.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))

# Options and what they take, behind OUT_DIR; NULL when the words are others.
takes <- c(
  "--compare" = 2, "--latency" = 1, "--text" = 0, "--print" = 0, "--rows" = 0, "--cover" = 0
)
read_options <- function(words) {
  options <- list()
  while (length(words)) {
    count <- takes[words[1]]
    if (is.na(count) || length(words) <= count || !is.null(options[[words[1]]])) {
      return(NULL)
    }
    options[[words[1]]] <- if (count) words[1 + seq_len(count)] else TRUE
    words <- words[-seq_len(1 + count)]
  }
  options
}

words <- parse_words(
  paste(
    "usage: Rscript analysis/render.R OUT_DIR [--compare BASELINE CANDIDATE] [--latency FILE]",
    "[--text] [--print] [--rows] [--cover]"
  ),
  function(words) {
    length(words) > 0 && (length(words) == 1 || !is.null(read_options(words[-1])))
  }
)

or_one_sentence("report", {
  load_analysis(home)
  options <- read_options(words[-1])
  if (is.null(options[["--cover"]])) {
    invisible(render_report(
      words[1], home, options[["--compare"]], options[["--latency"]],
      only_text = !is.null(options[["--text"]]), every_row = !is.null(options[["--rows"]]),
      printed = !is.null(options[["--print"]])
    ))
  } else {
    invisible(render_cover(words[1], home, options[["--compare"]], options[["--latency"]]))
  }
})
