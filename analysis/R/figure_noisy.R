# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics of the whole boot: every block's ratio to the baseline as a point,
# the interval of the estimate on top.

# Comparisons that have a ratio and its interval.
with_interval <- function(comparison) comparison[scale == "ratio" & is.finite(high)]

figure_noisy <- function(run, comparison = compare_noisy(run)) {
  comparison <- if (!is.null(comparison)) of_the_boot(comparison)[scale == "ratio" & blocks > 0]
  if (is.null(comparison) || !nrow(comparison)) {
    return(NULL)
  }
  values <- pair_blocks(of_the_boot(noisy_samples(run)), run$arms)
  values <- values[!is.na(baseline) & !is.na(candidate)][, ratio := candidate / baseline]
  keys <- c("topology", "mapping", "metric", "arm")
  values <- values[comparison[, ..keys], on = keys, nomatch = NULL]
  for (table in list(values, comparison)) label_rows(table)
  plot <- ggplot2::ggplot(values, ggplot2::aes(ratio, factor(arm, rev(run$arms[-1])))) +
    ggplot2::geom_vline(xintercept = 1, colour = baseline_colour) +
    ggplot2::geom_point(
      ggplot2::aes(colour = factor(arm, run$arms)), shape = 16, size = 1.2, alpha = 0.5,
      position = ggplot2::position_jitter(0, 0.18, seed = 1)
    ) +
    layer_if(
      with_interval(comparison),
      ggplot2::geom_linerange(
        ggplot2::aes(y = arm, xmin = low, xmax = high), with_interval(comparison),
        inherit.aes = FALSE, linewidth = 1.1
      )
    ) +
    ggplot2::geom_point(
      ggplot2::aes(estimate, arm, fill = arm, shape = arm), comparison, size = 2.8,
      colour = "white"
    ) +
    scale_arms(run$arms) +
    ggplot2::facet_grid(label ~ topology) +
    ggplot2::labs(
      x = "ratio to the baseline in the same block", y = NULL, title = "Noisy metrics"
    ) +
    theme_numaboot() +
    ggplot2::theme(strip.text.y = ggplot2::element_text(angle = 0))
  rows <- nrow(unique(values[, .(metric, mapping)]))
  new_figure(
    "noisy", plot,
    paste(
      "Points are single blocks; the black line is the 95 % interval of their ratio, the large",
      "point its estimate.", describe_metrics(run, values$metric)
    ),
    width = 10, height = 1.2 + rows * (0.5 + 0.3 * length(run$arms))
  )
}

# A metric, "(direct-map)" and "4K" on lines of their own.
label_rows <- function(table) {
  table[, label := paste0(sub(" (", "\n(", metric, fixed = TRUE), "\n", mapping)]
  table[, label := factor(label, unique(label[order(metric, mapping)]))]
}

# "name: what it is."
describe_metrics <- function(run, metrics) {
  used <- run$metrics[run$metrics$metric %in% sub(" [(].*", "", metrics)]
  paste0(used$metric, ": ", sub("\\.?$", ".", used$description), collapse = " ")
}
