# SPDX-License-Identifier: GPL-2.0-only
# lists.R NUMABOOT FILE...: write the lists of the documentation again, each
# between two lines with `begin NAME` and `end NAME` in a comment.  They are made
# of what `numaboot list` says; the text around them stays.

entries <- function(numaboot, kind) {
  said <- system2(numaboot, c("list", kind, "--json"), stdout = TRUE)
  jsonlite::fromJSON(said, simplifyVector = FALSE)
}

field <- function(list, key) {
  vapply(list, function(entry) {
    if (is.null(entry[[key]])) "" else paste(unlist(entry[[key]]), collapse = ", ")
  }, "")
}

code <- function(text) ifelse(text == "", "", paste0("`", text, "`"))

# A table of Markdown from named columns.
markdown <- function(...) {
  columns <- list(...)
  cells <- lapply(columns, function(column) gsub("|", "\\|", column, fixed = TRUE))
  rows <- do.call(paste, c(cells, sep = " | "))
  paste("|", c(paste(names(columns), collapse = " | "),
               paste(rep("---", length(columns)), collapse = " | "), rows), "|")
}

# The README of a workload that has a folder, as seen from @file.
linked <- function(names, file) {
  folder <- file.path("workloads", names)
  up <- if (dirname(file) == ".") "" else "../"
  ifelse(file.exists(file.path(root, folder)),
         sprintf("[`%s`](%s%s/README.md)", names, up, folder), code(names))
}

tables_of <- function(workloads) {
  rows <- do.call(rbind, lapply(workloads, function(workload) {
    do.call(rbind, lapply(workload$tables, function(table) {
      data.frame(file = table$file, columns = table$columns, workload = workload$name)
    }))
  }))
  stats::aggregate(workload ~ file + columns, rows, function(names) {
    paste(code(names), collapse = ", ")
  })
}

man <- function(text) gsub("-", "\\-", text, fixed = TRUE)

man_command <- function(name, summary) {
  page <- file.path(root, sprintf("docs/man/numaboot-%s.1", name))
  title <- if (file.exists(page)) {
    sprintf(".BR numaboot\\-%s (1)", man(name))
  } else {
    sprintf(".B numaboot %s", man(name))
  }
  c(".TP", title, paste0(toupper(substr(summary, 1, 1)), man(substring(summary, 2)), "."))
}

lists <- list(
  md = list(
    workloads = function(file) {
      list <- entries(numaboot, "workloads")
      markdown(workload = linked(field(list, "name"), file),
               `what it asks` = field(list, "question"), engines = field(list, "engines"))
    },
    guests = function(file) {
      list <- entries(numaboot, "workloads")
      markdown(workload = code(field(list, "name")),
               `kernel parameters` = code(field(list, "parameters")),
               tasks = code(field(list, "tasks")), program = code(field(list, "program")))
    },
    programs = function(file) {
      list <- Filter(function(entry) !is.null(entry$program), entries(numaboot, "workloads"))
      markdown(workload = code(field(list, "name")), program = code(field(list, "program")),
               arguments = code(field(list, "arguments")))
    },
    tables = function(file) {
      table <- tables_of(entries(numaboot, "workloads"))
      markdown(table = code(table$file), `rows of` = table$workload,
               `its own columns` = code(gsub(",", ", ", table$columns)))
    },
    metrics = function(file) {
      list <- entries(numaboot, "metrics")
      markdown(metric = code(field(list, "name")), unit = field(list, "unit"),
               workloads = field(list, "workloads"), `what it is` = field(list, "description"))
    },
    tested = function(file) {
      rows <- utils::read.delim(file.path(root, "tests/host/tested.tsv"), quote = "",
                                colClasses = "character")
      hosts <- unique(rows[c("release", "qemu")])
      of <- function(what) {
        key <- function(table) paste(table$release, table$qemu)
        mine <- rows[rows$what == what, ]
        found <- mine$result[match(key(hosts), key(mine))]
        ifelse(is.na(found), "", found)
      }
      do.call(markdown, c(list(`packages of` = hosts$release, QEMU = hosts$qemu),
                          sapply(unique(rows$what), of, simplify = FALSE)))
    },
    plans = function(file) {
      list <- entries(numaboot, "plans")
      markdown(plan = code(field(list, "name")), `what it asks` = field(list, "description"))
    }),
  man = list(
    workloads = function(file) {
      paste0(man(paste(field(entries(numaboot, "workloads"), "name"), collapse = ", ")), ".")
    },
    commands = function(file) {
      list <- entries(numaboot, "commands")
      unlist(Map(man_command, field(list, "name"), field(list, "summary")), use.names = FALSE)
    }))

comments <- list(md = "^<!-- %s ([a-z]+) -->$", man = '^\\.\\\\" %s ([a-z]+)$')

rewrite <- function(path) {
  format <- if (grepl("[.]md$", path)) "md" else "man"
  lines <- readLines(path)
  first <- grep(sprintf(comments[[format]], "begin"), lines)
  last <- grep(sprintf(comments[[format]], "end"), lines)
  if (length(first) != length(last) || any(first >= last)) {
    stop(path, ": found a list without both ends")
  }
  for (at in rev(seq_along(first))) {
    name <- sub(sprintf(comments[[format]], "begin"), "\\1", lines[first[at]])
    make <- lists[[format]][[name]]
    if (is.null(make)) stop(path, ": found a list of `", name, "`, expected a known one")
    lines <- c(lines[seq_len(first[at])], make(path), lines[last[at]:length(lines)])
  }
  writeLines(lines, path)
}

words <- commandArgs(trailingOnly = TRUE)
numaboot <- words[1]
root <- dirname(dirname(normalizePath(numaboot)))
invisible(lapply(words[-1], rewrite))
