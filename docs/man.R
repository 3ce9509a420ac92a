#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-2.0-only
# man.R NUMABOOT FOLDER COMMAND...: each command's man page in FOLDER is what the
# program says: options as --help has them, the same words in the synopsis, examples,
# and no page in SEE ALSO that is not there. Prints a line for each fault, exits with 1.
#
# A page has an option itself, or hands on in OPTIONS to the page that has it.

words <- commandArgs(trailingOnly = TRUE)
numaboot <- words[1]
folder <- words[2]

find_all <- function(pattern, text) {
  as.character(unlist(regmatches(text, gregexpr(pattern, text, perl = TRUE))))
}

# Lines of a page without its escapes; ".so" leads on.
read_page <- function(name) {
  path <- file.path(folder, paste0(name, ".1"))
  if (!file.exists(path)) return(NULL)
  lines <- readLines(path)
  other <- sub("^[.]so man1/(.*)[.]1$", "\\1", lines[1])
  if (other != lines[1]) return(read_page(other))
  gsub("\\\\f[A-Z]", "", gsub("\\-", "-", lines, fixed = TRUE))
}

# The lines of the sections whose heads begin so: "OPTIONS OF NEW", too.
section <- function(lines, name) {
  heads <- grep("^[.]SH ", lines)
  number <- findInterval(seq_along(lines), heads)
  lines[number %in% which(startsWith(lines[heads], paste(".SH", name)))]
}

long_options <- function(lines) {
  setdiff(unique(find_all("(?<![\\w-])--[a-z][a-z-]+", lines)), c("--help", "--usage"))
}

help_of <- function(...) suppressWarnings(system2(numaboot, c(..., "--help"), stdout = TRUE))

# A command's own help, and that of the second words that the synopsis has.
help_with_words <- function(command, synopsis) {
  begin <- sprintf("^[.]B numaboot %s ([a-z]+)$", command)
  second <- unique(sub(begin, "\\1", grep(begin, synopsis, value = TRUE)))
  c(help_of(command), unlist(lapply(second, function(word) help_of(command, word))))
}

told_by <- function(lines, depth = 1) {
  options <- section(lines, "OPTIONS")
  others <- unique(sub("^[.]BR ([a-z-]+) .*", "\\1", grep(
    "^[.]BR numaboot-[a-z-]+ [(]1[)]", options, value = TRUE
  )))
  c(long_options(options), if (depth < 3) {
    unlist(lapply(others, function(other) told_by(read_page(other), depth + 1)))
  })
}

faults <- function(command) {
  name <- paste0("numaboot-", command)
  lines <- read_page(name)
  if (is.null(lines)) return(paste(name, "has no page"))
  synopsis <- section(lines, "SYNOPSIS")
  help <- help_with_words(command, synopsis)
  options <- long_options(help)
  heads <- lines[which(lines == ".TP") + 1]
  heads <- heads[grepl("^[.]B", heads) & heads %in% section(lines, "OPTIONS")]
  usage <- setdiff(unique(find_all("\\b[A-Z]{3,}\\b", help[1])), c("OPTION", "WORD"))
  also <- section(lines, "SEE ALSO")
  pages <- find_all("numaboot-[a-z-]+(?= ?[(]1[)])", also)
  files <- find_all("docs/[a-z0-9.-]+[.]md", also)
  lacking <- function(words, what) if (length(words)) paste0(name, ": ", what, " ", words)
  has_page <- function(pages) file.exists(file.path(folder, sprintf("%s.1", pages)))
  c(
    lacking(setdiff(options, told_by(lines)), "lacks"),
    lacking(setdiff(long_options(heads), options), "--help has no"),
    lacking(usage[!vapply(usage, function(word) any(grepl(word, synopsis)), NA)],
      "the synopsis lacks"),
    if (!length(section(lines, "EXAMPLES"))) paste0(name, ": has no EXAMPLES"),
    if (!length(also)) paste0(name, ": has no SEE ALSO"),
    lacking(pages[!has_page(pages)], "SEE ALSO names"),
    lacking(files[!file.exists(files)], "SEE ALSO names")
  )
}

found <- unlist(lapply(words[-(1:2)], faults))
writeLines(as.character(found))
quit(status = as.integer(length(found) > 0))
