# SPDX-License-Identifier: GPL-2.0-only
# The command that made a run, as a shell reads it.

# A command that a shell reads back as the same words, broken over lines.
quote_command <- function(words, width = text_width) {
  words <- vapply(unlist(words), quote_word, "")
  lines <- character()
  line <- ""
  for (word in words) {
    if (nzchar(line) && nchar(line) + nchar(word) + 5 > width) {
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
  paste0("'", gsub("'", "'\"'\"'", word), "'")
}

# The words of the command that made this run, as typed.
numaboot_words <- function(info) {
  words <- as.character(unlist(info_field(info, "argv", default = list())))
  if (!length(words) || !grepl("numaboot", words[1], fixed = TRUE)) {
    words <- c(program_word(info), words)
  }
  words
}

# What one types for numaboot: an installed one says so of itself.
program_word <- function(info) {
  info_field(info, "numaboot", "program", default = "build/numaboot")
}

# Options that say how a run went on and what was printed of it, by what they take.
passing_options <- c(
  "--resume" = 1, "--jobs" = 1, "-j" = 1, "--no-report" = 0, "--json" = 0, "--fail-on" = 1,
  "--tap" = 1, "--junit" = 1, "--out" = 1, "--quiet" = 0, "-q" = 0, "--verbose" = 0, "-v" = 0
)

# The command that makes this run again: from the start, and with the base that
# kernels named without one were found on.
again_words <- function(info) {
  words <- numaboot_words(info)
  kept <- rep(TRUE, length(words))
  for (option in names(passing_options)) {
    at <- which(words == option)
    kept[c(at, if (passing_options[[option]]) at + 1)] <- FALSE
    short <- nchar(option) == 2
    kept[startsWith(words, paste0(option, if (!short) "=")) & words != option] <- FALSE
  }
  words <- words[kept[seq_along(words)]]
  chosen <- chosen_bases(info)
  named <- any(words == "--base" | startsWith(words, "--base="))
  c(words, if (length(chosen) && !named) c("--base", chosen))
}

# The bases that kernels named without one were found on, as variants.ini calls
# them. Older runs tell it by their arms, whose kernels have another name.
chosen_bases <- function(info) {
  unique(unlist(lapply(info$arms, function(arm) {
    kernel <- as.character(arm$kernel %||% arm$name)
    older <- !startsWith(arm$name, kernel) && grepl("^linux-source-", arm$base %||% "")
    arm$chosen %||% if (older) sub("^linux-source-", "linux-", arm$base)
  })))
}

# Words as one line of a shell.
shell_line <- function(words) paste(vapply(unlist(words), quote_word, ""), collapse = " ")
