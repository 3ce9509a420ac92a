# SPDX-License-Identifier: GPL-2.0-only
# Exact metrics side by side, as text.

# Rows for the text tables: metrics without items, and items that changed but
# have no table of their own.
text_rows <- function(comparison) {
  rows <- sum_nodes(comparison)
  rows[!nzchar(item) | (verdict != "same" & show != "apart")]
}

# Items become indented rows below a row that names their metric.
indent_items <- function(group) {
  keep <- c("metric", "item", "unit", "baseline", "candidate", "change", "verdict")
  group <- group[, ..keep][, metric := as.character(metric)]
  parts <- lapply(split(group, by = "metric", sorted = FALSE), function(part) {
    lone <- all(nzchar(part$item))
    heading <- if (lone) data.table::data.table(metric = part$metric[1], item = "")
    part[nzchar(item), metric := paste0("  ", item)]
    rbind(heading, part, fill = TRUE)
  })
  data.table::rbindlist(parts, fill = TRUE, use.names = TRUE)
}

text_comparison <- function(comparison, run) {
  if (length(run$arms) == 2) text_compare(comparison, run) else text_matrix(comparison, run)
}

# Two arms: one table per topology and mapping.
text_compare <- function(comparison, run) {
  groups <- split(text_rows(comparison), by = c("topology", "mapping"), drop = TRUE)
  unlist(lapply(groups, function(group) {
    topology <- describe_topology(run, as.character(group$topology[1]))
    c(
      sprintf("%s, %s direct map (emulated topology)", topology, group$mapping[1]), "",
      text_pair(group, run$letters), ""
    )
  }), use.names = FALSE)
}

text_pair <- function(group, letters) {
  group <- indent_items(group)
  named <- which(is.na(group$unit))
  fit_columns(function(mark) {
    table <- group[, .(
      metric,
      unit = abbreviate_unit(unit), format_exact(baseline, unit, mark),
      format_exact(candidate, unit, mark), change = format_change(change, unit), verdict
    )]
    for (column in names(table)[-1]) data.table::set(table, named, column, "")
    data.table::setnames(table, 3:4, unname(letters))
    table
  }, "llrrrl")
}

# Many arms: one block per metric, a line per topology and mapping, as many
# candidates beside each other as the width allows.
text_matrix <- function(comparison, run) {
  rows <- sum_nodes(comparison)[!nzchar(item)]
  deeper <- text_deeper(comparison)
  if (!nrow(rows)) {
    return(deeper)
  }
  judged <- rows[, .(changed = any(verdict == "invalid" | !change %in% 0)), by = metric]
  changed <- as.character(judged[changed == TRUE | isTRUE(run$every_row)]$metric)
  same <- setdiff(as.character(unique(rows$metric)), changed)
  c(
    sprintf(
      "Change from %s, signed; better or worse by the metric's direction, same", run$letters[[1]]
    ),
    if (all(is.na(comparison$layout))) {
      "below its smallest effect (emulated topology; by item: report.html)"
    } else {
      c("below its smallest effect or within what layout alone moves (emulated",
        "topology; by item: report.html)")
    }, "",
    unlist(lapply(changed, function(name) text_metric(run, rows[metric == name]))),
    if (length(same)) {
      c(wrap_text(paste("same in all arms and cells:", paste(same, collapse = ", ")), 4), "")
    },
    deeper
  )
}

# Metrics that have no total to put in a table of many arms, and differ.
text_deeper <- function(comparison) {
  judged <- comparison[, .(
    told = any(!nzchar(item)), differ = any(!verdict %in% c("same", "invalid"))
  ), by = metric]
  names <- paste(judged[!told & differ]$metric, collapse = ", ")
  if (nzchar(names)) {
    c(wrap_text(paste("differ by item or node, see report.html:", names), 4), "")
  }
}

text_metric <- function(run, rows) {
  letters <- run$letters[run$arms %in% c(run$arms[1], as.character(rows$arm))]
  widest <- max(nchar(rows$verdict))
  rows[, text := sprintf("%s %-*s", format_change(change), widest, verdict)]
  rows[verdict == "invalid", text := "not measured"]
  rows[change %in% 0, text := "same"]
  rows[, letter := letters[as.character(arm)]]
  base <- unique(rows[, .(topology, mapping, baseline)], by = c("topology", "mapping"))
  for (chunk in rev(seq_along(letters[-1]))) {
    groups <- split(letters[-1], (seq_along(letters[-1]) - 1) %/% chunk)
    lines <- lapply(groups, text_metric_columns, rows = rows, base = base, first = letters[[1]])
    lines <- unlist(lines, use.names = FALSE)
    if (max(nchar(lines)) <= text_width) break
  }
  better <- switch(rows$direction[1],
    less = ", less is better",
    more = ", more is better",
    ""
  )
  c(sprintf("%s (%s%s)", rows$metric[1], rows$unit[1], better), lines, "")
}

text_metric_columns <- function(some, rows, base, first) {
  wide <- data.table::dcast(
    rows[letter %in% some], topology + mapping ~ letter,
    value.var = "text", fill = "-"
  )
  fit_columns(function(mark) {
    table <- base[wide, on = c("topology", "mapping")]
    table[, baseline := format_count(baseline, mark)]
    data.table::setnames(table, c("mapping", "baseline"), c("map", first))
    blank_repeats(table[, c("topology", "map", first, some), with = FALSE], "topology")
  }, paste0("llr", strrep("l", length(some))))
}
