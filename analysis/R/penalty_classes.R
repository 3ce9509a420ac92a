# SPDX-License-Identifier: GPL-2.0-only
# What the boot of CPU 0 fetches from other nodes (workload penalty), by what lies
# there: page tables, memory map, log buffer. Lines that no cache of the model
# held, times the latencies of a matrix: modelled. The other side of "who pays":
# what an arm moves to the boot's node costs the boot less.

# One row per topology, mapping, arm and class: fetches, remote (those from other
# nodes) and ns (what these wait for). Lines without a place are left out.
penalty_class_costs <- function(run, values = penalty_values(run)) {
  rows <- values[role == "memory-fetches" & !is.na(node)]
  if (!nrow(rows)) {
    return(NULL)
  }
  rows[, c("stage", "class") := split_penalty_item(item)]
  home <- topology_latency(run, values)[, .SD[cpu_node == min(cpu_node)], by = topology]
  rows <- rows[stage %in% penalty_boot][home, on = c("topology", node = "memory_node"), nomatch = NULL]
  costs <- rows[, .(fetches = sum(value), remote = sum(value[node != cpu_node]), ns = sum((value * ns)[node != cpu_node])),
    by = .(topology, mapping, arm, class)]
  fill_classes(costs)
}

# What an arm never fetched it fetched 0 times.
fill_classes <- function(costs) {
  cells <- unique(costs[, .(topology, mapping, arm)])
  all <- cells[unique(costs[, .(topology, mapping, class)]), on = c("topology", "mapping"), allow.cartesian = TRUE]
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
  costs[, .(topology, mapping, class, arm, text = ifelse(remote == 0, "none", sprintf("%s %s", label_counts(remote), format_ns(ns))))]
}

# A line for each class; arms that are alike share a column's words, not a column.
far_table <- function(run, costs) {
  cells <- far_cells(far_classes(costs))
  cells[, letter := factor(run$letters[as.character(arm)], run$letters)]
  cells[, order := seq_len(.N)]
  wide <- data.table::dcast(cells, topology + mapping + class ~ letter, value.var = "text", fill = "none")
  first <- cells[, .(order = min(order)), by = .(topology, mapping, class)]
  wide[first, order := i.order, on = c("topology", "mapping", "class")]
  data.table::setorder(wide, order)[, !"order"]
}

penalty_class_title <- "What the boot of CPU 0 fetches from other nodes, by what it is: lines that no modelled cache held, and modelled ns"

text_penalty_classes <- function(run, values) {
  costs <- penalty_class_costs(run, values)
  if (is.null(costs) || !any(costs$remote > 0)) {
    return(NULL)
  }
  table <- data.table::setnames(far_table(run, costs), "mapping", "map")
  c(wrap_text(penalty_class_title), "",
    fit_columns(function(mark) blank_repeats(table, c("topology", "map")), paste0("lll", strrep("r", ncol(table) - 3))), "")
}

html_penalty_classes <- function(run, values) {
  costs <- penalty_class_costs(run, values)
  if (is.null(costs) || !any(costs$remote > 0)) {
    return("")
  }
  cells <- far_cells(far_classes(costs))
  names <- blank_repeats(cells[, .(topology, mapping, class)], c("topology", "mapping", "class"))
  paste0(html_paragraph(paste0(penalty_class_title, ".")),
    html_table(list(escape(names$topology), escape(names$mapping), escape(names$class), html_arm(cells$arm, run$arms), cells$text),
      c("topology", "mapping", "what", "arm", "from other nodes"), "llllr", "compact"))
}

# The class that moves most between the arms, over all cells.
tell_penalty_classes <- function(run, values) {
  costs <- penalty_class_costs(run, values)
  if (is.null(costs)) {
    return(NULL)
  }
  keys <- c("topology", "mapping", "class")
  base <- costs[as.character(arm) == run$arms[1]]
  moved <- costs[as.character(arm) != run$arms[1]][base, on = keys, nomatch = NULL]
  moved[, change := ns - i.ns]
  if (!nrow(moved) || all(is.na(moved$change)) || all(moved$change == 0, na.rm = TRUE)) {
    return(NULL)
  }
  top <- moved[which.max(abs(change))]
  sprintf("What the boot fetches from other nodes changes most in %s: %s on %s at %s with %s (%s to %s lines), modelled.", top$class, format_ns_change(top$change),
    top$topology, top$mapping, top$arm, label_counts(top$i.remote), label_counts(top$remote))
}
