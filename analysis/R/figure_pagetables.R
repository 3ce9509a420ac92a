# SPDX-License-Identifier: GPL-2.0-only
# Page tables: how many bytes early ones take at each mapping size, and what the
# direct map is made of.

mapping_labels <- function(mappings) setNames(paste(mappings, "direct map"), mappings)

# Bars with their single value as a point on top: exact metrics have one value
# per cell, so the point is the raw datum and the bar only leads the eye to it.
exact_bars <- function(values, arms, position = ggplot2::position_dodge(0.8)) {
  list(
    ggplot2::geom_col(ggplot2::aes(fill = arm), position = position, width = 0.72, alpha = 0.55),
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), position = position, size = 1.9, colour = "white",
      stroke = 0.3
    ),
    scale_arms(arms)
  )
}

# Bytes of early page tables: walked in the guest's memory where the plan does
# that, else those that memblock handed out. `walked` tells which.
footprint_values <- function(run) {
  walked <- run$samples[role == "tables" & workload == "pagetable" & end_state == "completed" &
    startsWith(item, walk_stops[1])]
  if (nrow(walked)) {
    return(
      walked[
        , .(value = 4096 * sum(value), walked = TRUE),
        by = .(block, iteration, topology, mapping, arm)
      ]
    )
  }
  run$samples[role == "early-bytes" & item == "page-table" & end_state == "completed",
    .(value = sum(value), walked = FALSE), by = .(block, iteration, topology, mapping, arm)]
}

direct_map_values <- function(run) {
  values <- run$samples[role == "direct-map-bytes" & end_state == "completed"]
  values <- values[block == lowest(block)]
  values[, item := factor(item, intersect(c("1G", "2M", "4K"), unique(item)))][]
}

draw_footprint <- function(values, arms) {
  # Bars of a logarithmic axis start at the smallest table there can be; none at
  # all is drawn there too and labelled 0 B.
  values <- data.table::copy(values)[, shown := pmax(value, 4096) / 1024]
  ggplot2::ggplot(values, ggplot2::aes(arm, shown)) +
    ggplot2::geom_linerange(
      ggplot2::aes(ymin = 4, ymax = shown, colour = arm), linewidth = 4.5, alpha = 0.45
    ) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), size = 2.6, colour = "white", stroke = 0.4
    ) +
    ggplot2::geom_text(
      ggplot2::aes(label = format_bytes(value)), vjust = -1, size = 2.4, family = figure_font,
      colour = ink
    ) +
    scale_arms(arms) +
    ggplot2::facet_grid(
      mapping ~ topology,
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(values$mapping)))
    ) +
    ggplot2::scale_y_log10(
      "page tables (KiB, logarithmic)", breaks = c(4, 64, 1024, 16384, 262144),
      labels = scales::label_comma(), expand = ggplot2::expansion(mult = c(0.04, 0.22))
    ) +
    ggplot2::labs(x = NULL, title = "Early page tables by mapping size and arm") +
    theme_numaboot() +
    ggplot2::theme(
      axis.text.x = ggplot2::element_blank(), panel.grid.major.x = ggplot2::element_blank()
    )
}

draw_direct_map <- function(values, arms) {
  ggplot2::ggplot(values, ggplot2::aes(value / 2^30, factor(arm, rev(arms)), fill = item)) +
    ggplot2::geom_col(width = 0.7) +
    ggplot2::scale_fill_manual(
      "pages of", values = c("1G" = "#2F4B66", "2M" = "#7FA3C2", "4K" = "#E9A15B"), drop = FALSE
    ) +
    ggplot2::facet_grid(
      mapping ~ topology, scales = "free_x",
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(values$mapping)))
    ) +
    ggplot2::scale_x_continuous(
      "direct map (GiB)", expand = ggplot2::expansion(mult = c(0, 0.05))
    ) +
    ggplot2::labs(y = NULL, title = "What the direct map is made of") +
    theme_numaboot() +
    ggplot2::theme(panel.grid.major.y = ggplot2::element_blank())
}

caption_pagetables <- function(footprint) {
  paste0(
    if (any(footprint$walked)) {
      "Tables of the finished direct map, walked in the guest's memory"
    } else {
      paste(
        "Bytes that memblock handed out for page tables and that were held when the boot was over",
        "(tables inside the kernel image not counted)"
      )
    },
    ", and the direct map by page size."
  )
}

figure_pagetables <- function(run) {
  footprint <- footprint_values(run)
  direct <- direct_map_values(run)
  parts <- list(
    if (nrow(footprint)) draw_footprint(footprint, run$arms),
    if (nrow(direct)) draw_direct_map(direct, run$arms)
  )
  parts <- Filter(Negate(is.null), parts)
  if (!length(parts)) {
    return(NULL)
  }
  mappings <- data.table::uniqueN(run$samples$mapping)
  new_figure("page-tables", patchwork::wrap_plots(parts, ncol = 1), caption_pagetables(footprint),
    width = 10, height = length(parts) * (1.4 + 1.25 * mappings))
}
