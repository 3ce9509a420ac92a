# SPDX-License-Identifier: GPL-2.0-only
# Rscript nights.R HISTORY TONIGHT: print the turns of noisy metrics as lines of
# the history.  Rscript nights.R --rates: how often it is wrong, by simulation.

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "R", "nights.R"))
words <- commandArgs(trailingOnly = TRUE)

if (identical(words, "--rates")) {
  set.seed(20131010)
  heavy <- function(n) rt(n, df = 3)
  cat(sprintf(
    paste(
      "turns told per series and year that only has noise:",
      "%.3f normal, %.3f of Student's t with 3 degrees\n"
    ),
    turn_false_rate(20), turn_false_rate(20, noise = heavy)
  ))
  for (step in c(2, 3, 4, 6)) {
    cat(sprintf(
      "a step of %d standard deviations is found within 10 nights: %.0f %%\n",
      step, 100 * turn_found_rate(50, step, 10)
    ))
  }
} else {
  history <- if (file.exists(words[1])) readLines(words[1]) else character()
  writeLines(as.character(turns_of(history, readLines(words[2]))))
}
