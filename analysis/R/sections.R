# SPDX-License-Identifier: GPL-2.0-only
# The report's sections, in the order of findings, text, page and figures.

report_sections <- function() {
  list(
    completed_section(),
    mutants_section(),
    prefixes_section(),
    shown_section(),
    removable_section(),
    places_section(),
    walk_section(),
    scaling_section(),
    search_section(),
    accesses_section(),
    penalty_section(),
    hotpluggable_section(),
    low_memory_section(),
    costs_section(),
    comparison_section(),
    functions_section(),
    noisy_section(),
    same_section(),
    layout_section(),
    control_section(),
    states_section(),
    limits_section(),
    appendix_section()
  )
}
