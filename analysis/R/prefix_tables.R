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
  change <- ifelse(mine$difference == 0, "=", format_change(mine$change, mine$unit))
  ifelse(is.na(mine$difference), "-", change)
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
  if (fits(text_step_columns(table, keys, steps, later))) {
    later
  } else {
    later[arm %in% loud_steps(table)]
  }
}

# As many columns beside each other as the width allows, the others below.
text_steps <- function(table, keys, steps, shown) {
  for (columns in rev(seq_len(nrow(shown)))) {
    groups <- split(shown, (seq_len(nrow(shown)) - 1) %/% columns)
    lines <- lapply(groups, text_step_columns, table = table, keys = keys, steps = steps)
    lines <- unlist(lines, use.names = FALSE)
    if (fits(lines)) {
      return(lines)
    }
  }
  NULL
}

text_step_columns <- function(table, keys, steps, some) {
  fit_columns(function(mark) {
    columns <- c(
      list(as.character(keys$metric), format_count(keys$first, mark)),
      lapply(some$arm, step_cells, table = table, keys = keys)
    )
    long <- nchar(some$label) > 16
    labels <- ifelse(long, paste0(substr(some$label, 1, 14), ".."), some$label)
    setNames(columns, c("metric", steps$arm[1], labels))
  }, paste0("lr", strrep("r", nrow(some))))
}

# Where a chain's tables differ most: per mapping the topology with the most
# metrics that changed, the larger change deciding between equals.
telling_cells <- function(table) {
  cells <- table[
    !nzchar(item),
    .(changed = sum(verdict != "same"), most = max(abs(change), 0, na.rm = TRUE)),
    by = .(mapping, topology)
  ]
  cells[order(mapping, -changed, -most)][, .SD[1], by = mapping]
}

# Steps and their comparisons; NULL without prefixes of a series.
prefixes_data <- function(run, known) {
  steps <- prefix_steps(run$info)
  if (nrow(steps)) list(steps = steps, table = compare_steps(run, steps))
}

text_prefixes <- function(prefixes, run) {
  chains <- split(prefixes$steps, by = "chain", sorted = FALSE)
  unlist(lapply(chains, text_chain, run = run, table = prefixes$table), use.names = FALSE)
}

text_chain <- function(run, steps, table) {
  mine <- table[arm %in% steps$arm]
  said <- paste("-", tell_steps(run, steps, mine))
  cells <- telling_cells(mine)
  tables <- Map(
    text_chain_cell, list(run), cells$topology, cells$mapping, list(mine), list(steps)
  )
  c(
    sprintf("What each patch does (%s): the change against the prefix before", steps$chain[1]), "",
    unlist(lapply(said, wrap_text, indent = 2)), "",
    unlist(tables, use.names = FALSE)
  )
}

text_chain_cell <- function(run, name, size, table, steps) {
  here <- table[topology == name & mapping == size]
  keys <- step_rows(here, steps)
  shown <- shown_steps(here, keys, steps)
  hidden <- setdiff(steps[!is.na(reference), label], shown$label)
  topology <- describe_topology(run, as.character(name))
  c(
    sprintf("%s, %s direct map (emulated topology)", topology, size), "",
    text_steps(here, keys, steps, shown),
    if (length(hidden)) {
      c("", wrap_text(sprintf(
        "Without a column, since no metric here changes by its smallest effect: %s.",
        join_words(hidden)
      )))
    }, ""
  )
}

# One cell of the page's table: the relative change as a coloured figure, below it
# the absolute one and, from the metric's smallest effect on, the verdict.
html_step_cells <- function(table, keys, name) {
  mine <- table[as.character(arm) == name][keys, on = c("metric", "item")]
  as_html(vapply(split(mine, seq_len(nrow(mine))), function(row) html_text(html_step(row)), ""))
}

html_step <- function(row) {
  if (is.na(row$difference)) {
    return(html_quiet("not measured"))
  }
  if (row$difference == 0) {
    return(html_quiet("="))
  }
  judged <- sub("^same$", "", row$verdict)
  htmltools::tagList(
    htmltools::span(class = paste("v", row$verdict), format_change(row$change, row$unit)),
    htmltools::br(),
    html_quiet(paste(format_difference(row$difference, row$unit), judged))
  )
}

html_step_table <- function(table, steps, items = FALSE) {
  keys <- step_rows(table, steps, items)
  if (!nrow(keys)) {
    return(NULL)
  }
  later <- steps[!is.na(reference)]
  names <- blank_repeats(keys[, .(metric)], "metric")$metric
  columns <- c(
    list(names), if (items) list(keys$item), list(format_exact(keys$first, keys$unit)),
    lapply(later$arm, html_step_cells, table = table, keys = keys)
  )
  labels <- ifelse(later$lone, later$label, paste("patch", later$label))
  labels <- unlist(Map(function(title, label) {
    html_text(htmltools::span(title = title, label))
  }, later$subject, labels), use.names = FALSE)
  heads <- as_html(c("metric", if (items) "item", steps$arm[1], labels))
  html_table(
    columns, heads, paste0(if (items) "llr" else "lr", strrep("r", nrow(later))), "compact"
  )
}

html_prefixes <- function(prefixes, run, figures) {
  chains <- split(prefixes$steps, by = "chain", sorted = FALSE)
  htmltools::tagList(
    htmltools::h2("What each patch does"),
    html_paragraph(c(
      "The value after the first prefix of the series, then the change of each patch against the",
      "prefix before it: = where nothing changes, no word below the metric's smallest effect."
    )),
    lapply(unname(chains), html_chain, run = run, table = prefixes$table)
  )
}

html_chain <- function(run, steps, table) {
  mine <- table[arm %in% steps$arm]
  telling <- telling_cells(mine)
  cells <- split(mine, by = c("topology", "mapping"), drop = TRUE)
  htmltools::tagList(
    htmltools::h3(steps$chain[1]),
    html_list(tell_steps(run, steps, mine)),
    lapply(unname(cells), function(here) {
      chosen <- telling[here[1], on = c("topology", "mapping"), nomatch = NULL]
      topology <- describe_topology(run, as.character(here$topology[1]))
      html_details(
        sprintf("%s, %s direct map", topology, here$mapping[1]),
        html_step_table(here, steps),
        html_details("Items that change", html_step_table(here, steps, items = TRUE)),
        open = nrow(chosen) > 0
      )
    })
  )
}

prefixes_section <- function() {
  section("prefixes", prefixes_data, text = text_prefixes, html = html_prefixes, whole = TRUE)
}
