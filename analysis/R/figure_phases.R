# SPDX-License-Identifier: GPL-2.0-only
# Instructions by boot phase: how large each phase is, and how far each arm is
# from the baseline in it.

phase_values <- function(run) {
  values <- run$samples[role == "phase-insns" & end_state == "completed",
    .(item, topology, mapping, arm, block, iteration, value)]
  values[, item := factor(item, rev(unique(item)))][]
}

# Difference from the baseline in instructions, per phase.
phase_differences <- function(values, arms) {
  once <- values[block == min(block) & iteration == min(iteration)]
  base <- once[arm == arms[1], .(topology, mapping, item, base = value)]
  table <- merge(once[arm != arms[1]], base, by = c("topology", "mapping", "item"))
  table[, difference := value - base][]
}

# Linear near zero, logarithmic beyond a thousand instructions: differences of
# every size and both signs fit on one axis.
to_signed_log <- function(x) asinh(x / 1000)
from_signed_log <- function(x) 1000 * sinh(x)

# Powers of ten on both sides of 0, from the outermost inwards, none so near its
# neighbour that their labels would meet.
signed_breaks <- function(limits, room = 0.18) {
  reach <- max(abs(limits), 1000)
  at <- 10^seq(floor(log10(reach) + 1e-9), 3, by = -1)
  near <- room * diff(to_signed_log(range(limits, 0)))
  kept <- numeric()
  for (one in at) {
    place <- to_signed_log(one)
    if (place >= near && all(to_signed_log(kept) - place >= near)) kept <- c(kept, one)
  }
  if (!length(kept)) kept <- at[1]
  all <- c(-kept, 0, rev(kept))
  all[all >= min(limits) & all <= max(limits) | all == 0]
}

label_signed <- function(x) {
  text <- ifelse(is.na(x) | x <= 0, label_counts(x), paste0("+", label_counts(x)))
  ifelse(is.na(x), NA, text)
}

# The baseline on top of each group, as in every legend: groups are reversed.
phase_dodge <- function() ggplot2::position_dodge(0.7)

draw_phases <- function(values, arms) {
  ggplot2::ggplot(values, ggplot2::aes(value, item, group = factor(arm, rev(arms)))) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), position = phase_dodge(), size = 1.8, colour = "white",
      stroke = 0.25
    ) +
    scale_arms(arms) +
    ggplot2::facet_grid(
      mapping ~ topology,
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(values$mapping)))
    ) +
    ggplot2::scale_x_log10("instructions (logarithmic)", labels = label_counts) +
    ggplot2::labs(y = NULL, title = "Instructions by boot phase") +
    theme_numaboot()
}

draw_phase_differences <- function(table, arms) {
  ggplot2::ggplot(table, ggplot2::aes(difference, item, group = factor(arm, rev(arms)))) +
    ggplot2::geom_vline(xintercept = 0, colour = baseline_colour, linewidth = 0.6) +
    ggplot2::geom_linerange(
      ggplot2::aes(xmin = pmin(difference, 0), xmax = pmax(difference, 0), colour = arm),
      position = phase_dodge(), linewidth = 0.9, alpha = 0.5, show.legend = FALSE
    ) +
    ggplot2::geom_point(
      ggplot2::aes(fill = arm, shape = arm), position = phase_dodge(), size = 1.8, colour = "white",
      stroke = 0.25
    ) +
    scale_arms(arms) +
    ggplot2::facet_grid(
      mapping ~ topology,
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(table$mapping)))
    ) +
    ggplot2::scale_x_continuous(
      "instructions more (+) or fewer (-) than the baseline",
      trans = scales::trans_new("signed_log", to_signed_log, from_signed_log),
      breaks = signed_breaks, labels = label_signed
    ) +
    ggplot2::labs(y = NULL, title = sprintf("Difference from %s", arms[1])) +
    theme_numaboot()
}

figure_phases <- function(run) {
  values <- phase_values(run)
  if (!nrow(values)) {
    return(NULL)
  }
  mappings <- data.table::uniqueN(values$mapping)
  table <- phase_differences(values, run$arms)
  plots <- list(
    draw_phases(values, run$arms), if (nrow(table)) draw_phase_differences(table, run$arms)
  )
  plot <- patchwork::wrap_plots(Filter(Negate(is.null), plots), ncol = 1) +
    patchwork::plot_layout(guides = "collect") & ggplot2::theme(legend.position = "bottom")
  new_figure(
    "boot-phases", plot,
    paste(
      "A phase is named after the milestone that begins it and lasts until the next. Iterations of",
      "rep-prefixed string instructions are counted apart."
    ),
    width = 10, height = 1.6 + 2 * mappings * (0.5 + 0.22 * data.table::uniqueN(values$item))
  )
}
