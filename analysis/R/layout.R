# SPDX-License-Identifier: GPL-2.0-only
# The layout control: the baseline booted once more in each cell with another
# padding of its command line. Nothing of the kernel changes, so what it does to
# a metric is what layout alone can do.

# Its name in run.json; none in runs without it.
layout_arm <- function(info) {
  arms <- Filter(function(arm) isTRUE(arm$layout), info_field(info, "arms", default = list()))
  vapply(arms, function(arm) arm$name, "")
}

# No table, letter or cell of a run is the control's: its samples are apart.
take_layout_out <- function(run) {
  name <- layout_arm(run$info)
  run["layout"] <- list(if (length(name)) run$samples[arm %in% name])
  for (part in arm_tables) {
    if (!is.null(run[[part]])) run[[part]] <- run[[part]][!arm %in% name]
  }
  if (length(name)) {
    mine <- startsWith(info_cells(run$info), paste0(name, "/"))
    run$info$cells <- run$info$cells[!mine]
    run$info$arms <- run$info$arms[run$arms != name]
    run$letters <- run$letters[run$arms != name]
    run$arms <- setdiff(run$arms, name)
  }
  run
}

# A run of two arms only, the baseline and the control. NULL where one is not there.
control_run <- function(run) {
  control <- as.character(unique(run$layout$arm))
  baseline <- intersect(sub("#layout$", "", control), run$arms)
  if (!length(baseline)) {
    return(NULL)
  }
  run$arms <- c(baseline, control)
  run$samples <- rbind(run$samples[arm == baseline], run$layout)
  run$samples[, arm := factor(as.character(arm), run$arms)]
  run["layout"] <- list(NULL)
  run
}

# What every exact metric of the baseline is with either padding: topology,
# mapping, workload, metric, item, node, unit, plain, padded. NULL without control,
# and where no cell has both.
layout_moves <- function(run) {
  both <- control_run(run)
  if (is.null(both)) {
    return(NULL)
  }
  values <- fill_values(both, exact_values(both), both$arms)
  keys <- c("topology", "mapping", "workload", "metric", "item", "node", "unit")
  moves <- values[arm == both$arms[1], c(keys, "value"), with = FALSE]
  data.table::setnames(moves, "value", "plain")
  moves[values[arm == both$arms[2]], padded := i.value, on = keys]
  moves <- moves[!is.na(plain) & !is.na(padded)]
  if (nrow(moves)) moves
}

# How much layout moves a value: relative, Inf from nothing to something. Of
# digests there is only another one, which is all of it.
moved_share <- function(plain, padded, unit) {
  share <- ifelse(plain == padded, 0, abs(padded - plain) / abs(plain))
  ifelse(unit == "digest", as.numeric(plain != padded), share)
}

# The most that layout does to a metric's item in any cell: `layout`, the largest
# share of those values that are not 0, and `most`, the largest difference.
layout_limits <- function(moves) {
  largest <- function(x) if (length(x)) max(x) else NA_real_
  moves[, .(
    layout = largest(moved_share(plain, padded, unit)[plain != 0 | padded == 0]),
    most = max(abs(padded - plain))
  ), by = .(workload, metric, item)]
}

# Beside each row the limits of its metric, and those of its sums over nodes.
add_limits <- function(table, moves) {
  limits <- c("layout", "most", "sum_layout", "sum_most")
  table[, (limits) := NA_real_]
  if (is.null(moves)) {
    return(table)
  }
  keys <- c("workload", "metric", "item")
  cell <- c("topology", "mapping", keys, "unit")
  sums <- moves[, .(plain = sum(plain), padded = sum(padded)), by = cell]
  table[layout_limits(moves), c("layout", "most") := .(i.layout, i.most), on = keys]
  table[layout_limits(sums), c("sum_layout", "sum_most") := .(i.layout, i.most), on = keys]
}

# Whether a difference is not larger than what layout does. From a value that is 0
# there is no share: there the difference itself decides.
within_layout <- function(baseline, candidate, unit, layout, most) {
  size <- abs(candidate - baseline)
  within <- ifelse(baseline == 0, size <= most, size / abs(baseline) <= layout)
  within <- ifelse(unit == "digest", layout > 0, within)
  !is.na(within) & within
}

# Arms whose command line has another length than the baseline's in some cell: arm,
# bytes, baseline_bytes. Such lines compare with their like only.
odd_lines <- function(info) {
  cells <- Filter(function(cell) is.list(cell) && !is.null(cell$command_line), info$cells)
  field <- function(name) vapply(cells, function(cell) as.character(cell[[name]]), "")
  lines <- data.table::data.table(
    arm = field("arm"), topology = field("topology"), mapping = field("mapping"),
    workload = field("workload"), bytes = nchar(field("command_line"), "bytes")
  )
  plain <- lines[arm == info_arms(info)[1]]
  lines[plain, baseline_bytes := i.bytes, on = c("topology", "mapping", "workload")]
  unique(lines[bytes != baseline_bytes, .(arm, bytes, baseline_bytes)], by = "arm")
}

