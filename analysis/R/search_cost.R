# SPDX-License-Identifier: GPL-2.0-only
# What memblock costs (workload search-cost): what booted guests asked of it, a
# model through them, and what single operations cost at many regions, where
# `numaboot memblock` has measured them into search-cost.csv of the run.

search_targets <- c(1, 16, 64) * 2^40
search_fewest <- 5

search_parts <- c(
  "caller-find-insns" = "find", "caller-find-walked" = "find", "caller-reserve-insns" = "reserve",
  "caller-walk-insns" = "walk", "caller-find-calls" = "calls"
)

# One row per topology, mapping and arm: ram, nodes, calls (searches), and the
# instructions of find (with the walks of searches), reserve and walk; total.
search_points <- function(run) {
  rows <- exact_values(run)[workload == "search-cost" & !is.na(arm) & role %in% names(search_parts)]
  if (!nrow(rows)) {
    return(NULL)
  }
  rows[, part := unname(search_parts[role])]
  points <- data.table::dcast(
    rows, topology + mapping + arm ~ part,
    value.var = "value", fun.aggregate = sum
  )
  points[, total := find + reserve + walk]
  points <- scaling_memory(run)[points, on = "topology"]
  data.table::setorder(points, mapping, ram, nodes, arm)[]
}

# What a search costs besides passing over regions, in regions: `find hotplug` in
# user space takes 274 instructions and 29 for each region (docs/search-cost.md).
search_fixed <- 9.4

# GiB of RAM for which struct pages need a page table, of 1 GiB of them.
search_table <- 64

# What else a boot grows with, two models: the nodes; or the memory away from the
# kernel's node, for which searches fail first where it is hotpluggable.  Each passes
# over the regions of all nodes, and over gaps: a page table leaves one behind what a
# node's sections took before, so that there are as many as tables or nodes, whichever
# are fewer, and half of them on average.
search_kinds <- list(
  nodes = function(ram, nodes) list(more = nodes, gaps = 0 * ram),
  away = function(ram, nodes) {
    away <- ram * (1 - 1 / nodes)
    list(more = away * (nodes + search_fixed), gaps = away * pmin(ram / search_table, nodes) / 2)
  }
)

search_terms <- function(points, kind) {
  points[, c(
    list(one = 1, ram = ram / 2^30, square = nodes^2), search_kinds[[kind]](ram / 2^30, nodes)
  )]
}

# instructions = fixed + per_gib * GiB + per_square * nodes^2 + per_more * more +
# per_gap * gaps, by least squares of the relative error, with the kind of the last two
# that misses less.
fit_search <- function(points, kinds = names(search_kinds)) {
  fits <- lapply(kinds, function(kind) {
    terms <- as.matrix(search_terms(points, kind))
    weights <- 1 / points$total
    coefficients <- qr.coef(qr(terms * weights), points$total * weights)
    list(
      kind = kind,
      per = stats::setNames(ifelse(is.na(coefficients), 0, coefficients), colnames(terms))
    )
  })
  fits[[which.min(vapply(fits, miss_search, 0, points))]]
}

predict_search <- function(fit, points) {
  as.vector(as.matrix(search_terms(points, fit$kind)) %*% fit$per)
}

# The same for guests beside those that were booted: NA where it is no cost, and where it
# says less of a larger guest than of the dearest, as no cost does: guests that are too
# alike can make it fall.
predict_rising <- function(fit, points, booted) {
  total <- predict_search(fit, points)
  falls <- points$ram > max(booted$ram) & total < max(booted$total)
  ifelse(total <= 0 | falls, NA, total)
}

miss_search <- function(fit, points) max(abs(predict_search(fit, points) / points$total - 1))

