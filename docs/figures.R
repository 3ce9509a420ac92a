#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# figures.R FILE...: each figure in a page is that of a claim (docs/claim.md).
# Prints one line for each that is not, and exits with 1.
#
# A paragraph, table or block of code stands behind `<!-- claim REPORT/NAME -->`, or
# `<!-- claim REPORT/NAME: KEY KEY -->` for lines of its [report]; several add up.
# Its figures are those in {} of these lines, in that order, rounded or not.
# `<!-- given: 4 GiB, 6.12 -->` names numbers that are no figures: inputs, versions.

# These are of the host that the page names.
left_out <- c("How long it takes", "Tested on")

# The year of the series; where low memory ends.
given_everywhere <- c("2013", "4 GiB")

prose_units <- "%|B|KiB|MiB|GiB|TiB|ns|us|ms|s|million|thousand"
unit_names <- paste0(prose_units, "|k|M")
scales <- list(
  bytes = c(B = 1, KiB = 2^10, MiB = 2^20, GiB = 2^30, TiB = 2^40),
  time = c(ns = 1, us = 1e3, ms = 1e6, s = 1e9),
  count = c(thousand = 1e3, k = 1e3, million = 1e6, M = 1e6)
)
bare_number <- "[-+]?<?(?:(?:\\d[\\d,]*\\d|\\d)(?:\\.\\d+)?|\\.\\d+)"
with_unit <- function(units) {
  paste0(bare_number, "(?:\\s?(?:", units, ")(?![\\w.]*\\w))?")
}
in_prose <- paste0("(?<![\\w.\\-/#@<])", with_unit(prose_units), "(?![\\w])")

find_all <- function(pattern, text) {
  regmatches(text, gregexpr(pattern, text, perl = TRUE))[[1]]
}

# "9.99 MiB" as value, decimals and unit ("" for none)
parse_figure <- function(text) {
  unit <- sub(paste0("^.*?(", unit_names, ")?$"), "\\1", text, perl = TRUE)
  digits <- gsub("[,<]", "", sub("\\s*(%|[A-Za-z]+)$", "", text))
  list(
    text = text, value = as.numeric(digits), unit = unit,
    decimals = nchar(sub("^[^.]*\\.?", "", digits))
  )
}

unit_kind <- function(unit) {
  for (kind in names(scales)) {
    if (unit %in% names(scales[[kind]])) return(kind)
  }
  ""
}

# What a unit multiplies, where the other figure has one of its kind or none.
unit_scale <- function(unit, other) {
  kind <- unit_kind(unit)
  if (kind == "" || (kind != unit_kind(other) && kind != "count")) return(1)
  scales[[kind]][[unit]]
}

# Is it the cited figure, rounded to its own decimals?  A cited amount without a unit
# may be of bytes.
is_rounded <- function(figure, cited) {
  if (cited$unit == "" && unit_kind(figure$unit) == "bytes") {
    bytes <- cited
    bytes$unit <- "B"
    if (is_rounded(figure, bytes)) return(TRUE)
  }
  of_a_kind <- figure$unit == "" || cited$unit == "" ||
    figure$unit == cited$unit ||
    (unit_kind(figure$unit) != "" && unit_kind(figure$unit) == unit_kind(cited$unit))
  scale <- unit_scale(cited$unit, figure$unit) / unit_scale(figure$unit, cited$unit)
  half <- 0.5 * 10^-figure$decimals
  of_a_kind && abs(cited$value * scale - figure$value) <= half * (1 + 1e-9)
}

# The figures in {} of a cited line: "{none}" is 0, "{3/3}" are two.
cited_figures <- function(line) {
  marked <- find_all("\\{[^}]*\\}", line)
  marked <- gsub("[{}]", "", marked)
  marked[marked %in% c("none", "no")] <- "0"
  lapply(unlist(lapply(marked, function(text) find_all(with_unit(unit_names), text))), parse_figure)
}

# The [report] section of a claim: texts by key, a line that goes on is another
read_cited <- function(path) {
  lines <- readLines(path, encoding = "UTF-8")
  begin <- which(lines == "[report]")
  if (length(begin) != 1) return(list())
  lines <- lines[seq_along(lines) > begin]
  end <- grep("^\\[", lines)
  if (length(end)) lines <- lines[seq_len(end[1] - 1)]
  lines <- lines[grepl("=|^\\s+\\S", lines)]
  key <- ifelse(grepl("^\\S+ = ", lines), sub(" = .*", "", lines), NA)
  for (i in seq_along(key)) if (is.na(key[i]) && i > 1) key[i] <- key[i - 1]
  split(sub("^\\S+ = |^\\s+", "", lines), factor(key, unique(key)))
}

# What a mark `REPORT/NAME: KEY KEY` stands for, or the sentence of what is wrong
resolve_claim <- function(mark) {
  name <- sub(":.*", "", mark)
  keys <- strsplit(trimws(sub("^[^:]*:?", "", mark)), "\\s+")[[1]]
  path <- file.path("reports", paste0(name, ".claim"))
  if (!file.exists(path)) return(list(wrong = paste0("found no ", path)))
  cited <- read_cited(path)
  keys <- keys[keys != ""]
  if (!length(keys)) keys <- names(cited)
  missing <- setdiff(keys, names(cited))
  if (length(missing)) {
    return(list(wrong = sprintf("found no %s in [report] of %s", missing[1], path)))
  }
  list(
    report = file.path(dirname(path), "report.txt"),
    figures = unlist(lapply(cited[keys], function(lines) {
      unlist(lapply(lines, cited_figures), recursive = FALSE)
    }), recursive = FALSE, use.names = FALSE)
  )
}

