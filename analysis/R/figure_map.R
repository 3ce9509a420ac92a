# SPDX-License-Identifier: GPL-2.0-only
# The picture: physical memory by node, one column per arm, with every early
# allocation where it landed; below it the same at true scale (figure_zoom.R).

least_mark <- 0.014
column_inches <- 2.4
node_fills <- c("0" = "#DFE4E9", "1" = "#FFFFFF")

figure_maps <- function(run) {
  if (is.null(run$memory) || !sum(NROW(run$placements), NROW(run$memory_blocks))) {
    return(NULL)
  }
  smallest <- smallest_mapping(run)
  ranges <- early_ranges(run, smallest)
  topologies <- intersect(
    levels(run$memory$topology),
    c(as.character(ranges$topology), as.character(run$memory_blocks$topology))
  )
  lapply(topologies, function(name) {
    figure_map(
      name, smallest, run$memory[as.character(topology) == name],
      ranges[as.character(topology) == name], map_memory_blocks(run, name, smallest), run$arms,
      failed_ends(run, name, smallest)
    )
  })
}

# What was reserved before SRAT and kept, neighbours of a class joined.
early_ranges <- function(run, at) {
  placements <- run$placements
  if (is.null(placements) || !nrow(placements)) {
    return(data.table::data.table(
      topology = character(), arm = factor(character(), run$arms), class = character(),
      node = numeric(), start = numeric(), end = numeric(), bytes = numeric(),
      hotpluggable = numeric()
    ))
  }
  merge_ranges(placements[as.character(mapping) == at])[before_srat == 1]
}

# Wide enough for what is written above each column.
map_width <- function(arms) max(11, 1.7 + column_inches * length(arms))

figure_map <- function(name, mapping, memory, ranges, memory_blocks, arms, ends = NULL) {
  rows <- memory_rows(memory)
  windows <- zoom_windows(ranges)
  classes <- intersect(names(class_colours), c(ranges$class, memory_blocks$owner))
  heights <- c(
    0.85 + 0.37 * sum(rows$kind == "node") + 0.24 * sum(rows$kind == "hole"),
    1.0 + 0.27 * length(arms)
  )
  if (NROW(memory_blocks)) heights[1] <- heights[1] + 0.75
  if (!nrow(windows)) heights <- heights[1]
  columns <- length(arms)
  draw <- function(columns, width, heights) {
    map <- draw_map(
      name, mapping, memory, ranges, memory_blocks, arms, classes, ends, columns, width
    )
    parts <- if (nrow(windows)) {
      list(
        map + ggplot2::theme(legend.position = "none"),
        draw_zoom(windows, memory, ranges, intersect(arms, ranges$arm), classes, width)
      )
    } else {
      list(map)
    }
    patchwork::wrap_plots(parts, ncol = 1, heights = heights)
  }
  # On a narrow screen arms stand in rows, and so do the windows below.
  narrow <- heights * c(columns, nrow(windows))[seq_along(heights)] + 0.2
  new_figure(
    paste0("memory-map-", name), draw(columns, map_width(arms), heights),
    map_caption(name, mapping, ranges, memory_blocks),
    width = map_width(arms), height = sum(heights) + 0.9,
    narrow = list(
      plot = draw(1, narrow_inches, narrow), width = narrow_inches, height = sum(narrow) + 1.3
    )
  )
}

narrow_inches <- 5

map_caption <- function(name, mapping, ranges, memory_blocks) {
  c(
    sprintf("Physical memory of %s, one bar per node (%s direct map).", name, mapping),
    if (NROW(memory_blocks)) {
      paste(
        "Every tile is a memory block of a hotpluggable node; its colour is whether it could be",
        "taken offline, or who stopped it."
      )
    },
    if (nrow(ranges)) {
      paste(
        "Marks are what was reserved before SRAT was parsed and kept; narrow ones are drawn wider",
        "than they",
        "are and set side by side in address order. Bottom: the same around the kernel image and",
        "the page tables, true to scale."
      )
    },
    if (!NROW(memory_blocks)) "Dashed bars are nodes that SRAT marks hotpluggable."
  ) |> paste(collapse = " ")
}

scale_classes <- function(classes, rows = 1) {
  labels <- ifelse(classes == "removable", "memory block that went offline", classes)
  ggplot2::scale_fill_manual(
    name = NULL, values = class_colours[classes], limits = classes, labels = labels, drop = FALSE,
    guide = ggplot2::guide_legend(nrow = rows, override.aes = list(colour = NA))
  )
}

