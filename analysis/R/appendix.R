# SPDX-License-Identifier: GPL-2.0-only
# What is needed to measure it again.

text_appendix <- function(control, run) footer_lines(run)

html_appendix <- function(control, run, figures) {
  htmltools::tagList(
    htmltools::h2("Appendix: measuring it again"),
    htmltools::pre(paste(quote_command(again_words(run$info)), collapse = "\n")),
    html_paragraph(exactness_words(run$info)),
    html_arms(run),
    html_made(run),
    htmltools::h3("A/A control"),
    html_control(control),
    html_details("Host, engines, seed and versions", html_info(run$info)),
    html_details("Cells and end states", html_cells(run)),
    html_details("What the metrics mean", html_metrics(run))
  )
}

# What the run says of its own exactness; nothing for runs that did not measure it.
exactness_words <- function(info) {
  cell <- info_field(info, "exactness", "cell")
  switch(info_field(info, "exactness", "state", default = ""),
    equal = sprintf("Two boots of %s were equal to the byte.", cell),
    remembered = sprintf("Two boots of %s were equal in this environment before.", cell),
    unknown = "No boot was repeated.",
    NULL
  )
}

html_control <- function(control) {
  html_paragraph(control$text %||% paste(
    "The plan repeats no arm, so there is no A/A control; exact metrics were checked for spread",
    "within each cell instead."
  ))
}

html_arms <- function(run) {
  arms <- run$info$arms
  field <- function(name) vapply(arms, function(arm) paste(unlist(arm[[name]]), collapse = " "), "")
  hash <- function(name) {
    whole <- field(name)
    each_html(whole, function(one) {
      htmltools::code(title = one, short_hash(if (nzchar(one)) one))
    })
  }
  columns <- list(
    html_arm(run$arms, run$shown), field("kernel"), html_code(field("parameters")),
    paste(field("base"), field("base_version")), hash("base_sha256"), hash("series_sha256"),
    hash("config_sha256"), hash("image_sha256"), field("compiler")
  )
  heads <- c(
    "arm", "kernel", "parameters", "base", "base sha256", "series", "config", "image", "compiler"
  )
  html_table(columns, heads, "lllllllll", "compact")
}

# The end of report.txt, which is all that `numaboot verify` needs.
html_made <- function(run) {
  html_details(
    "Made with: what makes this report again, as report.txt ends",
    htmltools::pre(paste(footer_lines(run), collapse = "\n"))
  )
}

# run.json flattened to name and value.
html_info <- function(info) {
  shown <- c("arms", "cells", "argv", "inputs", "plan_text", "topologies", "mmu")
  flat <- unlist(info[setdiff(names(info), shown)])
  html_table(list(names(flat), html_code(flat)), c("field", "value"), "ll", "compact")
}

html_cells <- function(run) {
  states <- run_states(run)[
    , .(runs = .N, states = paste(sort(unique(end_state)), collapse = ", ")),
    by = .(cell, engine)
  ]
  html_table(states, c("cell", "engine", "runs", "end states"), "llrl", "compact")
}

html_metrics <- function(run) {
  used <- run$metrics[metric %in% run$samples$metric]
  html_table(
    used[, .(metric, unit, class, direction, min_effect, description)],
    c("metric", "unit", "class", "better", "least effect", "what it is"), "llllrl", "compact"
  )
}

appendix_section <- function() {
  section(
    "appendix", function(run, known) known$control,
    applies = function(control) TRUE, text = text_appendix, html = html_appendix, whole = TRUE
  )
}
