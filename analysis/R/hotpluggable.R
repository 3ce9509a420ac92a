# SPDX-License-Identifier: GPL-2.0-only
# What the kernel's own early reservations took on hotpluggable nodes.

tell_hotpluggable <- function(values, run) {
  sprintf(
    "Before SRAT was parsed, the kernel's own early reservations took on hotpluggable nodes: %s.",
    tell_early_bytes(values)
  )
}

cover_hotpluggable <- function(values, run) {
  sprintf("Bytes taken on hotpluggable nodes before SRAT: %s.", tell_early_bytes(values))
}

tell_early_bytes <- function(values) {
  said <- values[, .(text = tell_range_of_bytes(value)), by = arm][order(arm)]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
}

# "none", "4 KiB", "none to 4 KiB".
tell_range_of_bytes <- function(bytes) {
  bytes <- range(bytes)
  paste(unique(ifelse(bytes == 0, "none", format_bytes(bytes))), collapse = " to ")
}

# Whether arms take more there than the baseline does, less or as much.
about_hotpluggable <- function(run) {
  values <- exact_values(run)[role == "early-hotpluggable-bytes"]
  base <- values[as.character(arm) == run$arms[1]]
  if (!nrow(base)) {
    return("found")
  }
  about_changes(values[base, value - i.value, on = c("topology", "mapping", "workload")])
}

hotpluggable_section <- function() {
  section(
    "hotpluggable", function(run, known) {
      run$samples[role == "early-hotpluggable-bytes" & end_state == "completed"]
    },
    applies = function(values) nrow(values) > 0, tell = tell_hotpluggable,
    about = function(values, run) about_hotpluggable(run), cover = cover_hotpluggable
  )
}