# A line for each column says in words where the page tables are.
map_verdicts <- function(ranges, arms) {
  tables <- ranges[class == "page-table"]
  said <- lapply(intersect(arms, ranges$arm), function(name) {
    here <- tables[
      as.character(arm) == name, .(hot = highest(hotpluggable)), by = node
    ][order(node)]
    hot <- any(here$hot == 1)
    text <- if (!nrow(here)) {
      "no early page tables"
    } else {
      sprintf(
        "page tables on %s%s %s", if (all(here$hot == 1)) "hotpluggable " else "",
        if (nrow(here) > 1) "nodes" else "node", join_words(here$node)
      )
    }
    data.table::data.table(arm = name, text, state = if (hot) "none" else "all")
  })
  data.table::rbindlist(said)[, arm := factor(arm, arms)][]
}

row_labels <- function(rows) {
  ifelse(rows$kind == "hole",
    paste0("no RAM, ", format_bytes(rows$bytes)),
    paste0("node ", rows$node, ifelse(rows$hotpluggable == 1, ", hotpluggable", ""), "\n",
      format_range(rows$start, rows$end)))
}

# Vertical place and half-height of each row: holes are slim.
row_places <- function(rows) {
  thick <- ifelse(rows$kind == "hole", 0.6, 1)
  data.table::data.table(
    row = rows$row, y = -(cumsum(thick) - thick / 2), half = ifelse(rows$kind == "hole", 0.1, 0.36)
  )
}

# Short diagonal strokes: the sign for "nothing here".
hatch <- function(x0, x1, y, half, step) {
  at <- seq(x0, x1, by = step)
  data.table::data.table(x = at, xend = pmin(at + step * 0.6, x1), y = y - half, yend = y + half)
}

map_hatches <- function(segments, rows, places, widest) {
  inside <- segments[kind == "hole"][places, on = "row", nomatch = NULL]
  between <- rows[kind == "hole"][places, on = "row", nomatch = NULL]
  data.table::rbindlist(c(
    Map(hatch, inside$x0, inside$x1, inside$y, inside$half * 0.5, widest * 0.008),
    Map(
      hatch, rep(0, nrow(between)), rep(widest, nrow(between)), between$y, between$half,
      widest * 0.008
    )
  ))
}

# One label per node that holds page tables: their size, beside the marks.
mark_notes <- function(marks, widest) {
  if (!nrow(marks)) {
    return(NULL)
  }
  tables <- marks[
    class == "page-table", .(text = format_bytes(sum(bytes)), centre = mean(c(x0, x1))),
    by = .(arm, row, y)
  ]
  tables[, left := centre < widest / 2]
  for (i in seq_len(nrow(tables))) {
    beside <- marks[
      arm == tables$arm[i] & row == tables$row[i] & (x0 < widest / 2) == tables$left[i]
    ]
    data.table::set(
      tables, i, "x",
      if (tables$left[i]) max(beside$x1) + widest * 0.015 else min(beside$x0) - widest * 0.015
    )
  }
  tables
}

draw_bars <- function(bars, fill, line) {
  layer_if(
    bars,
    ggplot2::geom_rect(
      ggplot2::aes(xmin = x0, xmax = x1, ymin = y - half, ymax = y + half), bars, fill = fill,
      colour = "#52606D", linewidth = 0.35, linetype = line
    )
  )
}

