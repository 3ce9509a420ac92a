# SPDX-License-Identifier: GPL-2.0-only
# What was learned, as sentences made from the data of this run. Nothing here
# knows which arm ought to win; "no difference" is a finding like any other.

near_kernel <- 2 * 2^20
timed_told <- 5

# One paragraph as a vector of sentences, of what prepare_report() made.
findings <- function(report) {
  c(tell_runs(report$whole), tell_mutants(report$mutants), if (length(report$run$arms)) tell_comparison(report))
}

tell_comparison <- function(report) {
  comparison <- report$comparison
  c(
    tell_shown(report),
    tell_removable(report$run),
    tell_page_tables(report$run),
    tell_walk(report$run),
    tell_scaling(report$run),
    tell_accesses(report$run),
    tell_penalty(report$run),
    tell_hotpluggable(report$run),
    tell_headlines(comparison),
    tell_noisy(report$noisy),
    tell_same(comparison)
  )
}

# Which arms the sentences that follow are about, when not all.
tell_shown <- function(report) {
  if (length(report$run$arms) < length(report$whole$arms)) sprintf("Compared here: %s.", join_words(report$run$arms))
}

tell_mutants <- function(mutants) {
  if (is.null(mutants)) {
    return(NULL)
  }
  judged <- mutants$table[mutant != harmless_mutant]
  c(sprintf("%d of %d mutants were caught.", sum(judged$caught), nrow(judged)),
    if (!length(mutants$problems)) "The harmless mutant and the A/A pair are silent.")
}

tell_runs <- function(run) {
  bad <- failed_runs(run)
  if (!nrow(bad)) {
    return(sprintf("All %d runs completed.", nrow(run_states(run))))
  }
  said <- sprintf("%s (%s)", bad$run_id, bad$end_state)
  more <- if (length(said) > 3) sprintf(" and %d more", length(said) - 3) else ""
  sprintf("%d of %d runs did not complete and are missing from every comparison: %s%s.", nrow(bad),
    nrow(run_states(run)), paste(utils::head(said, 3), collapse = ", "), more)
}

# Page tables of each arm at the smallest mapping, where they are largest.
tell_page_tables <- function(run) {
  smallest <- smallest_mapping(run)
  places <- page_table_places(run$placements)
  if (is.null(places)) {
    return(NULL)
  }
  places <- places[as.character(mapping) == smallest]
  if (!nrow(places)) {
    return(NULL)
  }
  images <- kernel_image(run$placements)[as.character(mapping) == smallest]
  measured <- intersect(run$arms, places$arm)
  said <- data.table::data.table(arm = measured, text = vapply(measured, function(name) {
    tell_arm_tables(places[as.character(arm) == name], images[as.character(arm) == name],
      if (name != run$arms[1]) places[as.character(arm) == run$arms[1]])
  }, ""))
  said <- said[, .(arms = join_words(arm), many = .N > 1), by = text]
  said[many == TRUE, text := sub("put its", "put their", text, fixed = TRUE)]
  said[, sprintf("%s%s %s.", c(sprintf("With a %s direct map, ", smallest), rep("", .N - 1)), arms, text)]
}

# What an arm did with its page tables.
tell_arm_tables <- function(places, images, baseline = NULL) {
  if (!any(places$bytes > 0)) {
    return("made no early page tables through memblock")
  }
  where <- c("topology", "node", "first", "last", "bytes")
  if (!is.null(baseline) && isTRUE(all.equal(places[, ..where], baseline[, ..where], check.attributes = FALSE))) {
    return("put them at exactly the same addresses as the baseline")
  }
  places <- places[bytes > 0]
  hot <- places[, .(hot = any(hotpluggable == 1)), by = topology]$hot
  said <- places[, sprintf("%s on node %s of %s (%s)", format_bytes(bytes), node, topology, format_range(first, last))]
  sprintf("put its early page tables on %s%s: %s",
    if (all(hot)) "hotpluggable memory" else if (any(hot)) "memory that is partly hotpluggable" else "memory that stays",
    tell_nearness(places, images), join_words(said))
}