# What the section is about: `known`, whether there is a control; its `boots` and
# those that `failed`; `odd` lines; `table`, a row per metric and item: the smallest and the
# largest change, and where the larger one is, or NULL. NULL where nothing is exact.
layout_data <- function(run, known) {
  if (!nrow(run$samples[class == "exact" & role != "completed"])) {
    return(NULL)
  }
  odd <- odd_lines(run$info)
  if (is.null(run$layout)) {
    return(list(known = FALSE, odd = odd))
  }
  boots <- run$layout[role == "completed"]
  list(
    known = TRUE, odd = odd, baseline = run$arms[1], boots = nrow(boots),
    failed = boots[value == 0, run_id], table = if (!is.null(run$moves)) layout_table(run)
  )
}

layout_table <- function(run) {
  moves <- data.table::copy(run$moves)
  moves[, change := ifelse(plain == padded, 0, (padded - plain) / abs(plain))]
  declare_metrics(moves, run$metrics)
  moves <- name_workloads(moves)[show != "condition"]
  listed <- unique(moves$metric[order(match(moves$metric, run$metrics$metric))])
  table <- moves[order(-abs(change)), .(
    low = min(change), high = max(change), topology = topology[1], mapping = mapping[1],
    node = node[1], plain = plain[1], padded = padded[1]
  ), by = .(metric, item, unit, role, title)]
  table[order(match(metric, listed), item)]
}

# Rows that layout moves, of layout_table().
moved_rows <- function(table) if (!is.null(table)) table[low != 0 | high != 0]

# "-0.155% to +0.020%", "0 to +0.020%", "from 0".
layout_range <- function(low, high, unit) {
  ends <- range(low, high)
  ends[is.infinite(ends)] <- NA
  paste(unique(format_change(ends, unit)), collapse = " to ")
}

tell_layout <- function(layout, run) {
  rows <- if (!is.null(layout$table)) layout$table[role == "boot-insns"]
  c(
    if (NROW(rows)) {
      sprintf(
        "Layout alone (%s with another padding of its command line) moves %s by %s%s.",
        layout$baseline, rows$metric[1],
        if (nrow(moved_rows(rows))) layout_range(rows$low, rows$high, rows$unit[1]) else "nothing",
        if (nrow(moved_rows(rows))) ", and no smaller change is a finding" else ""
      )
    },
    layout$odd[, sprintf(
      paste(
        "The command line of %s is %s bytes long, that of %s %s: that alone makes their exact",
        "metrics differ."
      ),
      arm, format_count(bytes), run$arms[1], format_count(baseline_bytes)
    )]
  )
}

tell_layout_boots <- function(layout) {
  c(
    sprintf(
      paste(
        "%s was booted once more in %s, with another padding of its command line. No kernel",
        "is another one: what differs is the work of layout. A change between arms that is not",
        "larger than the metric's largest here is \"same\"."
      ),
      layout$baseline, if (layout$boots == 1) "one cell" else paste(layout$boots, "cells")
    ),
    if (length(layout$failed)) {
      sprintf(
        "%d of these boots did not complete: %s.", length(layout$failed), join_words(layout$failed)
      )
    }
  )
}

tell_still <- function(table) {
  if (is.null(table)) {
    return("No cell has both: how much layout alone moves a metric is not known.")
  }
  still <- setdiff(table$metric, moved_rows(table)$metric)
  if (!length(still)) {
    return("It moves every metric.")
  }
  if (!nrow(moved_rows(table))) {
    return("It moves nothing.")
  }
  sprintf("Not moved at all: %s.", paste(still, collapse = ", "))
}

no_layout <- "No layout control: how much layout alone moves a metric was not measured."

text_layout <- function(layout, run) {
  if (!layout$known) {
    return(c(wrap_text(no_layout), ""))
  }
  moved <- moved_rows(layout$table)
  c(
    "What layout alone moves", "", wrap_text(paste(tell_layout_boots(layout), collapse = " ")), "",
    if (NROW(moved)) c(fit_columns(function(mark) sum_up_layout(moved), "lll"), ""),
    wrap_text(tell_still(layout$table), 4), ""
  )
}

# One line per metric: the range over its items and cells, and where most is.
sum_up_layout <- function(moved) {
  moved[order(-pmax(abs(low), abs(high))), .(
    change = layout_range(low, high, unit[1]),
    `most in` = trimws(paste(item[1], topology[1], mapping[1]))
  ), by = metric][order(match(metric, unique(moved$metric)))]
}

html_layout <- function(layout, run, figures) {
  htmltools::tagList(
    htmltools::h2("What layout alone moves"),
    html_paragraph(if (layout$known) tell_layout_boots(layout) else no_layout),
    if (layout$known) html_layout_table(moved_rows(layout$table)),
    if (layout$known) html_paragraph(tell_still(layout$table))
  )
}

html_layout_table <- function(moved) {
  if (!NROW(moved)) {
    return(NULL)
  }
  range <- mapply(layout_range, moved$low, moved$high, moved$unit)
  rows <- moved[, .(
    ifelse(duplicated(metric), "", metric), item, range, paste(topology, mapping),
    ifelse(is.na(node), "", node), format_exact(plain, unit), format_exact(padded, unit)
  )]
  heads <- c("metric", "item", "change", "most in", "node", "there", "padded otherwise")
  html_table(rows, heads, "llrlrrr", "compact")
}

layout_section <- function() {
  section(
    "layout", layout_data, tell = tell_layout, about = function(...) "trust", text = text_layout,
    html = html_layout, whole = TRUE
  )
}
