# SPDX-License-Identifier: GPL-2.0-only
# Made-up guests of 1 to 4 nodes with the least tables that can map them and six
# more: 513 pages for each GiB, and one for the first 512 GiB.

scaling_sizes <- c(1, 4, 16, 64)

scaling_metrics <- data.table(
  metric = c(
    "pagetable.pages", "pagetable.other.pages", "pagetable.low.bytes",
    "pagetable.hotpluggable.bytes", "pagetable.touched.bytes"
  ),
  role = c("tables", "other-tables", "low-table-bytes", "hotpluggable-table-bytes", "touched-bytes")
)

# Tables on the last node without movable_node, else near the kernel. `pages`
# gives the pages of a guest of so many GiB.
scaling_run <- function(pages = function(gib) 7 + 513 * gib, sizes = scaling_sizes) {
  arms <- c("unpatched", "patched+movable_node")
  guests <- CJ(nodes = c(1, 4), gib = sizes)[, topology := sprintf("%dx%gG", nodes, gib / nodes)]
  cells <- guests[, .(arm = arms), by = .(topology, nodes, gib)]
  samples <- cells[
    ,
    {
      near <- arm == arms[2] | nodes == 1 & gib <= 1
      bytes <- 4096 * pages(gib)
      .(
        metric = scaling_metrics$metric, item = "", node = NA_real_,
        value = c(pages(gib) - 6, 6, bytes * near, bytes * (!near & nodes > 1), bytes + 2^24)
      )
    },
    by = .(topology, arm)
  ]
  samples[
    ,
    c("class", "end_state", "mapping", "workload", "unit") := .(
      "exact", "completed", "4K", "footprint", "bytes"
    )
  ]
  with_roles(samples, scaling_metrics)
  memory <- guests[, scaling_ranges(nodes, gib), by = topology]
  samples[
    ,
    c("topology", "arm", "mapping") := .(
      factor(topology, guests$topology), factor(arm, arms), factor(mapping, mapping_levels)
    )
  ]
  list(
    samples = samples, memory = memory[, topology := factor(topology, guests$topology)],
    arms = arms, letters = arm_letters(arms)
  )
}

# RAM below 4 GiB ends at 2 GiB where there is more, and lacks 384 KiB.
scaling_ranges <- function(nodes, gib) {
  at <- data.table(node = seq_len(nodes) - 1, start = (seq_len(nodes) - 1) * gib / nodes * GiB)[
    , end := start + gib / nodes * GiB
  ]
  low <- if (gib > 2) 2 * GiB else gib * GiB
  rbind(
    at[start < low, .(node, start, end = pmin(end, low) - 1 - 393216 * (node == 0))],
    at[end > low, .(node, start = pmax(start, low) + 2 * GiB, end = end + 2 * GiB - 1)]
  )[, hotpluggable := as.integer(node > 0)][]
}