# Where the tables are with respect to the kernel image, if that is the same in
# all topologies.
tell_nearness <- function(places, images) {
  both <- merge(places[, .(first = min(first), last = max(last)), by = topology],
    images[, .(topology, from = start, to = end)], by = "topology")
  if (!nrow(both)) {
    return("")
  }
  if (both[, all(first > to & first - to <= near_kernel)]) {
    return(sprintf(", right above the kernel image, which ends at %s", format_address(both$to[1])))
  }
  if (both[, all(last < from)]) {
    return(sprintf(", below the kernel image, which starts at %s", format_address(both$from[1])))
  }
  ""
}

tell_hotpluggable <- function(run) {
  values <- run$samples[role == "early-hotpluggable-bytes" & end_state == "completed"]
  if (!nrow(values)) {
    return(NULL)
  }
  said <- values[, .(text = if (max(value) == 0) "none" else if (min(value) == max(value)) format_bytes(max(value)) else
    paste(if (min(value) == 0) "none" else format_bytes(min(value)), "to", format_bytes(max(value)))), by = arm][order(arm)]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  sprintf("Before SRAT was parsed, the kernel's own early reservations took on hotpluggable nodes: %s.",
    paste(sprintf("%s with %s", said$text, said$arms), collapse = "; "))
}

# Metrics with a title: parts of the boot, whose smallest effects are larger, come
# before the whole.
tell_headlines <- function(comparison) {
  rows <- comparison[nzchar(title) & verdict != "invalid"][order(-min_effect)]
  unlist(lapply(split(rows, by = "metric", sorted = FALSE, drop = TRUE), tell_headline), use.names = FALSE)
}

tell_headline <- function(rows) {
  said <- rows[, .(text = tell_change(.SD)), by = arm]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  sprintf("%s (%s): %s.", rows$title[1], rows$metric[1], paste(sprintf("%s with %s", said$text, said$arms), collapse = "; "))
}

# "-12.2% to -11.8%, better", "no difference", "-1.1% to +2.0%, better in 3 and worse in 1 of 6 cells".
tell_change <- function(rows) {
  if (all(rows$verdict == "same")) {
    if (all(rows$change %in% 0)) return("no difference")
    return(sprintf("no difference of %s or more", format_share(max(rows$min_effect))))
  }
  known <- rows$change[!is.na(rows$change)]
  size <- if (!length(known)) {
    paste("up from 0 to", format_value(max(rows$candidate), rows$unit[1]))
  } else paste(unique(format_change(range(known))), collapse = " to ")
  counts <- table(factor(rows$verdict, c("better", "worse", "differs", "same")))
  counts <- counts[counts > 0]
  judged <- if (length(counts) == 1) names(counts) else {
    paste(join_words(paste(names(counts), "in", counts)), "of", nrow(rows), "cells")
  }
  paste0(size, ", ", judged)
}

tell_noisy <- function(noisy) {
  if (is.null(noisy)) {
    return(NULL)
  }
  none <- noisy[verdict == "no evidence"]
  found <- noisy[verdict %in% c("better", "worse", "differs")]
  found <- found[order(nzchar(item), -abs(log(ratio)))]
  told <- utils::head(found, timed_told)
  c(
    if (nrow(told)) sprintf("%s is %s with %s on %s (%s direct map): ratio %.3f, 95%% interval %.3f to %.3f.",
      told[, label_metric(metric, item, node)], told$verdict, told$arm, told$topology, told$mapping, told$ratio, told$low, told$high),
    if (nrow(found) > nrow(told)) sprintf("%d more timed comparisons differ, by smaller ratios.", nrow(found) - nrow(told)),
    if (nrow(none)) sprintf("In %d of %d timed comparisons there is no evidence of a difference; effects below %s could not have been seen there.",
      nrow(none), nrow(noisy), sub("^\\+", "", format_change(max(none$detectable, na.rm = TRUE))))
  )
}

tell_same <- function(comparison) {
  if (!nrow(comparison)) {
    return(NULL)
  }
  all_same <- comparison[, .(same = all(verdict == "same")), by = metric]
  names <- as.character(all_same[same == TRUE]$metric)
  if (!length(names)) {
    return("Every metric differs somewhere.")
  }
  names <- setdiff(names, comparison[nzchar(title), metric])
  if (!length(names)) {
    return(NULL)
  }
  sprintf("No difference worth reporting in any arm or cell: %s.", join_words(names))
}
