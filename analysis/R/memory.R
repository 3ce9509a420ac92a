# SPDX-License-Identifier: GPL-2.0-only
# The guest's physical memory laid out for drawing: one row of the picture per
# node, and one between nodes where the address space has a hole. Widths are in
# bytes of RAM, so bars of different nodes compare; a hole inside a node takes
# a fixed small share of the widest bar.

hole_share <- 0.05
hole_minimum <- 64 * 2^20

# Rows of the picture for one topology, top to bottom: kind (node or hole),
# node, hotpluggable, start, end, bytes. A legacy hole below 1 MiB is too small.
memory_rows <- function(memory) {
  memory <- memory[order(start)]
  nodes <- memory[
    ,
    .(
      kind = "node", hotpluggable = max(hotpluggable), start = min(start), end = max(end),
      bytes = sum(end - start + 1)
    ),
    by = node
  ]
  gaps <- nodes[order(start), .(start = end[-.N] + 1, end = start[-1] - 1)]
  gaps <- gaps[end - start + 1 >= hole_minimum]
  gaps[, c("node", "kind", "hotpluggable", "bytes") := .(NA_real_, "hole", 0, end - start + 1)]
  rows <- rbind(nodes, gaps, use.names = TRUE)
  data.table::setorder(rows, start, end)
  rows[, row := .I][]
}

# Segments of the bars: RAM ranges of each node and the holes inside it, each
# with its place on the row (x0, x1, in bytes from the row's left end).
memory_segments <- function(memory, rows = memory_rows(memory)) {
  widest <- max(rows[kind == "node", bytes])
  nodes <- rows[kind == "node", node]
  data.table::rbindlist(lapply(nodes, function(nid) {
    ram <- memory[node == nid][order(start), .(kind = "ram", start, end)]
    ram <- join_close_ranges(ram)
    if (nrow(ram) > 1) {
      gaps <- ram[, .(kind = "hole", start = end[-.N] + 1, end = start[-1] - 1)]
      ram <- rbind(ram, gaps)[order(start)]
    }
    ram[, width := ifelse(kind == "hole", hole_share * widest, end - start + 1)]
    ram[, x1 := cumsum(width)][, x0 := x1 - width]
    cbind(ram, rows[kind == "node" & node == nid, .(row, node, hotpluggable)])
  }))
}

# RAM ranges apart by less than a drawable hole (the PC's legacy area) are one.
join_close_ranges <- function(ram) {
  ram <- data.table::copy(ram)[
    , group := cumsum(start - data.table::shift(end, fill = -1) - 1 >= hole_minimum)
  ]
  ram[, .(kind = "ram", start = min(start), end = max(end)), by = group][, group := NULL][]
}

# Index of the RAM segment of node `nid` that holds an address, NA outside RAM.
segment_of <- function(address, nid, segments) {
  vapply(seq_along(address), function(i) {
    which(segments$kind == "ram" & segments$node == nid[i] &
      segments$start <= address[i] & segments$end >= address[i])[1]
  }, 0L)
}

# Marks for early allocations, at least `least` wide and never on top of each
# other within a row and arm, in address order: the picture stays honest about
# order and node, and says in its caption that width is a minimum.
place_marks <- function(ranges, segments, least) {
  marks <- ranges[!is.na(node)]
  marks[, at := segment_of(start, node, segments)]
  marks <- marks[!is.na(at)]
  marks[, row := segments$row[at]]
  marks[, x0 := segments$x0[at] + start - segments$start[at]]
  marks[, x1 := x0 + pmin(end, segments$end[at]) - start + 1]
  limits <- segments[, .(limit = max(x1)), by = node]
  marks[limits, limit := i.limit, on = "node"]
  marks <- cluster_marks(marks, least)
  data.table::setorder(marks, arm, row, x0, x1)
  marks[, c("x0", "x1") := spread_marks(x0, x1, least, limit[1]), by = .(arm, row)][]
}

# Marks of one class nearer than a mark is wide become one.
cluster_marks <- function(marks, least) {
  data.table::setorder(marks, arm, row, class, x0)
  marks[
    , group := cumsum(x0 - data.table::shift(cummax(x1), fill = -Inf) > least),
    by = .(arm, row, class)
  ]
  marks[
    ,
    .(
      x0 = min(x0), x1 = max(x1), start = min(start), end = max(end), bytes = sum(bytes),
      limit = limit[1], node = node[1]
    ),
    by = .(arm, row, class, group)
  ][, group := NULL][]
}

# Widen to `least`, then push right what overlaps, then push back from the end.
spread_marks <- function(x0, x1, least, limit) {
  width <- pmax(x1 - x0, least)
  n <- length(x0)
  for (i in seq_len(n)[-1]) x0[i] <- max(x0[i], x0[i - 1] + min(width[i - 1], least))
  x1 <- x0 + width
  ceiling <- limit
  for (i in rev(seq_len(n))) {
    x1[i] <- min(x1[i], ceiling)
    x0[i] <- min(x0[i], x1[i] - least)
    ceiling <- x0[i]
  }
  list(pmax(x0, 0), x1)
}
