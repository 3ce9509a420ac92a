# SPDX-License-Identifier: GPL-2.0-only
# The arms that are compared side by side, when these are not all.

# No mutants and not what these are judged against; of a series only the first and
# the last prefix; and of arms that are the same one, of which control.R speaks,
# unless noise is what is asked for.
shown_arms <- function(info, noisy = FALSE) {
  steps <- prefix_steps(info)
  inner <- steps[lone == FALSE, .(arm = arm[-c(1, .N)]), by = chain]$arm
  mutants <- mutant_arms(info)
  arms <- arm_table(info)
  references <- arms[nrow(mutants) & is_reference(kernel), arm]
  shown <- setdiff(arms$arm, c(inner, mutants$arm, references))
  single <- setdiff(shown, control_pairs(info)$candidate)
  if (noisy || length(single) < 2) shown else single
}

tell_shown <- function(shown, run) sprintf("Compared here: %s.", join_words(shown))

shown_section <- function() {
  section(
    "shown", function(run, known) if (length(run$shown) < length(run$arms)) run$shown,
    tell = tell_shown, about = function(...) "first", whole = TRUE,
    applies = function(shown) length(shown) > 0
  )
}
