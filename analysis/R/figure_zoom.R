# SPDX-License-Identifier: GPL-2.0-only
# Below the map, true to scale: early allocations around the kernel image and around
# the page tables.

window_gap <- 48 * 2^20

# Address windows worth magnifying: the kernel image and the page tables of all
# arms, joined where they are near each other; at most the three largest.
zoom_windows <- function(ranges) {
  seen <- ranges[class %in% c("kernel", "page-table")][order(start)]
  if (!nrow(seen)) {
    return(seen)
  }
  seen[, window := cumsum(start - data.table::shift(cummax(end), fill = -Inf) > window_gap)]
  windows <- seen[, .(start = min(start), end = max(end), node = node[1],
    tables = sum(bytes[class == "page-table"]), kernel = any(class == "kernel")), by = window]
  windows <- windows[order(-kernel, -tables)][seq_len(min(3, .N))][order(start)]
  windows[, pad := pmax((end - start + 1) * 0.08, 2^20)]
  windows[, from := pmax(0, 2^20 * floor((start - pad) / 2^20))]
  windows[, to := 2^20 * ceiling((end + pad) / 2^20)]
  windows[, label := factor(seq_len(.N), labels = sprintf("node %s, %s", node,
    ifelse(kernel, "around the kernel image", format_range(from, to - 1))))][]
}

# Pieces of `table` (start, end) that fall into the windows.
clip_to_windows <- function(table, windows) {
  data.table::rbindlist(lapply(seq_len(nrow(windows)), function(i) {
    w <- windows[i]
    part <- table[start < w$to & end >= w$from]
    part[
      ,
      c("x0", "x1", "label", "span") := .(
        pmax(start, w$from), pmin(end + 1, w$to), w$label, w$to - w$from
      )
    ][]
  }))
}

# Names written into marks wide enough to hold them.
zoom_names <- function(marks) {
  marks <- marks[
    class %in% c("kernel", "page-table"),
    .(x0 = min(x0), x1 = max(x1), bytes = sum(bytes), pieces = .N, span = span[1]),
    by = .(label, y, class)
  ]
  marks <- marks[(x1 - x0) / span > 0.14 & x1 - x0 < bytes * 1.25]
  marks[, text := ifelse(class == "kernel", "kernel image", format_bytes(bytes))][]
}

draw_zoom <- function(windows, memory, ranges, arms, classes, width = map_width(arms)) {
  bars <- clip_to_windows(memory[, join_close_ranges(.SD), by = .(node, hotpluggable)], windows)
  marks <- clip_to_windows(data.table::copy(ranges), windows)
  marks[, x1 := pmax(x1, x0 + span * 0.003)]
  marks[, y := match(as.character(arm), rev(arms))]
  marks[, class := factor(class, classes)]
  data.table::setorder(marks, -bytes)
  titles <- zoom_names(marks)
  bars <- bars[, .(y = seq_along(arms), half = 0.36), by = names(bars)]
  ggplot2::ggplot() +
    draw_bars(bars[hotpluggable == 0], node_fills[["0"]], "solid") +
    draw_bars(bars[hotpluggable == 1], node_fills[["1"]], "22") +
    ggplot2::geom_rect(
      ggplot2::aes(xmin = x0, xmax = x1, ymin = y - 0.36, ymax = y + 0.36, fill = class), marks,
      show.legend = TRUE
    ) +
    ggplot2::geom_blank(ggplot2::aes(x = x), windows[, .(x = c(from, to)), by = label]) +
    layer_if(
      titles,
      ggplot2::geom_text(
        ggplot2::aes((x0 + x1) / 2, y, label = text), titles, size = 2.7, colour = "white",
        fontface = "bold", family = figure_font
      )
    ) +
    ggplot2::facet_wrap(
      ~label, ncol = if (width > narrow_inches) nrow(windows) else 1, scales = "free_x"
    ) +
    scale_classes(classes, legend_rows(classes, width)) +
    ggplot2::scale_x_continuous(
      "physical address", labels = format_address,
      breaks = function(limits) bytes_breaks(limits, 3), expand = ggplot2::expansion(mult = 0.005)
    ) +
    ggplot2::scale_y_continuous(
      NULL, breaks = seq_along(arms), labels = rev(arms), expand = ggplot2::expansion(add = 0.1)
    ) +
    theme_numaboot() +
    ggplot2::theme(panel.grid.major.y = ggplot2::element_blank())
}