# One row per mapping and arm: the fit, its largest error, that at the largest
# guest of the most nodes when it is left out (held), and what it says at each
# target with as many nodes (NA: predict_rising()); NULL where too few guests were booted.
search_model <- function(points) {
  enough <- points[, .N, by = .(mapping, arm)]
  if (any(enough$N < search_fewest)) {
    return(NULL)
  }
  points[, {
    here <- data.table::copy(.SD)
    is_last <- here$ram == max(ram) & here$nodes == max(nodes)
    few <- here[!is_last]
    fit <- fit_search(here)
    far <- data.table::data.table(ram = search_targets, nodes = max(nodes))
    said <- predict_rising(fit, far, here)
    enough <- nrow(few) >= search_fewest - 1
    held <- if (enough) miss_search(fit_search(few, fit$kind), here[is_last])
    list(
      kind = fit$kind, per_gib = fit$per[["ram"]], per_square = fit$per[["square"]],
      per_more = fit$per[["more"]], per_gap = fit$per[["gaps"]],
      error = miss_search(fit, here), held = held %||% NA_real_,
      at1 = said[1], at16 = said[2], at64 = said[3]
    )
  }, by = .(mapping, arm)]
}

search_columns <- c(
  "arm", "number", "operation", "variant", "place", "mode", "map", "regions", "nodes", "answer",
  "moved", "insns", "find", "reserve", "iterate", "other"
)

# What `numaboot memblock` measured, of this run's arms; NULL where it did not.
search_rows <- function(run) {
  path <- file.path(run$dir %||% "", "search-cost.csv")
  if (is.null(run$dir) || !file.exists(path)) {
    return(NULL)
  }
  lines <- readLines(path, warn = FALSE)
  rows <- csv_rows(lines, seq_along(lines), path, search_columns)
  rows <- csv_numbers(rows, c("regions", "nodes", "moved", "insns"), path)
  stray <- setdiff(rows$arm, run$arms)
  if (length(stray)) refuse("%s: found arm \"%s\", expected arms of the run.", path, stray[1])
  rows[, arm := factor(arm, run$arms)][]
}

# One row per operation and arm, for one node and the made map: the exponent of
# regions in its instructions and in the bytes that it moves, from 1,000 regions
# on (where fixed costs no longer count), the R^2 of that line, and the cost at
# the most regions.
search_exponents <- function(rows) {
  if (is.null(rows)) {
    return(NULL)
  }
  rows[nodes == 1 & map == "made" & regions >= 1000,
    if (.N >= 3) {
      line <- log_line(regions, insns)
      list(
        exponent = line[["slope"]], r2 = line[["r2"]],
        moved = if (all(moved > 0)) log_line(regions, moved)[["slope"]] else NA_real_,
        regions = max(regions), insns = insns[which.max(regions)]
      )
    },
    by = .(operation, variant, place, mode, arm)
  ]
}

# The line through logarithms; what never changes has slope 0 and no error.
log_line <- function(x, y) {
  x <- log(x) - mean(log(x))
  y <- log(y) - mean(log(y))
  if (max(abs(y)) < 1e-9) {
    return(c(slope = 0, r2 = 1))
  }
  slope <- sum(x * y) / sum(x^2)
  c(slope = slope, r2 = 1 - sum((y - slope * x)^2) / sum(y^2))
}

search_data <- function(run, known) {
  points <- search_points(run)
  if (is.null(points)) {
    return(NULL)
  }
  rows <- search_rows(run)
  list(
    points = points, models = search_model(points), rows = rows,
    exponents = search_exponents(rows)
  )
}

tell_search <- function(search, run) {
  c(
    tell_search_models(search, run),
    if (!is.null(search$exponents)) tell_exponents(search$exponents)
  )
}

tell_search_models <- function(search, run) {
  if (is.null(search$models)) {
    return(NULL)
  }
  booted <- paste(label_bytes(range(search$points$ram)), collapse = " to ")
  sentence <- paste(
    "memblock at a %s direct map with %s, booted with %s: %s instructions for each GiB of RAM; off",
    "by %s at most, and by %s at the largest guest when fitted without it. %s"
  )
  nodes <- as.integer(max(search$points$nodes))
  search$models[, sprintf(
    sentence, mapping, arm, booted, label_counts(per_gib), format_percent(error),
    ifelse(is.na(held), "an unknown error", format_percent(held)),
    ifelse(
      is.na(at64), "It falls beyond these guests, so that it says nothing of larger ones.",
      sprintf("That makes %s instructions at 64 TiB and %d nodes, modelled.",
        label_counts(at64), nodes)
    )
  )]
}

