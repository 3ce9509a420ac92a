# SPDX-License-Identifier: GPL-2.0-only
# What searching for free memory costs: instructions, calls and their ratio.

search_measures <- c(
  "search-insns" = "instructions in searches",
  "search-calls" = "searches",
  "per call" = "instructions per search"
)

search_values <- function(run) {
  values <- run$samples[role %in% names(search_measures) & end_state == "completed",
    .(role, topology, mapping, arm, block, iteration, value)]
  if (!nrow(values)) {
    return(values)
  }
  each <- data.table::dcast(
    values, topology + mapping + arm + block + iteration ~ role, value.var = "value"
  )
  if (all(names(search_measures)[1:2] %in% names(each))) {
    each <- each[`search-calls` > 0, .(role = "per call", topology, mapping, arm, block, iteration,
      value = `search-insns` / `search-calls`)]
    values <- rbind(values, each)
  }
  values[, measure := factor(search_measures[role], search_measures)][]
}

figure_search <- function(run) {
  values <- search_values(run)
  if (!nrow(values)) {
    return(NULL)
  }
  plot <- ggplot2::ggplot(values, ggplot2::aes(topology, value)) +
    exact_bars(values, run$arms) +
    ggplot2::facet_grid(
      measure ~ mapping, scales = "free_y", switch = "y",
      labeller = ggplot2::labeller(mapping = mapping_labels(levels(values$mapping)))
    ) +
    ggplot2::scale_y_continuous(
      NULL, labels = label_counts, expand = ggplot2::expansion(mult = c(0, 0.1))
    ) +
    ggplot2::labs(x = NULL, title = "memblock searches by topology and arm") +
    theme_numaboot() +
    ggplot2::theme(
      panel.grid.major.x = ggplot2::element_blank(), strip.placement = "outside",
      strip.text.y.left = ggplot2::element_text(
        angle = 90, hjust = 0.5, face = "plain", colour = faint
      )
    )
  new_figure(
    "memblock-search", plot,
    paste(
      "Exact counts over the whole boot, from the TCG plugin; points are the values, bars lead to",
      "them from zero."
    ),
    width = 10, height = 6
  )
}
