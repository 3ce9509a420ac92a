# SPDX-License-Identifier: GPL-2.0-only
# Early reservations: merged, grouped and located.

# What a class is called in figures, and its colour on the map: vermilion for
# page tables and near-black for the kernel image, the two that the picture is
# about; quiet colours for the rest. Memory blocks that went offline are pale green,
# and what the page allocator gave out is dark.
class_colours <- c(
  "removable" = "#BDE5D0", "page-table" = "#E0480B", "kernel" = "#111111",
  "crash-kernel" = "#E3B505", "cma" = "#8C6BB1", "swiotlb" = "#C7A76C", "hash-table" = "#7C8C4A",
  "memmap" = "#74A9CF", "per-cpu" = "#41AE9A", "node-data" = "#2B8CBE", "log-buffer" = "#7FBC41",
  "initrd" = "#C994C7", "acpi-table" = "#DD1C77", "memblock-array" = "#B8860B",
  "real-mode" = "#6E7781", "firmware" = "#A8A29A", "other" = "#C9C3B8", "slab" = "#5E3A8C",
  "page" = "#7A4B1E", "hole" = "#8FA3AD",
  "shared" = "#6F8FA8", "zone-border" = "#57778F", "unknown" = "#4A5560"
)

# What still held its memory when the boot was over: the kernel also takes and
# gives back (a probe for the end of RAM, the slack of per-CPU areas).
held <- function(placements) {
  placements[released == 0 & block == min(block)]
}

# min() and max() that say nothing of nothing, without a warning.
lowest <- function(x) if (length(x)) min(x) else NA_real_
highest <- function(x) if (length(x)) max(x) else NA_real_

# Neighbouring or overlapping reservations of one class become one range.
# A range never spans two nodes, because a reservation is counted on its first.
merge_ranges <- function(placements) {
  if (is.null(placements) || !nrow(placements)) {
    return(placements)
  }
  keys <- c("topology", "mapping", "arm", "class", "before_srat", "node")
  table <- held(placements)[, c(keys, "start", "end", "bytes", "hotpluggable"), with = FALSE]
  data.table::setorderv(table, c(keys, "start"))
  table[, reach := cummax(end), by = keys]
  table[, fresh := start > data.table::shift(reach, fill = -2) + 1, by = keys]
  table[, group := cumsum(fresh), by = keys]
  table[, .(start = lowest(start), end = highest(end), bytes = sum(bytes), pieces = .N,
    hotpluggable = highest(hotpluggable)), by = c(keys, "group")][, group := NULL][]
}

# Where early page tables are: bytes, first and last address per node, and one
# row of zero bytes for a traced boot without any.
page_table_places <- function(placements) {
  if (is.null(placements) || !nrow(placements)) {
    return(NULL)
  }
  found <- held(placements)[class == "page-table" & before_srat == 1,
    .(bytes = sum(bytes), reservations = .N, first = lowest(start), last = highest(end),
      hotpluggable = highest(hotpluggable)),
    by = .(topology, mapping, arm, node)]
  boots <- unique(placements[, .(topology, mapping, arm)])
  empty <- boots[!found, on = c("topology", "mapping", "arm")]
  empty[, c("bytes", "reservations", "hotpluggable") := .(rep(0, .N), 0L, 0)]
  rbind(found, empty, fill = TRUE)[order(topology, mapping, arm, node)]
}

# Where the kernel image ends in each arm.
kernel_image <- function(placements) {
  if (is.null(placements) || !nrow(placements)) {
    return(NULL)
  }
  held(placements)[class == "kernel",
    .(start = lowest(start), end = highest(end), node = node[1]), by = .(topology, mapping, arm)]
}
