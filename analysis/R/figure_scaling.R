# SPDX-License-Identifier: GPL-2.0-only
# Page tables against memory, booted and modelled, on logarithmic axes.

scaling_kinds <- c(tables = "all page tables", low = "below 4 GiB", hot = "on hotpluggable nodes")

# A logarithmic axis has no zero: it is drawn at 1 KiB and labelled so.
scaling_nothing <- 1024

# One row per point and kind; `shown` is where it is drawn.
scaling_long <- function(points) {
  long <- data.table::melt(
    points, id.vars = c("topology", "mapping", "arm", "ram", "nodes"),
    measure.vars = names(scaling_kinds), variable.name = "kind", value.name = "bytes"
  )
  long[, kind := factor(scaling_kinds[as.character(kind)], scaling_kinds)]
  long[, shown := pmax(bytes, scaling_nothing)][]
}

# The lines over the whole range, in the panels of all tables.
scaling_lines <- function(points, models) {
  ram <- 2^seq(log2(min(points$ram)), log2(scaling_target), length.out = 60)
  models[
    ,
    .(
      ram = ram, shown = fixed + factor * least_tables(ram, mapping),
      kind = factor(scaling_kinds[["tables"]], scaling_kinds)
    ),
    by = .(mapping, arm)
  ]
}

label_table_bytes <- function(x) ifelse(x == scaling_nothing, "none", label_bytes(x))

figure_scaling <- function(scaling, run) {
  points <- scaling$points
  low <- data.table::data.table(
    kind = factor(scaling_kinds[["low"]], scaling_kinds), shown = max(points$low_ram)
  )
  plot <- ggplot2::ggplot(scaling_long(points), ggplot2::aes(ram, shown)) +
    ggplot2::geom_hline(
      ggplot2::aes(yintercept = shown), low, colour = faint, linetype = "dashed", linewidth = 0.4
    ) +
    ggplot2::geom_line(
      ggplot2::aes(group = arm), scaling_lines(points, scaling$models), colour = faint,
      linewidth = 0.4
    ) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), size = 2.2, colour = "white", stroke = 0.3,
      position = ggplot2::position_dodge(width = 0.45)
    ) +
    scale_arms(run$arms) +
    ggplot2::facet_grid(
      kind ~ mapping, labeller = ggplot2::labeller(mapping = mapping_labels(levels(points$mapping)))
    ) +
    ggplot2::scale_x_continuous(
      "RAM of the guest (logarithmic)", trans = "log2", breaks = 2^(c(0, 4, 8, 12, 16) + 30),
      labels = label_bytes
    ) +
    ggplot2::scale_y_continuous(
      "bytes (logarithmic)", trans = "log2", breaks = c(scaling_nothing, 2^c(15, 20, 25, 30, 35)),
      labels = label_table_bytes
    ) +
    ggplot2::labs(title = "Page tables of the direct map") +
    theme_numaboot()
  new_figure(
    "scaling", plot,
    paste(
      "Points are booted guests of 1 to 16 nodes; lines are fitted to them and modelled beyond the",
      "last point, to 64 TiB.", "The dashed line is all RAM that there is below 4 GiB."
    ),
    width = 10, height = 7.5
  )
}
