# SPDX-License-Identifier: GPL-2.0-only
# How page tables grow with memory (workload footprint): what was booted, a line
# through it, and what the line says of machines that were not.

scaling_target <- 64 * 2^40
scaling_fewest <- 3

# One row per topology, mapping and arm: ram (bytes given to the guest), nodes,
# tables (bytes of all page tables when the direct map is finished), low (those
# below 4 GiB), hot (those on hotpluggable nodes), touched (what the guest's RAM
# took of the host), low_ram (RAM below 4 GiB). NULL with fewer than three sizes.
scaling_points <- function(run) {
  rows <- exact_values(run)[workload == "footprint" & !is.na(arm)]
  points <- rows[, .(
    tables = 4096 * sum(value[role %in% c("tables", "other-tables")]),
    low = sum(value[role == "low-table-bytes"]),
    hot = sum(value[role == "hotpluggable-table-bytes"]),
    touched = sum(value[role == "touched-bytes"])
  ), by = .(topology, mapping, arm)]
  points <- scaling_memory(run)[points, on = "topology"]
  if (data.table::uniqueN(points$ram) < scaling_fewest) {
    return(NULL)
  }
  data.table::setorder(points, mapping, ram, nodes, arm)[]
}

# A node has whole memory blocks of 128 MiB; what lies at 640 KiB is no RAM.
scaling_memory <- function(run) {
  memory_block <- 128 * 2^20
  run$memory[, .(
    ram = memory_block * ceiling(sum(end - start + 1) / memory_block),
    nodes = data.table::uniqueN(node),
    low_ram = sum((end - start + 1)[end < 2^32])
  ), by = topology]
}

# What the tables of one level map together, by the page size of the leaves
# (Intel SDM volume 3A, section 4.5, four levels; the top table is always one).
scaling_spans <- list("4K" = 2^c(21, 30, 39), "2M" = 2^c(30, 39), "1G" = 2^39)

# Bytes of the tables that no direct map of so much memory can do without.
least_tables <- function(ram, mapping) {
  spans <- scaling_spans[[as.character(mapping)]]
  4096 * Reduce(`+`, lapply(spans, function(span) ceiling(ram / span)))
}

# One line per mapping and arm, tables = fixed + factor * least_tables, by least
# squares of the relative error, so that small guests count as much as large
# ones. error is the largest relative error of a booted point, held that of the
# largest guests when they are left out of the fit, far the bytes at
# scaling_target and slope what they make for each byte of RAM, full the RAM at
# which tables fill the RAM below 4 GiB (NA where they do not all lie there).
scaling_model <- function(points) {
  points[, {
    least <- least_tables(ram, mapping)
    few <- ram < max(ram)
    line <- fit_line(least, tables)
    far <- line[1] + line[2] * least_tables(scaling_target, mapping)
    slope <- (far - line[1]) / scaling_target
    list(
      fixed = line[1], factor = line[2], error = miss(line, least, tables),
      held = miss(fit_line(least[few], tables[few]), least[!few], tables[!few]),
      far = far, slope = slope,
      full = if (all(low == tables)) (max(low_ram) - line[1]) / slope else NA_real_
    )
  }, by = .(mapping, arm)]
}

fit_line <- function(x, y) {
  if (data.table::uniqueN(x) == 1) {
    return(c(mean(y) - x[1], 1))
  }
  unname(stats::coef(stats::lm(y ~ x, weights = 1 / y^2)))
}

miss <- function(line, x, y) max(abs((line[1] + line[2] * x) / y - 1))

# Points and what the lines through them say: points, models, and shared, where
# arms whose lines agree in all that is printed share a row.
scaling_data <- function(run, known) {
  points <- scaling_points(run)
  if (is.null(points)) {
    return(NULL)
  }
  models <- scaling_model(points)
  list(points = points, models = models, shared = join_models(models, run))
}

join_models <- function(models, run) {
  models <- data.table::copy(models)[, letter := run$letters[as.character(arm)]]
  models[
    , .(arms = list(as.character(arm)), letter = paste(letter, collapse = "")),
    by = .(mapping, fixed, factor, error, held, far, slope)
  ]
}

tell_scaling <- function(scaling, run) {
  points <- scaling$points
  sizes <- sprintf("booted with %s", paste(label_bytes(range(points$ram)), collapse = " to "))
  sentence <- paste(
    "Page tables at a %s direct map, %s: %.3f times the least that can map it and %s besides with",
    "%s, off by %s at most, and by %s at the largest guests when fitted without them. That makes",
    "%s for each GiB of RAM and %s at %s, modelled."
  )
  c(
    scaling$shared[, sprintf(
      sentence, mapping, sizes, factor, format_bytes(round(fixed)), vapply(arms, join_words, ""),
      format_percent(error), format_percent(held), format_bytes(slope * 2^30), format_bytes(far),
      label_bytes(scaling_target)
    )],
    tell_low_tables(points, scaling$models, smallest_mapping(run))
  )
}