draw_map <- function(name, mapping, memory, ranges, memory_blocks, arms, classes, ends = NULL,
                     columns = length(arms), width = map_width(arms)) {
  rows <- memory_rows(memory)
  places <- row_places(rows)
  segments <- memory_segments(memory, rows)
  widest <- max(segments$x1)
  tiles <- if (NROW(memory_blocks)) place_memory_blocks(memory_blocks, segments, places)
  limit <- if (NROW(tiles)) notes_limit(tiles, widest, columns, width) else widest
  bars <- segments[kind == "ram"][places, on = "row", nomatch = NULL]
  strokes <- map_hatches(segments, rows, places, widest)
  ggplot2::ggplot() +
    layer_if(
      strokes,
      ggplot2::geom_segment(
        ggplot2::aes(x, y, xend = xend, yend = yend), strokes, colour = "#AAB4BE", linewidth = 0.3
      )
    ) +
    draw_bars(bars[hotpluggable == 0], node_fills[["0"]], "solid") +
    draw_bars(bars[hotpluggable == 1], node_fills[["1"]], "22") +
    (if (NROW(tiles)) {
      draw_memory_blocks(tiles, memory_block_notes(memory_blocks, tiles, widest), classes, widest)
    }) +
    draw_marks(ranges, segments, places, widest, classes, unique(tiles$row)) +
    draw_verdicts(ranges, memory_blocks, arms, ends) +
    ggplot2::scale_colour_manual(values = verdict_colours, guide = "none") +
    ggplot2::facet_wrap(~arm, ncol = columns) +
    scale_classes(classes, legend_rows(classes, width)) +
    ggplot2::scale_x_continuous(
      "offset in the node's RAM", breaks = bytes_breaks(c(0, widest)), labels = label_bytes,
      limits = c(0, limit), expand = ggplot2::expansion(mult = 0.01)
    ) +
    ggplot2::scale_y_continuous(
      NULL, breaks = places$y, labels = row_labels(rows), expand = ggplot2::expansion(add = 0.12)
    ) +
    map_title(name, mapping, memory_blocks, arms, width) +
    theme_numaboot() +
    ggplot2::theme(
      panel.grid.major.y = ggplot2::element_blank(),
      axis.text.y = ggplot2::element_text(lineheight = 1.05)
    )
}

# Early reservations on the bars, and the size of page tables beside them but
# on the rows in `noted`, which have notes of their own.
draw_marks <- function(ranges, segments, places, widest, classes, noted) {
  if (!nrow(ranges)) {
    return(NULL)
  }
  marks <- place_marks(ranges, segments, least_mark * widest)[places, on = "row", nomatch = NULL]
  marks[, class := factor(class, classes)]
  marks[row %in% noted, half := half * 0.92]
  notes <- mark_notes(marks[!row %in% noted], widest)
  list(
    ggplot2::geom_rect(
      ggplot2::aes(xmin = x0, xmax = x1, ymin = y - half, ymax = y + half, fill = class), marks
    ),
    layer_if(
      notes,
      ggplot2::geom_text(
        ggplot2::aes(x, y, label = text, hjust = ifelse(left, 0, 1)), notes, size = 2.9,
        fontface = "bold", family = figure_font, colour = class_colours[["page-table"]]
      )
    )
  )
}

# Above each column, what became of the nodes and where the page tables are; of an
# arm without either, how its boots ended.
draw_verdicts <- function(ranges, memory_blocks, arms, ends = NULL) {
  said <- if (nrow(ranges)) map_verdicts(ranges, arms)[, level := 0]
  if (NROW(memory_blocks)) said <- rbind(memory_block_verdicts(memory_blocks), said)
  absent <- setdiff(arms, said$arm)
  if (length(absent)) {
    said <- rbind(
      said,
      data.table::data.table(
        arm = factor(absent, arms), state = "some", level = 0,
        text = ifelse(absent %in% names(ends), ends[absent], "not measured")
      )
    )
  }
  ggplot2::geom_text(
    ggplot2::aes(
      0, 0.34 + 0.42 * level, label = text, colour = state,
      fontface = ifelse(level > 0, "bold", "plain")
    ),
    said, hjust = 0, size = 2.9, family = figure_font
  )
}

# Three names to a line of the narrow form.
legend_rows <- function(classes, width) {
  if (width > narrow_inches) 1 else ceiling(length(classes) / 3)
}

map_title <- function(name, mapping, memory_blocks, arms, width) {
  if (!NROW(memory_blocks)) {
    return(ggplot2::labs(
      title = sprintf("%s: where early memory lands, %s direct map", name, mapping)
    ))
  }
  said <- sprintf("%s: %s", name, tell_nodes(judge_arms(memory_blocks), arms))
  title <- strwrap(said, 10.4 * width)
  tile <- format_bytes(memory_blocks[, max(end - start + 1)])
  ggplot2::labs(
    title = paste(title, collapse = "\n"),
    subtitle = paste(strwrap(sprintf(
      paste(
        "One tile is %s of a hotpluggable node. Green: the running kernel could let go of it.",
        "Crossed: it could not, because of", "what the colour says (%s direct map)."
      ),
      tile, mapping
    ), 14.5 * width), collapse = "\n")
  )
}
