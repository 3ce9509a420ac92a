# SPDX-License-Identifier: GPL-2.0-only
# Entries that survive a mail (docs/report.md): printable ASCII, at most 75
# columns, and no blank at a line's beginning or end that means anything.

# Bytes that are not printable ASCII as \xHH, a backslash as \\.
mail_escape <- function(text) {
  vapply(enc2utf8(as.character(text)), function(one) {
    bytes <- as.integer(charToRaw(one))
    written <- strsplit(rawToChar(as.raw(ifelse(bytes %in% 32:126, bytes, 63))), "")[[1]]
    written[bytes == 92] <- "\\\\"
    odd <- !bytes %in% 32:126
    written[odd] <- sprintf("\\x%02x", bytes[odd])
    paste(written, collapse = "")
  }, "", USE.NAMES = FALSE)
}

# A line in pieces that end in a backslash: broken behind a blank where there is
# one, and never within an escape. A blank that begins a piece is escaped.
mail_fold <- function(line, indent = "") {
  lines <- character()
  while (nchar(line) + nchar(indent) > text_width) {
    at <- mail_break(line, text_width - nchar(indent) - 1)
    lines <- c(lines, paste0(indent, substr(line, 1, at), "\\"))
    line <- sub("^ ", "\\\\x20", substring(line, at + 1))
    indent <- mail_indent
  }
  c(lines, paste0(indent, line))
}

mail_indent <- "  "

mail_break <- function(line, room) {
  blanks <- gregexpr(" (?=[^ ])", substr(line, 1, room + 1), perl = TRUE)[[1]]
  blanks <- blanks[blanks > room / 3 & blanks <= room]
  if (length(blanks)) {
    return(max(blanks))
  }
  pieces <- gregexpr("\\\\(x..|.)|[^\\\\]", line)[[1]]
  ends <- pieces + attr(pieces, "match.length") - 1
  max(ends[ends <= room])
}

# One entry: `key: value`.
mail_entry <- function(key, value, indent = "") {
  mail_fold(paste0(key, ": ", mail_escape(value)), indent)
}

# A text's lines, indented; each is told to the byte.
mail_text <- function(text) {
  if (!nzchar(text)) {
    return(paste0(mail_indent, "\\c"))
  }
  whole <- endsWith(text, "\n")
  lines <- strsplit(paste0(text, if (!whole) "\n"), "\n", fixed = TRUE)[[1]]
  lines <- sub("^ ", "\\\\x20", sub(" $", "\\\\x20", mail_escape(lines)))
  lines[!nzchar(lines)] <- "\\."
  if (!whole) lines[length(lines)] <- paste0(lines[length(lines)], "\\c")
  unlist(lapply(lines, mail_fold, indent = mail_indent))
}