tell_exponents <- function(exponents) {
  grown <- exponents[exponent > 1.5]
  if (!nrow(grown)) {
    return(NULL)
  }
  names <- unique(paste(grown$operation, grown$variant))
  sprintf(
    "Operations that grow with more than the number of regions: %s; all others at most with it.",
    join_words(names)
  )
}

text_search <- function(search, run) {
  c(
    "What memblock executed until struct pages were written (emulated",
    "topologies): searches, instructions in them with their walks, in the",
    "arrays of regions, and in other walks", "",
    text_search_points(search$points, run$letters),
    if (!is.null(search$models)) {
      c(
        "", "A model through them: fixed, per GiB, per node squared, and more: per node,",
        "or per GiB away from the kernel's node for each node, and for each gap; its",
        "largest error, and that at the largest guest when it is left out; beyond it",
        "is modelled", "",
        text_search_models(search$models, run$letters)
      )
    },
    if (!is.null(search$exponents)) {
      c(
        "", "Operations in user space, with each variant's own memblock.c: exponent of",
        "the number of regions in instructions, and in bytes moved, from 1,000",
        "regions on, its R^2, and instructions at the most regions", "",
        text_exponents(search$exponents, run$letters)
      )
    },
    ""
  )
}

text_search_points <- function(points, letters) {
  shown <- points[, .(
    map = mapping, RAM = label_bytes(ram), nodes = format_count(nodes),
    arm = letters[as.character(arm)], searches = format_count(calls), find = format_count(find),
    reserve = format_count(reserve), walk = format_count(walk)
  )]
  fit_columns(function(mark) blank_repeats(shown, c("map", "RAM", "nodes")), "lrrlrrrr")
}

modelled_count <- function(insns) ifelse(is.na(insns), "-", label_counts(insns))

text_search_models <- function(models, letters) {
  shown <- models[, .(
    map = mapping, arm = letters[as.character(arm)], `per GiB` = label_counts(per_gib),
    `node^2` = label_counts(per_square), more = paste(label_counts(per_more), kind),
    gap = ifelse(kind == "away", label_counts(per_gap), "-"), error = format_percent(error),
    `left out` = ifelse(is.na(held), "-", format_percent(held)),
    `1 TiB` = modelled_count(at1), `16 TiB` = modelled_count(at16),
    `64 TiB` = modelled_count(at64)
  )]
  fit_columns(function(mark) blank_repeats(shown, "map"), "llrrrrrrrrr")
}

# Arms with the same counts share a line.
text_exponents <- function(exponents, letters) {
  shared <- exponents[
    , .(arm = paste(letters[as.character(arm)], collapse = "")),
    by = .(operation, variant, place, mode, exponent, moved, r2, regions, insns)
  ]
  shown <- shared[, .(
    operation, variant, place, mode, arm, exponent = sprintf("%.2f", exponent),
    moved = ifelse(is.na(moved), "-", sprintf("%.2f", moved)), `R^2` = sprintf("%.3f", r2),
    regions = format_count(regions), instructions = format_count(insns)
  )]
  fit_columns(function(mark) blank_repeats(shown, "operation"), "lllllrrrrr")
}

html_search <- function(search, run, figures) {
  table <- function(lines) htmltools::pre(paste(lines, collapse = "\n"))
  htmltools::tagList(
    htmltools::h2("What memblock costs"),
    html_paragraph(c(
      "What a boot asks of memblock until struct pages are written, and what that executes.",
      "Sizes beyond the largest booted guest come from a model that was fitted to the booted ones."
    )),
    html_figures(figures),
    html_paragraph(sprintf("%s.", toString(paste(run$letters[run$arms], run$arms)))),
    table(text_search(search, run))
  )
}

search_section <- function() {
  section(
    "search-cost", search_data,
    tell = tell_search, about = function(...) "costs", text = text_search, html = html_search,
    figures = function(search, run) {
      list(
        if (!is.null(search$models)) figure_search_cost(search, run),
        if (!is.null(search$rows)) figure_operations(search$rows, run)
      ) |> Filter(f = Negate(is.null))
    }
  )
}