# Tables near the kernel are tables below 4 GiB, where devices look for memory.
tell_low_tables <- function(points, models, smallest) {
  most <- points[ram == max(ram) & as.character(mapping) == smallest]
  most <- most[, .(low = max(low), low_ram = max(low_ram)), by = .(arm, ram)]
  said <- most[, .(text = sprintf(
    "%s (%s) with %s", format_bytes(low[1]), format_percent(low[1] / low_ram[1]),
    join_words(as.character(arm))
  )), by = .(low, low_ram, ram)]
  full <- models[!is.na(full)][full == min(full)]
  full <- full[, .(arms = list(as.character(arm))), by = .(mapping, full)]
  c(
    sprintf(
      paste(
        "Of %s of RAM below 4 GiB, the page tables of a guest with %s and a %s direct map take",
        "%s."
      ),
      format_bytes(max(most$low_ram)), label_bytes(max(most$ram)), smallest,
      paste(said$text, collapse = "; ")
    ),
    if (nrow(full)) {
      full[, sprintf(
        "By the same line they fill it at %s of RAM with %s (%s direct map).", label_bytes(full),
        vapply(arms, join_words, ""), mapping
      )]
    }
  )
}

# Over all numbers of nodes: the most that any of them takes.
scaling_most <- function(points) {
  points[, .(
    nodes = join_words(sort(unique(nodes))), tables = max(tables), low = max(low), hot = max(hot),
    touched = max(touched)
  ), by = .(mapping, ram, arm)]
}

text_scaling <- function(scaling, run) {
  c(
    wrap_text(paste(
      "Page tables against memory (emulated topologies): the most at any number of nodes; of",
      "these below 4 GiB and on hotpluggable nodes (hot); what the guest's RAM took of the host's",
      "memory"
    )), "",
    text_scaling_points(scaling$points, run$letters), "",
    wrap_text(paste(
      "A line through the booted points, bytes = factor x the least that can map the RAM +",
      "fixed: its largest error, and that at the largest guests when they are left out; what it",
      "says beyond them is modelled, not measured"
    )), "",
    text_scaling_lines(scaling$shared), ""
  )
}

text_scaling_points <- function(points, letters) {
  most <- scaling_most(points)[
    , .(arm = paste(letters[as.character(arm)], collapse = ""), touched = max(touched)),
    by = .(mapping, ram, nodes, tables, low, hot)
  ]
  shown <- most[, .(
    map = mapping, RAM = label_bytes(ram), nodes = gsub(" and|,", "", nodes), arm,
    tables = format_bytes(tables), `below 4G` = format_bytes(low), hot = format_bytes(hot),
    host = format_bytes(touched)
  )]
  fit_columns(function(mark) blank_repeats(shown, c("map", "RAM")), "lrllrrrr")
}

text_scaling_lines <- function(shared) {
  lines <- shared[, .(
    map = mapping, arm = letter, factor = sprintf("%.3f", factor),
    fixed = format_bytes(round(fixed)), `per GiB` = format_bytes(slope * 2^30),
    error = format_percent(error), `left out` = format_percent(held),
    `at 64 TiB` = format_bytes(far)
  )]
  fit_columns(function(mark) blank_repeats(lines, "map"), "llrrrrrr")
}

html_scaling <- function(scaling, run, figures) {
  htmltools::tagList(
    htmltools::h2("Page tables against memory"),
    html_paragraph(c(
      "The most that page tables take at any number of nodes, when the direct map is finished and",
      "the boot is ended. Sizes beyond the largest booted guest come from a line that was fitted",
      "to the booted ones: they are modelled, not measured."
    )),
    html_figures(figures),
    html_scaling_points(scaling$points, run$arms), html_scaling_lines(scaling$models, run$arms)
  )
}

html_scaling_points <- function(points, arms) {
  most <- scaling_most(points)
  names <- most[, .(mapping, ram = label_bytes(ram))] |> blank_repeats(c("mapping", "ram"))
  judged <- function(bytes) html_judged(format_bytes(bytes), ifelse(bytes == 0, "better", "worse"))
  heads <- c(
    "mapping", "RAM", "nodes", "arm", "page tables", "below 4 GiB", "on hotpluggable nodes",
    "memory of the host"
  )
  columns <- most[, .(
    names$mapping, names$ram, nodes, html_arm(arm, arms), format_bytes(tables), format_bytes(low),
    judged(hot), format_bytes(touched)
  )]
  html_table(columns, heads, "lrllrrrr", "compact")
}

html_scaling_lines <- function(models, arms) {
  heads <- c(
    "mapping", "arm", "times the least", "fixed", "for each GiB", "largest error",
    "error at the largest guest, left out", "modelled at 64 TiB"
  )
  columns <- models[, .(
    mapping, html_arm(arm, arms), sprintf("%.3f", factor), format_bytes(round(fixed)),
    format_bytes(slope * 2^30), format_percent(error), format_percent(held), format_bytes(far)
  )]
  html_table(columns, heads, "llrrrrrr")
}

scaling_section <- function() {
  section(
    "scaling", scaling_data,
    tell = tell_scaling, about = function(...) "costs", text = text_scaling,
    cover = first_told(tell_scaling),
    html = html_scaling,
    figures = function(scaling, run) list(figure_scaling(scaling, run))
  )
}
