#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/mutants.R [--patches FOLDER] OUT_DIR...
# Judges the mutants of one or more runs, prints the table and what is wrong
# with it. FOLDER has the patches of all mutants: kernels/mutants by default.
# Exit 0 when every mutant was caught and every control silent, 1 when not,
# 2 on usage.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))

words <- parse_words(
  "usage: Rscript analysis/mutants.R [--patches FOLDER] OUT_DIR...",
  function(words) {
    named <- words %in% "--patches"
    length(words) > 2 * sum(named) && !any(named[-1])
  }
)
elsewhere <- words[1] == "--patches"
folder <- if (elsewhere) words[2] else file.path(dirname(home), "kernels", "mutants")
if (elsewhere) words <- words[-(1:2)]

problems <- or_one_sentence("mutants", {
  load_analysis(home)
  if (!dir.exists(folder)) refuse("%s is not a folder.", folder)
  mutants <- read_judgement(lapply(words, read_run), folder)
  if (is.null(mutants)) refuse("%s: no arm is a mutant.", join_words(words))
  cat(text_mutants(mutants$table, mutants$controls, 100), sep = "\n")
  mutants$problems
})
if (length(problems)) {
  cat(paste0("mutants: ", problems, "\n"), sep = "", file = stderr())
  quit(status = 1)
}
