# SPDX-License-Identifier: GPL-2.0-only
# What memblock costs, on logarithmic axes: whole boots against RAM, and single
# operations against regions.

search_lines <- function(search) {
  ram <- 2^seq(
    log2(min(search$points$ram)), log2(max(search_targets)),
    length.out = 40
  )
  most <- max(search$points$nodes)
  search$points[, {
    here <- data.table::copy(.SD)
    at <- data.table::data.table(ram = ram, nodes = most)
    list(ram = ram, total = predict_rising(fit_search(here), at, here))
  }, by = .(mapping, arm)]
}

figure_search_cost <- function(search, run) {
  plot <- ggplot2::ggplot(search$points, ggplot2::aes(ram, total)) +
    ggplot2::geom_line(
      ggplot2::aes(group = arm, linetype = arm), search_lines(search),
      colour = faint, linewidth = 0.4, na.rm = TRUE
    ) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm),
      size = 2.2, colour = "white", stroke = 0.3,
      position = ggplot2::position_dodge(width = 0.45)
    ) +
    scale_arms(run$arms) +
    ggplot2::guides(linetype = "none") +
    ggplot2::facet_wrap(
      ~mapping,
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(search$points$mapping)))
    ) +
    ggplot2::scale_x_continuous(
      "RAM of the guest (logarithmic)",
      trans = "log2", breaks = 2^(c(0, 4, 8, 12, 16) + 30), labels = label_bytes
    ) +
    ggplot2::scale_y_continuous(
      "instructions (logarithmic)",
      trans = "log10", labels = label_counts
    ) +
    ggplot2::labs(title = "What memblock executes in a boot") +
    theme_numaboot()
  new_figure(
    "search-cost", plot,
    paste(
      "Points are booted guests; lines are fitted to them, for the most nodes that were booted,",
      "and modelled beyond the last point, to 64 TiB."
    ),
    height = 4.5
  )
}

figure_operations <- function(rows, run) {
  shown <- rows[nodes == 1 & map == "made"]
  shown[, kind := trimws(paste(operation, variant, place))]
  shown[, kind := factor(kind, unique(kind))]
  plot <- ggplot2::ggplot(shown, ggplot2::aes(regions, insns)) +
    ggplot2::geom_line(
      ggplot2::aes(group = interaction(arm, mode), linetype = mode),
      colour = faint, linewidth = 0.35
    ) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm),
      size = 1.4, colour = "white", stroke = 0.2
    ) +
    scale_arms(run$arms) +
    ggplot2::facet_wrap(~kind, ncol = 5) +
    ggplot2::scale_x_continuous(
      "regions (logarithmic)",
      trans = "log10", breaks = 10^c(1, 3, 5), labels = label_counts
    ) +
    ggplot2::scale_y_continuous(
      "instructions (logarithmic)",
      trans = "log10", labels = label_counts
    ) +
    ggplot2::labs(title = "What an operation of memblock executes") +
    theme_numaboot()
  new_figure(
    "search-operations", plot,
    paste(
      "Each variant's own memblock.c in user space, counted as guests are;",
      "up and down are the modes."
    ),
    height = 9
  )
}
