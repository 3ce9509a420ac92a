# SPDX-License-Identifier: GPL-2.0-only
# What each patch does, in tables: a row per metric, a column per patch, the
# value after the first prefix and then the change against the prefix before.

# Rows of one cell's table: metric, item, unit, first (the value of the chain's
# first arm) and a list column per step. Items only where they changed.
step_rows <- function(table, steps, items = FALSE) {
  rows <- table[arm %in% steps$arm]
  rows[, moved := any(!difference %in% 0), by = .(metric, item)]
  rows <- rows[if (items) nzchar(item) & moved else !nzchar(item)]
  first <- rows[arm == steps[!is.na(reference), arm][1]]
  keys <- unique(rows[, .(metric, item, unit)])
  keys[first, first := i.baseline, on = c("metric", "item")][]
}

# The cell of a step in the row of a metric: "=", "+0.3%", "from 0", "-" where
# one side was not measured.
step_cells <- function(table, keys, name) {
  mine <- table[as.character(arm) == name][keys, on = c("metric", "item")]
  ifelse(is.na(mine$difference), "-", ifelse(mine$difference == 0, "=", format_change(mine$change, mine$unit)))
}

# Steps that change a metric of this cell by its smallest effect.
loud_steps <- function(table) {
  as.character(unique(table[!nzchar(item) & verdict != "same", arm]))
}

fits <- function(lines) max(nchar(lines)) <= text_width

# The columns of the text table: all steps where they fit beside each other, or
# those that change something.
shown_steps <- function(table, keys, steps) {
  later <- steps[!is.na(reference)]
  if (fits(text_step_columns(table, keys, steps, later))) later else later[arm %in% loud_steps(table)]
}

# As many columns beside each other as the width allows, the others below.
text_steps <- function(table, keys, steps, shown) {
  for (columns in rev(seq_len(nrow(shown)))) {
    groups <- split(shown, (seq_len(nrow(shown)) - 1) %/% columns)
    lines <- unlist(lapply(groups, text_step_columns, table = table, keys = keys, steps = steps), use.names = FALSE)
    if (fits(lines)) {
      return(lines)
    }
  }
  NULL
}

text_step_columns <- function(table, keys, steps, some) {
  fit_columns(function(mark) {
    columns <- c(list(as.character(keys$metric), format_count(keys$first, mark)),
      lapply(some$arm, step_cells, table = table, keys = keys))
    setNames(columns, c("metric", steps$arm[1], ifelse(nchar(some$label) > 16, paste0(substr(some$label, 1, 14), ".."), some$label)))
  }, paste0("lr", strrep("r", nrow(some))))
}

# Where a chain's tables differ most: per mapping the topology with the most
# metrics that changed, the larger change deciding between equals.
telling_cells <- function(table) {
  table[!nzchar(item), .(changed = sum(verdict != "same"), most = max(abs(change), 0, na.rm = TRUE)),
    by = .(mapping, topology)][order(mapping, -changed, -most)][, .SD[1], by = mapping]
}

text_prefixes <- function(run) {
  steps <- prefix_steps(run$info)
  if (!nrow(steps)) {
    return(NULL)
  }
  table <- compare_steps(run, steps)
  unlist(lapply(split(steps, by = "chain", sorted = FALSE), text_chain, run = run, table = table), use.names = FALSE)
}

text_chain <- function(run, steps, table) {
  mine <- table[arm %in% steps$arm]
  said <- paste("-", tell_steps(run, steps, mine))
  cells <- telling_cells(mine)
  c(sprintf("What each patch does (%s): the change against the prefix before", steps$chain[1]), "",
    unlist(lapply(said, wrap_text, indent = 2)), "",
    unlist(Map(text_chain_cell, list(run), cells$topology, cells$mapping, list(mine), list(steps)), use.names = FALSE))
}

text_chain_cell <- function(run, name, size, table, steps) {
  here <- table[topology == name & mapping == size]
  keys <- step_rows(here, steps)
  shown <- shown_steps(here, keys, steps)
  hidden <- setdiff(steps[!is.na(reference), label], shown$label)
  c(sprintf("%s, %s direct map (emulated topology)", describe_topology(run, as.character(name)), size), "",
    text_steps(here, keys, steps, shown),
    if (length(hidden)) c("", wrap_text(sprintf("Without a column, since no metric here changes by its smallest effect: %s.", join_words(hidden)))), "")
}

# One cell of the HTML table: the relative change as a coloured figure, below it
# the absolute one and, from the metric's smallest effect on, the verdict.
html_step_cells <- function(table, keys, name) {
  mine <- table[as.character(arm) == name][keys, on = c("metric", "item")]
  ifelse(is.na(mine$difference), "<span class=\"quiet\">not measured</span>",
    ifelse(mine$difference == 0, "<span class=\"quiet\">=</span>",
      sprintf("<span class=\"v %s\">%s</span><br><span class=\"quiet\">%s %s</span>", mine$verdict,
        escape(format_change(mine$change, mine$unit)), format_difference(mine$difference, mine$unit), sub("^same$", "", mine$verdict))))
}

html_steps <- function(table, steps, items = FALSE) {
  keys <- step_rows(table, steps, items)
  if (!nrow(keys)) {
    return("")
  }
  later <- steps[!is.na(reference)]
  names <- blank_repeats(keys[, .(metric)], "metric")$metric
  body <- c(list(escape(names), escape(keys$item), format_exact(keys$first, keys$unit)),
    lapply(later$arm, html_step_cells, table = table, keys = keys))
  heads <- c("metric", "item", steps$arm[1], sprintf("<span title=\"%s\">%s</span>", escape(later$subject), escape(ifelse(later$lone, later$label, paste("patch", later$label)))))
  keep <- if (items) rep(TRUE, length(heads)) else heads != "item"
  html_table(body[keep], heads[keep], paste0(if (items) "llr" else "lr", strrep("r", nrow(later))), "compact")
}

html_prefixes <- function(run) {
  steps <- prefix_steps(run$info)
  table <- compare_steps(run, steps)
  paste(vapply(split(steps, by = "chain", sorted = FALSE), html_chain, "", run = run, table = table), collapse = "\n")
}

html_chain <- function(run, steps, table) {
  mine <- table[arm %in% steps$arm]
  telling <- telling_cells(mine)
  parts <- vapply(split(mine, by = c("topology", "mapping"), drop = TRUE), function(here) {
    chosen <- nrow(telling[here[1], on = c("topology", "mapping"), nomatch = NULL]) > 0
    html_details(sprintf("%s, %s direct map", escape(describe_topology(run, as.character(here$topology[1]))), here$mapping[1]),
      paste0(html_steps(here, steps), html_details("Items that change", html_steps(here, steps, items = TRUE))), open = chosen)
  }, "")
  paste0("<h3>", escape(steps$chain[1]), "</h3>\n", html_list(tell_steps(run, steps, mine)), paste(parts, collapse = "\n"))
}
