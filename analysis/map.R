#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/map.R FOLDER
# Reads placements.csv, memory.csv and table.txt of one console, and leaves the
# report's memory map with the table in map.html. Exit 0 when done, 1 with one
# sentence on stderr, 2 on usage.

home <- dirname(normalizePath(sub(
  "^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]
)))
source(file.path(home, "load.R"))

words <- parse_words("usage: Rscript analysis/map.R FOLDER", function(words) length(words) == 1)

or_one_sentence("map", {
  load_analysis(home)
  dir <- words[1]
  placements <- read_placements(file.path(dir, "placements.csv"))
  memory <- read_memory(file.path(dir, "memory.csv"))
  ranges <- merge_ranges(placements[, arm := factor(arm)])[before_srat == 1]
  figure <- save_figure(
    figure_map("log", "kernel's", memory, ranges, NULL, levels(placements$arm)), dir
  )
  table <- readLines(file.path(dir, "table.txt"), warn = FALSE)
  page <- htmltools::tags$html(
    htmltools::tags$head(
      htmltools::tags$meta(charset = "utf-8"),
      htmltools::tags$title(table[1])
    ),
    htmltools::tags$body(
      htmltools::tags$pre(paste(table, collapse = "\n")),
      htmltools::tags$img(
        alt = figure$caption, src = knitr::image_uri(figure$svg), style = "max-width: 100%"
      ),
      htmltools::tags$p(figure$caption)
    )
  )
  cat("<!DOCTYPE html>\n", as.character(page), "\n", sep = "", file = file.path(dir, "map.html"))
})
