# SPDX-License-Identifier: GPL-2.0-only
# How runs ended.

# One row per run: what it was and how it ended.
run_states <- function(run) {
  run$samples[
    role == "completed",
    .(run_id, metric, cell, block, arm, topology, mapping, workload, engine, end_state, value)
  ]
}

failed_runs <- function(run) {
  run_states(run)[end_state != "completed"]
}

# "23 completed, 1 timeout", completed first.
count_end_states <- function(run) {
  counts <- run_states(run)[, .N, by = end_state][order(end_state != "completed", -N)]
  paste(counts$N, counts$end_state, collapse = ", ")
}

tell_runs <- function(bad, run) {
  runs <- nrow(run_states(run))
  if (!nrow(bad)) {
    return(sprintf("All %d runs completed.", runs))
  }
  said <- sprintf("%s (%s)", bad$run_id, bad$end_state)
  more <- if (length(said) > 3) sprintf(" and %d more", length(said) - 3) else ""
  sprintf(
    "%d of %d runs did not complete and are missing from every comparison: %s%s.",
    nrow(bad), runs, paste(utils::head(said, 3), collapse = ", "), more
  )
}

text_states <- function(bad, run) {
  c(
    wrap_text(sprintf("Runs: %s.", count_end_states(run))),
    if (nrow(bad)) c("", unlist(Map(text_failed, bad$end_state, bad$run_id), use.names = FALSE)),
    ""
  )
}

text_failed <- function(state, id) {
  lines <- wrap_text(id, width = text_width - 15)
  sprintf("  %-12s %s", c(state, rep("", length(lines) - 1)), lines)
}

html_states <- function(bad, run, figures) {
  htmltools::tagList(htmltools::h2("Runs that did not complete"), html_failed(bad, run))
}

html_failed <- function(bad, run) {
  states <- count_end_states(run)
  if (!nrow(bad)) {
    return(html_paragraph(sprintf("Every run completed (%s).", states)))
  }
  htmltools::tagList(
    html_paragraph(sprintf(
      "%d runs did not complete (%s). They are in no comparison.", nrow(bad), states
    )),
    html_table(
      bad[, .(html_verdict(end_state), run_id, cell, block)],
      c("end state", "run", "cell", "block"), "lllr"
    )
  )
}

# The first finding.
completed_section <- function() {
  section("completed", function(run, known) failed_runs(run), tell = tell_runs, whole = TRUE)
}

states_section <- function() {
  section(
    "states", function(run, known) known$completed,
    text = text_states, html = html_states, whole = TRUE
  )
}