# Marks, prose and code of a page: one row for each block with its first line
read_blocks <- function(path) {
  blocks <- list()
  now <- NULL
  section <- ""
  fenced <- comment <- generated <- FALSE
  marks <- character()
  flush <- function() {
    if (!is.null(now)) blocks[[length(blocks) + 1]] <<- now
    now <<- NULL
  }
  lines <- readLines(path, encoding = "UTF-8")
  for (i in seq_along(lines)) {
    line <- lines[i]
    if (!fenced && grepl("^<!-- begin ", line)) generated <- TRUE
    if (!fenced && (comment || grepl("^<!--", line))) {
      if (!comment) flush()
      text <- if (comment) paste(text, line) else line
      comment <- !grepl("-->", line)
      if (!comment) marks <- c(marks, trimws(gsub("^<!--|-->.*", "", text)))
      if (grepl("^<!-- end ", line)) {
        generated <- FALSE
        marks <- character()
      }
      next
    }
    fence <- grepl("^```", line)
    if (fence && !fenced) flush()
    if (!fenced && !fence && (line == "" || grepl("^#", line))) {
      flush()
      if (grepl("^#+ ", line)) {
        section <- sub("^#+ ", "", line)
        marks <- character()
      }
      next
    }
    if (is.null(now)) {
      now <- list(
        file = path, line = i, code = fence, section = section, marks = marks,
        generated = generated, text = character()
      )
      marks <- character()
    }
    now$text <- c(now$text, line)
    if (fence) {
      if (fenced) flush()
      fenced <- !fenced
    }
  }
  flush()
  blocks
}

# Without code, targets of links, and images.
plain_prose <- function(text) {
  text <- gsub("`[^`]*`", "`", paste(text, collapse = "\n"))
  text <- gsub("!\\[[^]]*\\]\\([^)]*\\)", "", text)
  gsub("\\]\\([^)]*\\)", "]", text)
}

# "74 to 515 million": both have the unit.
figures_of <- function(text) {
  shared <- paste0("(", bare_number, ") to (", bare_number, ")(\\s?(?:", prose_units, ")\\b|\\s?%)")
  text <- gsub(shared, "\\1\\3 to \\2\\3", plain_prose(text), perl = TRUE)
  trimws(find_all(in_prose, text))
}

say <- function(block, ...) sprintf("%s:%d: %s", block$file, block$line, sprintf(...))

check_figures <- function(block, found, claims, names) {
  cited <- unlist(lapply(claims, `[[`, "figures"), recursive = FALSE)
  label <- paste(names, collapse = ", ")
  for (i in seq_len(min(length(found), length(cited)))) {
    figure <- parse_figure(found[i])
    if (!is_rounded(figure, cited[[i]])) {
      return(say(block, "found %s, expected %s by %s", found[i], cited[[i]]$text, label))
    }
  }
  if (length(found) != length(cited)) {
    return(say(
      block, "found %d figures (%s), expected %d by %s (%s)", length(found),
      paste(found, collapse = ", "), length(cited), label,
      paste(vapply(cited, `[[`, "", "text"), collapse = ", ")
    ))
  }
  character()
}

squeeze <- function(lines) trimws(gsub("\\s+", " ", lines))

# What a block of code shows of a report is in it: all behind its last command.
check_code <- function(block, claims) {
  shown <- block$text[-c(1, length(block$text))]
  last <- max(c(0, grep("^\\$ ", shown)))
  shown <- squeeze(shown[seq_along(shown) > last])
  report <- squeeze(readLines(claims[[1]]$report, encoding = "UTF-8"))
  lacking <- setdiff(shown[shown != ""], report)
  if (!length(lacking)) return(character())
  say(block, "found `%s`, expected a line of %s", lacking[1], claims[[1]]$report)
}

check_block <- function(block) {
  if (block$generated || block$section %in% left_out) return(character())
  names <- sub("^claim ", "", grep("^claim ", block$marks, value = TRUE))
  given <- sub("^given: ", "", grep("^given: ", block$marks, value = TRUE))
  given <- trimws(unlist(strsplit(given, ", ", fixed = TRUE)))
  claims <- lapply(names, resolve_claim)
  wrong <- unlist(lapply(claims, `[[`, "wrong"))
  if (length(wrong)) return(say(block, "%s", wrong[1]))
  if (block$code) return(if (length(claims)) check_code(block, claims) else character())
  found <- figures_of(block$text)
  found <- found[!found %in% c(given, given_everywhere)]
  if (!length(claims) && length(found)) {
    return(say(
      block, "found %s without a claim, expected <!-- claim REPORT/NAME --> before it",
      paste(found, collapse = ", ")
    ))
  }
  if (length(claims)) check_figures(block, found, claims, names) else character()
}

main <- function(files) {
  blocks <- unlist(lapply(files, read_blocks), recursive = FALSE)
  wrong <- unlist(lapply(blocks, check_block))
  if (length(wrong)) writeLines(wrong, stderr())
  bound <- sum(vapply(blocks, function(b) any(grepl("^claim ", b$marks)), TRUE))
  cat(sprintf("%d paragraphs: %d of claims, %d wrong\n", length(blocks), bound, length(wrong)))
  quit(status = as.integer(length(wrong) > 0))
}

if (sys.nframe() == 0) main(commandArgs(trailingOnly = TRUE))
