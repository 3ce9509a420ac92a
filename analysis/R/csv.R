# SPDX-License-Identifier: GPL-2.0-only
# Rows behind a head of "# name: value": read and checked with the line's number
# in every sentence.

# The rows at lines `at`, of which the first has the names of the columns; as
# text, with the column `line`.
csv_rows <- function(lines, at, path, columns) {
  if (!length(at)) refuse("%s: found no rows.", path)
  if (lines[at[1]] != paste(columns, collapse = ",")) {
    refuse(
      "%s:%d: found \"%s\", expected the names of the columns.", path, at[1],
      substr(lines[at[1]], 1, 40)
    )
  }
  at <- at[-1]
  if (!length(at)) refuse("%s: found no rows.", path)
  fields <- strsplit(lines[at], ",", fixed = TRUE)
  odd <- which(lengths(fields) != length(columns))
  if (length(odd)) {
    refuse(
      "%s:%d: found %d fields, expected %d.", path, at[odd[1]], length(fields[[odd[1]]]),
      length(columns)
    )
  }
  rows <- data.table::setnames(data.table::as.data.table(do.call(rbind, fields)), columns)
  rows[, line := at][]
}

# Numbers from 0 on.
csv_numbers <- function(rows, columns, path) {
  for (column in columns) {
    value <- suppressWarnings(as.numeric(rows[[column]]))
    bad <- which(!is.finite(value) | value < 0)
    if (length(bad)) {
      refuse(
        "%s:%d: found \"%s\" in column \"%s\", expected a number.", path, rows$line[bad[1]],
        rows[[column]][bad[1]], column
      )
    }
    data.table::set(rows, j = column, value = value)
  }
  rows[]
}

# The first row that is not good is refused.
check_rows <- function(rows, path, good, expected) {
  bad <- which(!good)
  if (length(bad)) refuse("%s:%d: expected %s.", path, rows$line[bad[1]], expected)
}
