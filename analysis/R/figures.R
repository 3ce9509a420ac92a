# SPDX-License-Identifier: GPL-2.0-only
# What all figures share: theme, scales for counts, and how they are saved.

figure_font <- "DejaVu Sans"
ink <- "#1F2933"
faint <- "#6B7683"

theme_numaboot <- function(size = 9.5) {
  ggplot2::theme_minimal(base_size = size, base_family = figure_font) +
    ggplot2::theme(
      text = ggplot2::element_text(colour = ink),
      axis.text = ggplot2::element_text(colour = ink, size = ggplot2::rel(0.85)),
      axis.title = ggplot2::element_text(colour = faint, size = ggplot2::rel(0.9)),
      plot.title = ggplot2::element_text(face = "bold", size = ggplot2::rel(1.15)),
      plot.title.position = "plot",
      plot.subtitle = ggplot2::element_text(colour = faint, size = ggplot2::rel(0.95)),
      plot.caption = ggplot2::element_text(colour = faint, hjust = 0, size = ggplot2::rel(0.8)),
      plot.caption.position = "plot",
      strip.text = ggplot2::element_text(
        face = "bold", hjust = 0, colour = ink, size = ggplot2::rel(0.95)
      ),
      panel.grid.minor = ggplot2::element_blank(),
      panel.grid.major = ggplot2::element_line(colour = "#E6EAEE", linewidth = 0.35),
      panel.spacing = grid::unit(10, "pt"), legend.position = "bottom",
      legend.justification = "left", legend.key.size = grid::unit(10, "pt"),
      plot.margin = ggplot2::margin(6, 10, 6, 6)
    )
}

# "1.2 M": short labels for axes of counts.
label_counts <- function(x) {
  steps <- c(1, 1e3, 1e6, 1e9, 1e12)
  step <- pmax(1, findInterval(abs(signif(x, 3)), steps))
  text <- paste0(signif(x / steps[step], 3), c("", " k", " M", " G", " T")[step])
  ifelse(is.na(x), NA, trimws(text))
}

# Axis breaks at whole binary units, few enough for narrow panels, none so near
# the right end that it would meet the next panel's zero.
bytes_breaks <- function(limits, n = 2) {
  span <- max(limits) - min(limits)
  step <- 2^ceiling(log2(span / n) - 0.2)
  at <- seq(step * ceiling(min(limits) / step), max(limits), by = step)
  at[at <= min(limits) + 0.95 * span]
}

label_bytes <- function(x) {
  text <- sub("\\. ", " ", sub("(\\.\\d*?)0+ ", "\\1 ", format_bytes(x), perl = TRUE))
  ifelse(!is.na(x) & x == 0, "0", text)
}

# A layer, unless there is nothing to draw on it.
layer_if <- function(data, layer) {
  if (!is.null(data) && nrow(data)) layer
}

# A figure: a plot with a name, a caption and a size in inches; `narrow` has the plot
# and the size for a screen that is too narrow for it.
new_figure <- function(name, plot, caption, width = 10, height = 5, narrow = NULL) {
  list(
    name = name, plot = plot, caption = caption, width = width, height = height, narrow = narrow
  )
}

# Laid out once, for both formats: that is where the time goes. A scratch
# device is open meanwhile, because measuring text needs one.
build_figure <- function(plot) {
  grDevices::png(tempfile(), type = "cairo", res = 160)
  on.exit(grDevices::dev.off())
  if (inherits(plot, "patchwork")) patchwork::patchworkGrob(plot) else ggplot2::ggplotGrob(plot)
}

# Save as PNG and SVG, the narrow form as SVG; the files appear complete or not at all.
save_figure <- function(figure, dir) {
  dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  path <- file.path(dir, figure$name)
  built <- build_figure(figure$plot)
  draw_file(built, paste0(path, ".png"), function(path) {
    grDevices::png(path, figure$width, figure$height, units = "in", res = 160, type = "cairo")
  })
  figure$svg <- draw_svg(built, paste0(path, ".svg"), figure)
  narrow <- figure$narrow
  if (!is.null(narrow)) {
    figure$narrow_svg <- draw_svg(build_figure(narrow$plot), paste0(path, "-narrow.svg"), narrow)
  }
  figure
}

draw_file <- function(built, path, open) {
  scratch <- tempfile(fileext = sub(".*[.]", ".", path))
  open(scratch)
  tryCatch(grid::grid.draw(built), finally = grDevices::dev.off())
  move_file(scratch, path)
}

draw_svg <- function(built, path, size) {
  draw_file(built, path, function(path) svglite::svglite(path, size$width, size$height))
}

# Two halves at once, not a copy of R for each figure: a copy made by fork(2) pays for
# the memory that it shares. Few figures are not worth one.
save_figures <- function(figures, dir) {
  if (length(figures) < 4) {
    return(lapply(figures, save_figure, dir = dir))
  }
  saved <- parallel::mclapply(figures, save_figure, dir = dir, mc.cores = 2)
  for (one in saved) {
    if (inherits(one, "try-error")) stop(attr(one, "condition"))
    if (is.null(one)) stop("drawing the figures was killed.", call. = FALSE)
  }
  saved
}

# Rename where the file systems allow it; otherwise copy beside and rename.
move_file <- function(from, to) {
  beside <- paste0(to, ".partial")
  ok <- file.copy(from, beside, overwrite = TRUE) && file.rename(beside, to)
  unlink(from)
  if (!ok) stop(sprintf("cannot write %s.", to), call. = FALSE)
  to
}
