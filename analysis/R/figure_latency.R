# SPDX-License-Identifier: GPL-2.0-only
# Times of memory accesses by node: idle, the walks' share, and under load.

distance_colours <- c(local = "#0072B2", remote = "#D55E00")

# "CPU 0, memory 1", local pairs first.
name_pairs <- function(table) {
  table <- data.table::copy(table)
  table[
    ,
    distance := factor(ifelse(cpu_node == memory_node, "local", "remote"), names(distance_colours))
  ]
  if ("page_bytes" %in% names(table)) table[, pages := paste("pages of", format_bytes(page_bytes))]
  named <- unique(table[order(distance, cpu_node, memory_node), .(cpu_node, memory_node)])
  words <- sprintf("CPU %d, memory %d", as.integer(named$cpu_node), as.integer(named$memory_node))
  table[
    ,
    pair := factor(
      sprintf("CPU %d, memory %d", as.integer(cpu_node), as.integer(memory_node)), words
    )
  ][]
}

scale_distance <- function() {
  ggplot2::scale_colour_manual(NULL, values = distance_colours, drop = FALSE)
}

# Raw samples as points, the median and its interval in black.
draw_latency_matrix <- function(latency, table) {
  samples <- name_pairs(idle_walks(latency))
  table <- name_pairs(table)
  backwards <- rev(levels(samples$pair))
  ggplot2::ggplot(samples, ggplot2::aes(step_ns, factor(pair, backwards))) +
    ggplot2::geom_point(
      ggplot2::aes(colour = distance), shape = 16, size = 1.3, alpha = 0.55,
      position = ggplot2::position_jitter(0, 0.16, seed = 1)
    ) +
    draw_intervals(table, backwards) +
    scale_distance() +
    ggplot2::facet_wrap(~pages) +
    ggplot2::expand_limits(x = 0) +
    ggplot2::labs(
      x = "ns per read", y = NULL, title = "Idle: every read waits for the one before"
    ) +
    theme_numaboot() +
    ggplot2::theme(legend.position = "none")
}

draw_intervals <- function(table, order) {
  list(
    layer_if(
      table[!is.na(low)],
      ggplot2::geom_linerange(
        ggplot2::aes(y = factor(pair, order), xmin = low, xmax = high), table[!is.na(low)],
        inherit.aes = FALSE, linewidth = 0.9
      )
    ),
    ggplot2::geom_point(ggplot2::aes(estimate, factor(pair, order)), table, shape = 124, size = 5)
  )
}

draw_walk_costs <- function(table) {
  if (!nrow(table)) {
    return(NULL)
  }
  table <- name_pairs(table)
  backwards <- rev(levels(table$pair))
  ggplot2::ggplot(table, ggplot2::aes(estimate, factor(pair, backwards))) +
    ggplot2::geom_vline(xintercept = 0, colour = baseline_colour) +
    draw_intervals(table, backwards) +
    ggplot2::geom_point(ggplot2::aes(colour = distance), size = 2.6) +
    scale_distance() +
    ggplot2::labs(
      x = "ns per read, pages of 4 KiB less pages of 2 MiB", y = NULL, title = "What page walks add"
    ) +
    theme_numaboot() +
    ggplot2::theme(legend.position = "none")
}

draw_loaded_curve <- function(latency, table) {
  if (!any(table$load > 0)) {
    return(NULL)
  }
  table <- name_pairs(table)
  samples <- name_pairs(latency$samples[kind == "latency" & extra == 0])
  ggplot2::ggplot(
    table, ggplot2::aes(others_gb_s, estimate, group = pair, colour = distance, linetype = pair)
  ) +
    ggplot2::geom_point(
      ggplot2::aes(others_gb_s, step_ns), samples, shape = 16, size = 1, alpha = 0.35,
      show.legend = FALSE
    ) +
    ggplot2::geom_line(linewidth = 0.8) +
    layer_if(
      table[!is.na(low)],
      ggplot2::geom_linerange(
        ggplot2::aes(ymin = low, ymax = high), table[!is.na(low)], linewidth = 0.8,
        show.legend = FALSE
      )
    ) +
    scale_distance() +
    ggplot2::scale_linetype(NULL) +
    ggplot2::facet_wrap(~pages) +
    ggplot2::expand_limits(y = 0) +
    ggplot2::labs(
      x = "read by the node's other CPUs (GB/s)", y = "ns per read", title = "Under load"
    ) +
    theme_numaboot()
}

figure_latency <- function(latency, tables = latency_tables(latency)) {
  parts <- list(
    draw_latency_matrix(latency, tables$idle), draw_walk_costs(tables$walks),
    draw_loaded_curve(latency, tables$curve)
  )
  drawn <- !vapply(parts, is.null, TRUE)
  pairs <- nrow(unique(latency$samples[, .(cpu_node, memory_node)]))
  rows <- c(1.1 + 0.3 * pairs, 0.9 + 0.25 * pairs, 3.4)[drawn]
  made_up <- if (is.null(latency$facts$fixture)) "" else "MADE-UP ROWS, NOT A MEASUREMENT. "
  plot <- patchwork::wrap_plots(parts[drawn], ncol = 1, heights = rows)
  if (nzchar(made_up)) {
    plot <- plot + patchwork::plot_annotation(title = trimws(made_up), theme = theme_numaboot())
  }
  new_figure(
    "latency", plot,
    paste0(
      made_up, "Points are single samples; black lines are 95 % intervals of medians. ",
      latency$facts$cpu, ", ", format_bytes(as.numeric(latency$facts$bytes)), " per walk."
    ),
    width = 9, height = sum(rows) + 0.4
  )
}
