# SPDX-License-Identifier: GPL-2.0-only
# The command that made a run, as a shell reads it.

# A command that a shell reads back as the same words, broken over lines.
quote_command <- function(words) {
  words <- vapply(unlist(words), quote_word, "")
  lines <- character()
  line <- ""
  for (word in words) {
    if (nzchar(line) && nchar(line) + nchar(word) + 5 > text_width) {
      lines <- c(lines, paste(line, "\\"))
      line <- paste0("    ", word)
    } else {
      line <- if (nzchar(line)) paste(line, word) else word
    }
  }
  c(lines, line)
}

quote_word <- function(word) {
  if (grepl("^[A-Za-z0-9_./:=,+@%-]+$", word)) {
    return(word)
  }
  paste0("'", gsub("'", "'\\\\''", word), "'")
}

# The command that made this run, as typed.
run_command <- function(info) {
  words <- unlist(info_field(info, "argv", default = list()))
  if (!length(words) || !grepl("numaboot", words[1], fixed = TRUE)) {
    words <- c("build/numaboot", words)
  }
  quote_command(words)
}
