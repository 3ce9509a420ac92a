# SPDX-License-Identifier: GPL-2.0-only
# Lines and columns of plain text.

text_width <- 75

# Words longer than a line (names of arms and runs) are broken.
wrap_text <- function(text, indent = 0, width = text_width) {
  text <- gsub(sprintf("(\\S{%d})(?=\\S)", width - indent), "\\1 ", text, perl = TRUE)
  strwrap(text, width = width + 1, exdent = indent)
}

# Columns of text: `align` is a string of l and r, one per column.
format_columns <- function(table, align, gap = 2) {
  columns <- lapply(seq_along(table), function(i) {
    cells <- c(names(table)[i], as.character(table[[i]]))
    width <- max(nchar(cells))
    formatC(cells, width = width, flag = if (substr(align, i, i) == "l") "-" else "")
  })
  sub(" +$", "", do.call(paste, c(columns, sep = strrep(" ", gap))))
}

# The widest gap and, if needed, the barest numbers that stay within the width;
# as a last resort without the unit, which the metric's name ends in anyway.
fit_columns <- function(make, align) {
  for (mark in c(",", "")) {
    for (gap in 2:1) {
      lines <- format_columns(make(mark), align, gap)
      if (max(nchar(lines)) <= text_width) {
        return(lines)
      }
    }
  }
  table <- make("")
  if ("unit" %in% names(table)) {
    at <- match("unit", names(table))
    align <- paste0(substr(align, 1, at - 1), substring(align, at + 1))
    lines <- format_columns(table[, -at, with = FALSE], align, 1)
  }
  lines
}

# Blank a value that repeats the one above, column by column.
blank_repeats <- function(table, columns) {
  table <- data.table::copy(table)
  key <- do.call(paste, table[, ..columns])
  again <- c(FALSE, key[-1] == key[-length(key)])
  first <- as.character(table[[columns[1]]])
  again_first <- c(FALSE, first[-1] == first[-length(first)])
  for (column in columns) table[, (column) := as.character(get(column))]
  table[again_first, (columns[1]) := ""]
  if (length(columns) > 1) table[again, (columns[-1]) := ""]
  table[]
}

to_ascii <- function(lines) {
  iconv(enc2utf8(lines), "UTF-8", "ASCII//TRANSLIT", sub = "?")
}
