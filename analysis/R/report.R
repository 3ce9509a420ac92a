# SPDX-License-Identifier: GPL-2.0-only
# Writes report.html, report.txt, verdicts.csv and figures/ into a run's folder; `latency` is a
# file with times between nodes (latency_matrix.R). Everything is made in R's
# temporary folder first and then moved, so no half report is left. `only_text`
# leaves it at report.txt, which is `printed` before the rest is made; `every_row`
# gives each metric a row there, as a reader of one cell needs it.

render_report <- function(dir, home, compare = NULL, latency = NULL, only_text = FALSE,
                          every_row = FALSE, printed = FALSE) {
  report <- choose_report(dir, home, compare, latency, every_row)
  dir <- report$whole$dir
  text <- text_report(report)
  move_lines(text, file.path(dir, "report.txt"))
  if (printed) print_lines(text)
  if (only_text) {
    return(invisible())
  }
  figures <- save_figures(make_figures(report), file.path(dir, "figures"))
  write_page(report, figures, home, file.path(dir, "report.html"))
}

# Of a report only cover.txt and verdicts.csv.
render_cover <- function(dir, home, compare = NULL, latency = NULL) {
  report <- choose_report(dir, home, compare, latency)
  if (is_compared(report$whole)) refuse("a cover is of one run, and these are several.")
  move_lines(text_cover(report), file.path(report$whole$dir, "cover.txt"))
}

# A report of the run or of two of its arms, with times between nodes. Verdicts
# are of the whole run.
choose_report <- function(dir, home, compare, latency, every_row = FALSE) {
  whole <- read_run(dir)
  whole$every_row <- every_row
  if (length(whole$arms) > 1) write_verdicts(whole, file.path(whole$dir, "verdicts.csv"))
  if (!is.null(compare)) whole <- select_arms(whole, compare[1], compare[2])
  if (!is.null(latency)) {
    whole$latency <- read_latency_matrix(latency)
    whole$latency_file <- latency
  }
  whole$options <- c(
    if (!is.null(compare)) c("--compare", compare),
    if (!is.null(latency)) c("--latency", paste0("./", basename(latency)))
  )
  if (length(whole$arms) < 2) stop("a report needs two arms to compare.", call. = FALSE)
  prepare_report(whole, file.path(dirname(home), "kernels", "mutants"))
}

# What is printed behind them goes to stderr.
print_lines <- function(lines) {
  cat(lines, sep = "\n")
  flush(stdout())
  sink(stderr())
}

move_lines <- function(lines, path) {
  scratch <- tempfile(fileext = ".txt")
  writeLines(lines, scratch)
  move_file(scratch, path)
}

# What all forms are made of: the whole run, and the sections of it and of the
# arms that are compared side by side. Patches of mutants are in `mutants`.
prepare_report <- function(whole, mutants = "") {
  whole$mutants <- mutants
  if (is_compared(whole)) {
    return(list(whole = whole, sections = prepare_compared(whole)))
  }
  whole$shown <- shown_arms(whole$info, "noisy" %in% whole$samples$class)
  compared <- keep_arms(whole, whole$shown)
  list(whole = whole, sections = prepare_sections(report_sections(), whole, compared))
}

# What was learned, as sentences made from the data of this run. Nothing here
# knows which arm ought to win; "no difference" is a finding like any other.
findings <- function(report) tell_sections(report$sections)

# Plain ASCII, at most 75 columns, ready for a commit message.
text_report <- function(report) {
  to_ascii(c(
    if (is_compared(report$whole)) {
      text_compared_heading(report$whole)
    } else {
      c(text_heading(report$whole), "", text_arms(report$whole))
    }, "",
    unlist(lapply(paste("-", findings(report)), wrap_text, indent = 2)), "",
    text_sections(report$sections)
  ))
}

# Every figure the data allow, in the order of the report, each with the name of
# its section.
make_figures <- function(report) {
  made <- figure_sections(report$sections)
  of_section <- function(figures, name) {
    lapply(Filter(Negate(is.null), figures), function(figure) c(figure, section = name))
  }
  unlist(unname(Map(of_section, made, names(made))), recursive = FALSE)
}

html_page <- function(report, figures) {
  sections <- vapply(figures, function(figure) figure$section, "")
  compared <- is_compared(report$whole)
  body <- htmltools::tagList(
    if (compared) html_compared_inputs(report$whole),
    html_findings(group_findings(report$sections)),
    html_sections(report$sections, split(figures, sections))
  )
  add_contents(
    (if (compared) html_compared_heading else html_heading)(report$whole),
    html_headline(report$sections), body
  )
}

# The page: one file, with its style and its pictures in it.
write_page <- function(report, figures, home, output) {
  style <- readLines(file.path(home, "page.css"))
  tags <- htmltools::tags
  page <- tags$html(
    lang = "en",
    tags$head(
      tags$meta(charset = "utf-8"),
      tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
      tags$title(paste("numaboot:", report$whole$info$plan)),
      tags$style(htmltools::HTML(paste(style, collapse = "\n")))
    ),
    tags$body(html_page(report, figures))
  )
  move_lines(c("<!DOCTYPE html>", htmltools::doRenderTags(page, indent = FALSE)), output)
}
