# SPDX-License-Identifier: GPL-2.0-only
# Tables of the HTML report.

# One table: the metrics of a topology and mapping, all candidates side by side.
html_comparison <- function(rows, run) {
  keys <- unique(rows[, .(metric, item, node, unit, baseline)])
  body <- list(
    escape(keys$metric),
    ifelse(nzchar(keys$item), escape(keys$item), ""), ifelse(is.na(keys$node), "", keys$node),
    escape(keys$unit), format_exact(keys$baseline, keys$unit)
  )
  heads <- c("metric", "item", "node", "unit", html_arm(run$arms[1], run$arms))
  for (name in run$arms[-1]) {
    mine <- rows[as.character(arm) == name][keys, on = c("metric", "item", "node", "unit", "baseline")]
    quiet <- ifelse(mine$verdict == "same", "<span class=\"quiet\">", "<span>")
    body <- c(body, list(
      paste0(quiet, format_exact(mine$candidate, mine$unit), "</span>"),
      ifelse(mine$difference %in% 0, "", format_difference(mine$difference, mine$unit)),
      ifelse(mine$difference %in% 0 | mine$verdict == "invalid", "", escape(format_change(mine$change, mine$unit))),
      html_verdict(mine$verdict)
    ))
    heads <- c(heads, html_arm(name, run$arms), "change", "%", "verdict")
  }
  html_table(body, heads, paste0("lllrr", strrep("rrrl", length(run$arms) - 1)), "compact")
}

# More cells than this are closed at first.
cells_open <- 12

html_exact <- function(run, comparison, items = FALSE) {
  rows <- if (items) comparison[nzchar(item) | !is.na(node)] else comparison[!nzchar(item) & is.na(node)]
  if (!nrow(rows)) {
    return(html_paragraph("The plan has no such metrics."))
  }
  groups <- split(rows, by = c("topology", "mapping"), drop = TRUE)
  parts <- vapply(groups, function(group) {
    counts <- group[, .N, by = verdict][order(-N)]
    html_details(sprintf("%s, %s direct map <span class=\"quiet\">%s</span>",
      escape(describe_topology(run, as.character(group$topology[1]))), escape(group$mapping[1]),
      escape(paste(counts$N, counts$verdict, collapse = ", "))), html_comparison(group, run), open = !items && length(groups) <= cells_open)
  }, "")
  paste(parts, collapse = "\n")
}

html_places <- function(run) {
  places <- page_table_places(run$placements)
  if (is.null(places) || !nrow(places)) {
    return("")
  }
  table <- blank_repeats(places[, .(topology, mapping, arm, node, hotpluggable, bytes, reservations, first, last)], c("topology", "mapping"))
  html_table(
    table[, .(escape(topology), escape(mapping), html_arm(arm, run$arms), ifelse(is.na(node), "", node),
      ifelse(bytes == 0, "none", ifelse(hotpluggable == 1, "<span class=\"v worse\">hotpluggable</span>", "stays")), format_bytes(bytes),
      format_count(reservations), paste0("<code>", format_address(first), "</code>"), paste0("<code>", format_address(last), "</code>"))],
    c("topology", "mapping", "arm", "node", "", "page tables", "reservations", "first byte", "last byte"), "lllrlrrrr")
}

html_noisy <- function(noisy, run) {
  if (is.null(noisy)) {
    return(html_paragraph("No noisy metrics in this run: everything here is a count, nothing is a time."))
  }
  items <- split(of_items(noisy), by = "metric", drop = TRUE)
  paste0(if (nrow(of_the_boot(noisy))) html_noisy_rows(of_the_boot(noisy), run), paste(vapply(items, function(rows) {
    html_details(sprintf("%s <span class=\"quiet\">%s</span>", escape(rows$metric[1]), escape(count_verdicts(rows$verdict))), html_noisy_rows(rows, run))
  }, ""), collapse = "\n"))
}

html_noisy_rows <- function(noisy, run) {
  percent <- function(x) sub("^\\+", "", escape(format_change(x)))
  html_table(
    noisy[, .(escape(topology), escape(mapping), escape(label_metric(metric, item, node)), html_arm(arm, run$arms), blocks,
      format_count(baseline), format_count(candidate), sprintf("%.4f", block_ratio), sprintf("%.4f", ratio),
      sprintf("%.4f to %.4f", low, high), sprintf("%.4f", p), sprintf("%.4f", p_holm), percent(detectable), percent(margin),
      html_verdict(verdict))],
    c("topology", "mapping", "metric", "arm", "blocks", "A median", "arm median", "median block ratio", "ratio of medians",
      "95 % BCa interval", "p", "p (Holm)", "detectable", "margin", "verdict"), "llllrrrrrrrrrrl", "compact")
}

html_failed <- function(run) {
  bad <- failed_runs(run)
  if (!nrow(bad)) {
    return(html_paragraph(sprintf("Every run completed (%s).", count_end_states(run))))
  }
  paste0(html_paragraph(sprintf("%d runs did not complete (%s). They are in no comparison.", nrow(bad), count_end_states(run))),
    html_table(bad[, .(html_verdict(end_state), escape(run_id), escape(cell), block)], c("end state", "run", "cell", "block"), "lllr"))
}

html_cells <- function(run) {
  states <- run_states(run)[, .(runs = .N, states = paste(sort(unique(end_state)), collapse = ", ")), by = .(cell, engine)]
  html_table(states[, .(escape(cell), escape(engine), runs, escape(states))], c("cell", "engine", "runs", "end states"), "llrl", "compact")
}

html_metrics <- function(run) {
  used <- run$metrics[metric %in% run$samples$metric]
  html_table(used[, .(escape(metric), escape(unit), escape(class), escape(direction), min_effect, escape(description))],
    c("metric", "unit", "class", "better", "least effect", "what it is"), "llllrl", "compact")
}

html_arms <- function(run, shown) {
  field <- function(name) vapply(run$info$arms, function(arm) paste(unlist(arm[[name]]), collapse = " "), "")
  hash <- function(name) sprintf("<code title=\"%s\">%s</code>", escape(field(name)), vapply(run$info$arms, function(arm) short_hash(arm[[name]]), ""))
  html_table(list(html_arm(run$arms, shown), escape(field("kernel")), paste0("<code>", escape(field("parameters")), "</code>"),
    escape(paste(field("base"), field("base_version"))), hash("base_sha256"), hash("series_sha256"), hash("config_sha256"), hash("image_sha256"),
    escape(field("compiler"))),
    c("arm", "kernel", "parameters", "base", "base sha256", "series", "config", "image", "compiler"), "lllllllll", "compact")
}

# run.json flattened to name and value, for everything needed to repeat the run.
html_info <- function(run) {
  keep <- setdiff(names(run$info), c("arms", "cells", "argv"))
  flat <- unlist(run$info[keep])
  html_table(list(escape(names(flat)), paste0("<code>", escape(flat), "</code>")), c("field", "value"), "ll", "compact")
}

html_command <- function(run) {
  paste0("<pre>", paste(escape(run_command(run$info)), collapse = "\n"), "</pre>\n")
}

html_control <- function(run) {
  control <- compare_control(run)
  if (is.null(control)) {
    return(html_paragraph("The plan repeats no arm, so there is no A/A control; exact metrics were checked for spread within each cell instead."))
  }
  html_paragraph(control$text)
}
