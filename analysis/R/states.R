# SPDX-License-Identifier: GPL-2.0-only
# How runs ended.

# One row per run: what it was and how it ended.
run_states <- function(run) {
  run$samples[
    role == "completed",
    .(run_id, metric, cell, block, arm, topology, mapping, workload, engine, end_state, value)
  ]
}

# With the reason, where the run's folder still has its evidence.
failed_runs <- function(run) {
  bad <- run_states(run)[end_state != "completed"]
  bad[, reason := vapply(run_id, read_reason, "", dir = run$dir %||% "", USE.NAMES = FALSE)]
  bad[]
}

# Of one run; of runs that are compared, "run2/ID" is in the folder 2.
read_reason <- function(id, dir) {
  folder <- sub("^run([0-9]+)/", "\\1/runs/", id)
  if (folder == id) folder <- file.path("runs", id)
  path <- file.path(dir, folder, "result.json")
  if (!file.exists(path)) {
    return("")
  }
  tryCatch(as.character(jsonlite::read_json(path)$reason), error = function(e) "")
}

# How boots of a cell ended that did not complete, by arm: c(patched = "guest-panic").
failed_ends <- function(run, name, at) {
  bad <- run_states(run)[
    end_state != "completed" & as.character(topology) == name & as.character(mapping) == at
  ]
  ends <- bad[, .(end = toString(unique(end_state))), by = .(arm = as.character(arm))]
  stats::setNames(ends$end, ends$arm)
}

# "23 completed, 1 timeout", completed first.
count_end_states <- function(run) {
  counts <- run_states(run)[, .N, by = end_state][order(end_state != "completed", -N)]
  paste(counts$N, counts$end_state, collapse = ", ")
}

# Whose runs are expected to fail: the kill table says what came of them.
has_mutants <- function(run) any(grepl(mutant_pattern, arm_table(run$info)$kernel))

tell_runs <- function(bad, run) {
  runs <- nrow(run_states(run))
  if (!nrow(bad)) {
    return(sprintf("All %d runs completed.", runs))
  }
  if (!has_mutants(run)) {
    return(c(
      sprintf("%d of %d runs did not complete.", nrow(bad), runs), tell_failed_arms(bad, run)
    ))
  }
  said <- sprintf("%s (%s)", bad$run_id, bad$end_state)
  more <- if (length(said) > 3) sprintf(" and %d more", length(said) - 3) else ""
  sprintf(
    "%d of %d runs did not complete and are missing from every comparison: %s%s.",
    nrow(bad), runs, paste(utils::head(said, 3), collapse = ", "), more
  )
}

# For each arm: how many of its runs, how they ended and why, and what that leaves
# to be compared.
tell_failed_arms <- function(bad, run) {
  planned <- run_states(run)
  done <- unique(planned[value == 1]$cell)
  unlist(lapply(intersect(run$arms, as.character(bad$arm)), function(name) {
    rows <- bad[as.character(arm) == name]
    why <- unlist(lapply(split(rows, by = c("end_state", "reason"), sorted = FALSE), tell_end))
    sprintf(
      "%s %s: %s. %s", name, tell_completed(planned[as.character(arm) == name]),
      paste(why, collapse = "; "), tell_not_compared(rows, planned, name, done, run)
    )
  }))
}

tell_completed <- function(states) {
  count <- sum(states$end_state == "completed")
  if (nrow(states) == 1) {
    return("did not complete its run")
  }
  sprintf("completed %s of its %d runs", if (count) count else "none", nrow(states))
}

# "guest-panic on numa2 2M count: Kernel panic - not syncing: ..."
tell_end <- function(rows) {
  where <- unique(rows[, sprintf("%s %s %s", topology, mapping, workload)])
  shown <- utils::head(where, 3)
  more <- length(where) - length(shown)
  where <- if (more) sprintf("%s and %d more", toString(shown), more) else join_words(shown)
  reason <- sub("[.]$", "", rows$reason[1])
  sprintf(
    "%s on %s%s", rows$end_state[1], where, if (nzchar(reason)) paste0(": ", reason) else ""
  )
}

tell_not_compared <- function(rows, planned, name, done, run) {
  mine <- planned[as.character(arm) == name]
  is_baseline <- name == run$arms[1] && is.null(run$pairs)
  if (!any(mine$cell %in% done)) {
    return(if (is_baseline) {
      "It is the baseline, so nothing is compared."
    } else {
      "Nothing is compared with it."
    })
  }
  empty <- setdiff(rows$cell, done)
  if (!length(empty)) {
    return("Other runs of these cells completed, and are compared.")
  }
  if (is_baseline) {
    "It is the baseline: no arm is compared in cells that it did not complete."
  } else {
    "Cells that it did not complete are not compared."
  }
}

text_states <- function(bad, run) {
  c(
    wrap_text(sprintf("Runs: %s.", count_end_states(run))),
    if (nrow(bad)) c("", unlist(
      Map(text_failed, bad$end_state, bad$run_id, if (has_mutants(run)) "" else bad$reason),
      use.names = FALSE
    )),
    ""
  )
}

text_failed <- function(state, id, reason) {
  lines <- c(
    wrap_text(id, width = text_width - 15),
    if (nzchar(reason)) wrap_text(reason, width = text_width - 15)
  )
  sprintf("  %-12s %s", c(state, rep("", length(lines) - 1)), lines)
}

html_states <- function(bad, run, figures) {
  title <- if (nrow(bad)) "Runs that did not complete" else "How the runs ended"
  htmltools::tagList(htmltools::h2(title), html_failed(bad, run))
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
      bad[, .(html_verdict(end_state), run_id, cell, block, reason)],
      c("end state", "run", "cell", "block", "reason"), "lllrl"
    )
  )
}

# The first finding.
completed_section <- function() {
  section(
    "completed", function(run, known) failed_runs(run), tell = tell_runs,
    about = function(...) "first", whole = TRUE
  )
}

states_section <- function() {
  section(
    "states", function(run, known) known$completed,
    text = text_states, html = html_states, whole = TRUE
  )
}
