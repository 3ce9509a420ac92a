# SPDX-License-Identifier: GPL-2.0-only
# "Who pays": modelled ns of a read for a CPU of each node, as the caches let it
# through and if memory served every reference.

penalty_measures <- c(
  ns = "what modelled caches let through", bound = "if memory served every reference"
)

# One row per point: cell (topology and mapping), arm, cpus (the nodes of the
# CPUs) and ns of a measure.
penalty_points <- function(kinds) {
  reads <- kinds[kind == levels(kind)[1]]
  data.table::setorder(reads, topology, mapping)
  long <- data.table::melt(
    reads,
    id.vars = c("topology", "mapping", "arm", "kind", "cpu_node"),
    measure.vars = names(penalty_measures), variable.name = "measure", value.name = "ns",
    variable.factor = FALSE
  )
  long[, measure := factor(penalty_measures[measure], penalty_measures)]
  long[, cell := paste0(topology, ", ", mapping)][, cell := factor(cell, unique(cell))]
  name <- function(node) sprintf("CPUs of node %.0f", node)
  long[, cpus := factor(name(cpu_node), name(rev(sort(unique(cpu_node)))))][]
}

# NULL where no latency is known.
figure_penalty <- function(penalty, run) {
  points <- penalty_points(penalty$kinds)[!is.na(ns)]
  if (!nrow(points)) {
    return(NULL)
  }
  rows <- unique(points[, .(cell, cpus)])
  plot <- ggplot2::ggplot(points, ggplot2::aes(ns, cpus)) +
    ggplot2::geom_vline(xintercept = 0, colour = baseline_colour, linewidth = 0.4) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm),
      size = 2.6, colour = "white", stroke = 0.3,
      position = ggplot2::position_dodge2(width = 0.75, reverse = TRUE)
    ) +
    scale_arms(run$arms) +
    ggplot2::facet_grid(cell ~ measure, scales = "free", space = "free_y") +
    ggplot2::scale_x_continuous("modelled ns", labels = label_counts) +
    ggplot2::labs(
      y = NULL, title = sprintf("Who pays: tables of the direct map, one %s", points$kind[1])
    ) +
    theme_numaboot() + ggplot2::theme(strip.text.y = ggplot2::element_text(angle = 0))
  caption <- sprintf(
    paste(
      "Modelled, not measured: entries of tables of the direct map that page walks of one %s",
      "reach, times %s"
    ),
    points$kind[1], latency_source(run)
  )
  lines <- (0.12 + 0.05 * length(run$arms)) * nrow(rows)
  height <- 1.4 + lines + 0.12 * data.table::uniqueN(rows$cell)
  new_figure("penalty", plot, caption, width = 10, height = height)
}
