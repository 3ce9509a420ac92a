# SPDX-License-Identifier: GPL-2.0-only
# Arms keep one colour and one shape in every figure. The colours are from the
# palette of Okabe and Ito, which survives the common colour blindnesses; its
# vermilion and black are kept for page tables and the kernel image on the map.

baseline_colour <- "#8A8A8A"

known_arm_colours <- c(
  "unpatched" = "#CC79A7",
  "patched" = "#56B4E9",
  "patched+movable_node" = "#0072B2",
  "stock" = "#E69F00",
  "stock+movable_node" = "#009E73"
)
known_arm_shapes <- c(
  "unpatched" = 21, "patched" = 22, "patched+movable_node" = 24,
  "stock" = 25, "stock+movable_node" = 23
)
spare_colours <- c(
  "#7B5EA7", "#B8860B", "#2F8F9D", "#A0522D", "#5C7F2B", "#C44E7A", "#E69F00", "#56B4E9"
)
spare_shapes <- c(21, 22, 23, 24, 25)

# An arm nobody gave a colour to takes the first free one, in the plan's order.
fill_spares <- function(values, arms, spares) {
  for (arm in arms[is.na(values)]) {
    free <- setdiff(spares, values)
    values[arm] <- if (length(free)) free[1] else spares[1 + sum(!is.na(values)) %% length(spares)]
  }
  values
}

# What a kernel is called on any base: "stock-6.1+x" is "stock+x", unless the plan
# has both.
baseless <- function(arms) {
  names <- sub("^([a-z]+)-[0-9.]+", "\\1", arms)
  ifelse(names %in% names[duplicated(names)], arms, names)
}

arm_colours <- function(arms) {
  colours <- setNames(known_arm_colours[baseless(arms)], arms)
  colours[arms[1]] <- baseline_colour
  fill_spares(colours, arms, spare_colours)
}

arm_shapes <- function(arms) {
  shapes <- setNames(known_arm_shapes[baseless(arms)], arms)
  fill_spares(shapes, arms, spare_shapes)
}

# Letters stand for arms in plain-text tables.
arm_letters <- function(arms) {
  setNames(make.unique(rep_len(LETTERS, length(arms)), sep = ""), arms)
}

# Scales shared by all figures that tell arms apart.
scale_arms <- function(arms) {
  list(
    ggplot2::scale_fill_manual(
      name = NULL, values = arm_colours(arms), limits = arms, drop = FALSE
    ),
    ggplot2::scale_colour_manual(
      name = NULL, values = arm_colours(arms), limits = arms, drop = FALSE
    ),
    ggplot2::scale_shape_manual(name = NULL, values = arm_shapes(arms), limits = arms, drop = FALSE)
  )
}

# The plan's arms: arm, kernel, parameters (blanks between them), image, and
# patches, a list of file names in the order they were applied.
arm_table <- function(info) {
  arms <- info_field(info, "arms", default = list())
  field <- function(read) vapply(arms, function(arm) paste(unlist(read(arm)), collapse = " "), "")
  table <- data.table::data.table(
    arm = field(function(arm) arm$name), kernel = field(function(arm) arm$kernel),
    parameters = field(function(arm) arm$parameters),
    image = field(function(arm) arm$image_sha256 %||% arm$kernel),
    commit = field(function(arm) arm$commit), subject = field(function(arm) arm$subject)
  )
  table[, patches := lapply(arms, function(arm) unlist(arm$patches))][]
}

# Pairs of arms that boot the same image with the same parameters: A/A controls.
control_pairs <- function(info) {
  arms <- arm_table(info)
  arms[, first := arm[1], by = .(image, parameters)]
  arms[arm != first, .(baseline = first, candidate = arm)]
}
