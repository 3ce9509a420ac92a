# SPDX-License-Identifier: GPL-2.0-only
# What the scripts of this folder share.

# A report calls most functions a few times: compiling them takes longer than it saves
# (of a small report's text a third).
invisible(compiler::enableJIT(0))

# The functions of R/, and the packages that they are written for.
load_analysis <- function(home) {
  suppressPackageStartupMessages(library(data.table))
  setDTthreads(1)
  for (file in list.files(file.path(home, "R"), pattern = "\\.R$", full.names = TRUE)) source(file)
}

# The command line's words, if `good` likes them; otherwise the usage, exit 2.
parse_words <- function(usage, good) {
  words <- commandArgs(trailingOnly = TRUE)
  if (identical(words, "--help")) {
    cat(usage, "\n", sep = "")
    quit(status = 0)
  }
  if (!good(words)) {
    cat(usage, "\n", sep = "", file = stderr())
    quit(status = 2)
  }
  words
}

# Evaluate; what stops it is one sentence on stderr and exit 1.
or_one_sentence <- function(name, expression) {
  tryCatch(expression, error = function(condition) {
    text <- gsub("[[:space:]]+", " ", conditionMessage(condition))
    cat(name, ": ", text, "\n", sep = "", file = stderr())
    quit(status = 1)
  })
}
