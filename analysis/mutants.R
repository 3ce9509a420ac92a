#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/mutants.R OUT_DIR [PATCHES]
# Judges the mutants of a run, prints the table and what is wrong with it.
# PATCHES holds the patches of all mutants (kernels/mutants by default).
# Exit 0 when every mutant was caught and every control silent, 1 when not,
# 2 on usage.

home <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1])))
source(file.path(home, "load.R"))

words <- parse_words("usage: Rscript analysis/mutants.R OUT_DIR [PATCHES]", function(words) length(words) %in% 1:2)
folder <- if (length(words) == 2) words[2] else file.path(dirname(home), "kernels", "mutants")

problems <- or_one_sentence("mutants", {
  load_analysis(home)
  mutants <- read_judgement(read_run(words[1]), folder)
  if (is.null(mutants)) refuse("%s has no mutants.", words[1])
  cat(text_mutants(mutants$table, mutants$controls, 100), sep = "\n")
  mutants$problems
})
if (length(problems)) {
  cat(paste0("mutants: ", problems, "\n"), sep = "", file = stderr())
  quit(status = 1)
}
