# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics with items (a CPU's node and operation, say): a figure for each
# metric, with the interval of the ratio for each item and arm.

# More lines than this are not readable; the largest ratios stay.
most_ratios <- 40

figures_ratios <- function(run, comparison = compare_noisy(run)) {
  comparison <- if (!is.null(comparison)) with_interval(of_items(comparison))
  if (is.null(comparison) || !nrow(comparison)) {
    return(NULL)
  }
  lapply(split(comparison, by = "metric"), figure_ratios, run = run)
}

# "node0.read node 1" for each row.
label_items <- function(table) trimws(paste(
  table$item, ifelse(is.na(table$node), "", paste("node", table$node))
))

# Rows of the items whose ratio is farthest from 1 anywhere, in their own order.
far_items <- function(table) {
  table <- data.table::copy(table)[, label := label_items(table)]
  sizes <- table[, .(size = max(abs(log(estimate)))), by = label]
  kept <- sizes[order(-size)][seq_len(min(.N, most_ratios))]$label
  named <- unique(table[order(item, node)]$label)
  table[label %in% kept][, label := factor(label, rev(intersect(named, kept)))][]
}

figure_ratios <- function(table, run) {
  shown <- far_items(table)
  left_out <- data.table::uniqueN(label_items(table)) - nlevels(shown$label)
  candidates <- run$arms[-1]
  beside <- ggplot2::position_dodge2(width = 0.7, reverse = TRUE)
  plot <- ggplot2::ggplot(shown, ggplot2::aes(estimate, label, xmin = low, xmax = high)) +
    ggplot2::geom_vline(xintercept = 1, colour = baseline_colour) +
    ggplot2::geom_linerange(ggplot2::aes(colour = arm), linewidth = 0.7, position = beside) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), size = 2.4, colour = "white", stroke = 0.3,
      position = beside
    ) +
    scale_arms(run$arms) +
    ggplot2::guides(colour = "none") +
    ggplot2::facet_grid(
      topology ~ mapping, scales = "free_y", space = "free_y",
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(shown$mapping)))
    ) +
    ggplot2::labs(
      x = sprintf("ratio to %s in the same block", run$arms[1]), y = NULL, title = table$metric[1]
    ) +
    theme_numaboot()
  lines <- shown[, data.table::uniqueN(label), by = topology]$V1
  new_figure(
    paste0("noisy-", gsub("[^a-z0-9]+", "-", sub("[)]$", "", table$metric[1]))), plot,
    paste(
      "Points are ratios by block, lines their 95 % intervals.",
      if (left_out > 0) sprintf("%d more items are nearer to 1 and left out.", left_out),
      describe_metrics(run, as.character(table$metric))
    ),
    width = 10, height = 1.5 + sum(lines) * (0.1 + 0.11 * length(candidates))
  )
}
