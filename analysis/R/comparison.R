# SPDX-License-Identifier: GPL-2.0-only
# Exact metrics side by side: the section, and its page.

# More cells than this are closed at first.
cells_open <- 12

# One table: the metrics of a topology and mapping, all candidates side by side.
html_comparison_table <- function(rows, run) {
  keys <- unique(rows[, .(metric, item, node, unit, baseline)])
  columns <- keys[, .(
    metric, item, ifelse(is.na(node), "", node), unit, format_exact(baseline, unit)
  )]
  on <- names(keys)
  arms <- intersect(run$arms[-1], as.character(rows$arm))
  candidates <- lapply(arms, function(name) {
    html_candidate(rows[as.character(arm) == name][keys, on = on])
  })
  heads <- lapply(arms, function(name) {
    c(html_arm(name, run$arms), "change", "%", "verdict")
  })
  heads <- c("metric", "item", "node", "unit", html_arm(run$arms[1], run$arms), unlist(heads))
  align <- paste0("lllrr", strrep("rrrl", length(candidates)))
  html_table(c(columns, unlist(candidates, recursive = FALSE)), as_html(heads), align, "compact")
}

# The columns of one arm: value, change, relative change, verdict.
html_candidate <- function(rows) {
  rows[is.na(verdict), verdict := "invalid"]
  zero <- rows$difference %in% 0
  values <- format_exact(rows$candidate, rows$unit)
  list(
    as_html(ifelse(rows$verdict == "same", html_around(values, html_quiet), values)),
    ifelse(zero, "", format_difference(rows$difference, rows$unit)),
    ifelse(zero | rows$verdict == "invalid", "", format_change(rows$change, rows$unit)),
    html_verdict(rows$verdict)
  )
}

html_comparisons <- function(comparison, run, items = FALSE) {
  deep <- nzchar(comparison$item) | !is.na(comparison$node)
  rows <- comparison[deep == items]
  if (!nrow(rows)) {
    return(html_paragraph("The plan has no such metrics."))
  }
  groups <- split(rows, by = c("topology", "mapping"), drop = TRUE)
  open <- !items && length(groups) <= cells_open
  htmltools::tagList(lapply(unname(groups), function(group) {
    counts <- group[, .N, by = verdict][order(-N)]
    topology <- describe_topology(run, as.character(group$topology[1]))
    summary <- list(
      sprintf("%s, %s direct map", topology, group$mapping[1]),
      html_quiet(paste(counts$N, counts$verdict, collapse = ", "))
    )
    html_details(summary, html_comparison_table(group, run), open = open)
  }))
}

html_comparison <- function(comparison, run, figures) {
  htmltools::tagList(
    htmltools::h2("Exact metrics"),
    htmltools::p(
      "Counted once per cell and identical on every repetition; any difference is a difference.",
      inline_code("better"), "and", inline_code("worse"),
      "follow each metric's declared direction;", inline_code("differs"), "has none;",
      inline_code("invalid"), "was not measured on one side.", inline_code("same"),
      "is below the metric's smallest effect or not larger than what layout alone moves."
    ),
    html_comparisons(comparison, run),
    htmltools::h3("By item and node"),
    html_comparisons(comparison, run, items = TRUE)
  )
}

# NULL where arms have nothing in common, though they were measured.
side_by_side <- function(run, known) {
  all <- compare_exact(run)[show != "condition"]
  rows <- completed_rows(all, run)
  if (nrow(rows) || !nrow(all)) rows
}

comparison_section <- function() {
  section(
    "comparison", side_by_side,
    tell = tell_headlines, about = about_headlines, text = text_comparison, html = html_comparison
  )
}

# The last finding, behind those of noisy metrics.
same_section <- function() {
  section(
    "same", function(run, known) known$comparison,
    applies = function(comparison) NROW(comparison) > 0, tell = tell_same,
    about = function(...) "same"
  )
}
