# SPDX-License-Identifier: GPL-2.0-only
# What the boot of CPU 0 fetches from other nodes (workload penalty), by what lies
# there: page tables, memory map, log buffer. Lines that no cache of the mmu
# held, times the latencies of a matrix: modelled. The other side of "who pays":
# what an arm moves to the boot's node costs the boot less.

# One row per topology, mapping, arm and class: fetches, remote (those from other
# nodes) and ns (what these wait for). Lines without a place are left out.
penalty_class_costs <- function(values, latency) {
  rows <- values[role == "memory-fetches" & !is.na(node)]
  if (!nrow(rows)) {
    return(NULL)
  }
  rows[, c("stage", "class") := split_penalty_item(item)]
  home <- latency[, .SD[cpu_node == min(cpu_node)], by = topology]
  keys <- c("topology", node = "memory_node")
  rows <- rows[stage %in% penalty_boot][home, on = keys, nomatch = NULL]
  costs <- rows[, {
    far <- node != cpu_node
    .(fetches = sum(value), remote = sum(value[far]), ns = sum((value * ns)[far]))
  }, by = .(topology, mapping, arm, class)]
  fill_classes(costs)
}

# What an arm never fetched it fetched 0 times.
fill_classes <- function(costs) {
  cells <- unique(costs[, .(topology, mapping, arm)])
  classes <- unique(costs[, .(topology, mapping, class)])
  all <- cells[classes, on = c("topology", "mapping"), allow.cartesian = TRUE]
  costs <- costs[all, on = c("topology", "mapping", "arm", "class")]
  data.table::setnafill(costs, fill = 0, cols = c("fetches", "remote"))
  costs[is.na(ns) & remote == 0, ns := 0][]
}

# Classes that some arm fetches from another node, those that cost most first.
far_classes <- function(costs) {
  most <- costs[, .(most = max(remote)), by = .(topology, mapping, class)][most > 0]
  costs[most, on = c("topology", "mapping", "class")][order(topology, mapping, -most, class, arm)]
}

# "327,554 53.1 ms", "none".
far_cells <- function(costs) {
  costs[, .(
    topology, mapping, class, arm,
    text = ifelse(remote == 0, "none", sprintf("%s %s", label_counts(remote), format_ns(ns)))
  )]
}

# A line for each class; arms that are alike share a column's words, not a column.
far_table <- function(costs, letters) {
  cells <- far_cells(far_classes(costs))
  cells[, letter := factor(letters[as.character(arm)], letters)]
  cells[, order := seq_len(.N)]
  wide <- data.table::dcast(
    cells, topology + mapping + class ~ letter,
    value.var = "text", fill = "none"
  )
  first <- cells[, .(order = min(order)), by = .(topology, mapping, class)]
  wide[first, order := i.order, on = c("topology", "mapping", "class")]
  data.table::setorder(wide, order)[, !"order"]
}

penalty_class_title <- paste(
  "What the boot of CPU 0 fetches from other nodes, by what it is: lines that no modelled cache",
  "held, and modelled ns"
)

text_penalty_classes <- function(costs, letters) {
  if (is.null(costs) || !any(costs$remote > 0)) {
    return(NULL)
  }
  table <- data.table::setnames(far_table(costs, letters), "mapping", "map")
  align <- paste0("lll", strrep("r", ncol(table) - 3))
  c(
    wrap_text(penalty_class_title), "",
    fit_columns(function(mark) blank_repeats(table, c("topology", "map")), align), ""
  )
}

html_penalty_classes <- function(costs, arms) {
  if (is.null(costs) || !any(costs$remote > 0)) {
    return(NULL)
  }
  cells <- far_cells(far_classes(costs))
  keys <- c("topology", "mapping", "class")
  names <- blank_repeats(cells[, ..keys], keys)
  htmltools::tagList(
    html_paragraph(paste0(penalty_class_title, ".")),
    html_table(
      c(names, list(html_arm(cells$arm, arms), cells$text)),
      c("topology", "mapping", "what", "arm", "from other nodes"), "llllr", "compact"
    )
  )
}

# What the arms change of each class, against the baseline.
class_changes <- function(costs, baseline) {
  base <- costs[as.character(arm) == baseline]
  others <- costs[as.character(arm) != baseline]
  moved <- others[base, on = c("topology", "mapping", "class"), nomatch = NULL]
  moved[, change := ns - i.ns][]
}

# The class that moves most between the arms, over all cells; `layout` has the
# costs with either padding: no more than that is no finding.
tell_penalty_classes <- function(costs, baseline, layout = NULL) {
  if (is.null(costs)) {
    return(NULL)
  }
  moved <- class_changes(costs, baseline)
  if (!is.null(layout)) {
    limits <- class_changes(layout, baseline)[, .(limit = max(abs(change))), by = class]
    moved[limits, limit := i.limit, on = "class"]
    moved <- moved[is.na(limit) | abs(change) > limit]
  }
  if (!nrow(moved) || all(is.na(moved$change)) || all(moved$change == 0, na.rm = TRUE)) {
    return(NULL)
  }
  top <- moved[which.max(abs(change))]
  sprintf(
    paste(
      "What the boot fetches from other nodes changes most in %s: %s on %s at %s with %s (%s to %s",
      "lines), modelled."
    ),
    top$class, format_ns_change(top$change), top$topology, top$mapping, top$arm,
    label_counts(top$i.remote), label_counts(top$remote)
  )
}
