# SPDX-License-Identifier: GPL-2.0-only
# What each patch does, in words: one sentence per step.

# "patch 1 (memblock Factor out ...)", "patches 1-3", "with movable_node".
name_step <- function(step) {
  name <- if (step$lone) sub("^\\+", "with ", step$label) else {
    paste(if (grepl("-", step$label, fixed = TRUE)) "patches" else "patch", step$label)
  }
  if (nzchar(step$subject)) sprintf("%s (%s)", name, step$subject) else name
}

tell_steps <- function(run, steps = prefix_steps(run$info), table = compare_steps(run, steps)) {
  steps <- steps[!is.na(reference)]
  vapply(
    seq_len(nrow(steps)),
    function(i) {
      rows <- table[as.character(arm) == steps$arm[i]]
      sprintf(
        "%s: %s.", name_step(steps[i]),
        tell_step(rows, moved_classes(run, steps$arm[i], steps$reference[i]))
      )
    },
    ""
  )
}

# `rows` as of compare_steps(), `moved` as of moved_classes().
tell_step <- function(rows, moved) {
  rows <- rows[verdict != "invalid"]
  where <- c(tell_moved(moved), tell_step_tables(rows, moved))
  parts <- c(if (length(where)) paste(where, collapse = ", "), tell_boot(rows), tell_changed(rows))
  if (length(parts)) paste(parts, collapse = "; ") else "not measured on both sides"
}

tell_moved <- function(moved) {
  if (is.null(moved)) {
    return(NULL)
  }
  if (!length(moved)) "same placements" else sprintf("%s placed elsewhere", join_words(moved))
}

# Page tables are told by where they are and by every count of what they hold,
# what they map by digests.
tell_step_tables <- function(rows, moved) {
  counts <- rows[is_of_tables(metric) & !depends_on_build(metric, item)]
  digests <- counts[unit == "digest"]
  counts <- rbind(counts[unit %in% countable_units], digests)
  if (is.null(moved) && !nrow(counts)) {
    return(NULL)
  }
  if (!"page-table" %in% moved && !any(counts$difference != 0)) {
    return("same page tables")
  }
  paste0(
    "other page tables",
    if (nrow(digests)) {
      if (any(digests$difference != 0)) " that map otherwise" else " that map the same"
    }
  )
}

# The boot's instructions are told even where they say nothing.
tell_boot <- function(rows) {
  rows <- rows[role == "boot-insns" & verdict == "same"]
  if (!nrow(rows)) NULL else paste(rows$metric[1], tell_range(rows$change))
}

# "unchanged", "+0.001%", "-0.001% to +0.003%".
tell_range <- function(change) {
  if (all(change == 0)) {
    "unchanged"
  } else {
    paste(unique(format_change(range(change))), collapse = " to ")
  }
}

tell_changed <- function(rows) {
  rows <- rows[!nzchar(item)]
  rows[, told := any(verdict != "same"), by = metric]
  vapply(split(rows[told == TRUE], by = "metric", drop = TRUE), function(part) {
    paste(part$metric[1], tell_change(part))
  }, "", USE.NAMES = FALSE)
}
