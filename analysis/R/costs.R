# SPDX-License-Identifier: GPL-2.0-only
# What a change makes of counts, in figures: page tables, searches and phases of the boot.

draw_costs <- function(data, run) {
  list(figure_pagetables(run), figure_search(run), figure_phases(run))
}

html_costs <- function(data, run, figures) {
  if (length(figures)) {
    htmltools::tagList(htmltools::h2("Page tables, searches and phases"), html_figures(figures))
  }
}

# Not on a page that has none of its figures.
costs_section <- function() {
  section(
    "costs", nothing,
    applies = function(data) TRUE, figures = draw_costs, html = html_costs
  )
}
