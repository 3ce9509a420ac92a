# SPDX-License-Identifier: GPL-2.0-only
# Exact metrics side by side, in words.

# Metrics with a title: parts of the boot, whose smallest effects are larger, come
# before the whole.
tell_headlines <- function(comparison, run) {
  unlist(lapply(headline_rows(comparison), tell_headline), use.names = FALSE)
}

about_headlines <- function(comparison, run) {
  vapply(headline_rows(comparison), function(rows) about_verdicts(rows$verdict), "")
}

headline_rows <- function(comparison) {
  rows <- comparison[nzchar(title) & verdict != "invalid"][order(-min_effect)]
  unname(split(rows, by = "metric", sorted = FALSE, drop = TRUE))
}

tell_headline <- function(rows) {
  said <- rows[, .(text = tell_change(.SD)), by = arm]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  changes <- paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
  sprintf("%s (%s): %s.", rows$title[1], rows$metric[1], changes)
}

# "-12.2% to -11.8%, better", "no difference", "-1.1% to +2.0%, better in 3 and
# worse in 1 of 6 cells".
tell_change <- function(rows) {
  if (all(rows$verdict == "same")) {
    if (all(rows$change %in% 0)) {
      return("no difference")
    }
    return(tell_smaller(rows))
  }
  known <- rows$change[!is.na(rows$change)]
  size <- if (length(known)) {
    paste(unique(format_change(range(known))), collapse = " to ")
  } else {
    paste("up from 0 to", format_value(max(rows$candidate), rows$unit[1]))
  }
  paste0(size, ", ", tell_verdicts(rows$verdict))
}

# Nothing but what is too small to be told, or what layout alone does.
tell_smaller <- function(rows) {
  moved <- rows[reason == "layout"]
  if (!nrow(moved)) {
    return(sprintf("no difference of %s or more", format_share(max(rows$min_effect))))
  }
  limit <- max(moved$layout, rows$min_effect, na.rm = TRUE)
  step <- 10^(floor(log10(limit)) - 1)
  limit <- ceiling(limit / step - 1e-9) * step
  sprintf("no difference above %s, which layout alone moves", format_share(limit))
}

# "better", "better in 3 and worse in 1 of 6 cells".
tell_verdicts <- function(verdicts) {
  counts <- table(factor(verdicts, c("better", "worse", "differs", "same")))
  counts <- counts[counts > 0]
  if (length(counts) == 1) {
    return(names(counts))
  }
  paste(join_words(paste(names(counts), "in", counts)), "of", length(verdicts), "cells")
}

tell_same <- function(comparison, run) {
  all_same <- comparison[, .(same = all(verdict == "same"), told = any(nzchar(title))), by = metric]
  same <- all_same[same == TRUE]
  if (!nrow(same)) {
    return("Every metric differs somewhere.")
  }
  names <- as.character(same[told == FALSE]$metric)
  if (length(names)) {
    sprintf("No difference worth reporting in any arm or cell: %s.", join_words(names))
  }
}
