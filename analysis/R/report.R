# SPDX-License-Identifier: GPL-2.0-only
# Writes report.html, report.txt and figures/ into a run's folder. Everything is
# made in R's temporary folder first and then moved, so no half report is left.

render_report <- function(dir, notebook, compare = NULL) {
  run <- read_run(dir)
  dir <- normalizePath(dir)
  if (!is.null(compare)) run <- select_arms(run, compare[1], compare[2])
  if (length(run$arms) < 2) stop("a report needs two arms to compare.", call. = FALSE)
  report <- list(run = run, comparison = compare_exact(run), noisy = compare_noisy(run))
  scratch <- tempfile(fileext = ".txt")
  writeLines(text_report(run, report$comparison, report$noisy), scratch)
  move_file(scratch, file.path(dir, "report.txt"))
  report$figures <- save_figures(make_figures(run), file.path(dir, "figures"))
  render_notebook(report, notebook, file.path(dir, "report.html"))
}

# Knit a copy, so that nothing is written beside the notebook.
render_notebook <- function(report, notebook, output) {
  scratch <- tempfile("report-")
  dir.create(scratch)
  on.exit(unlink(scratch, recursive = TRUE))
  file.copy(notebook, file.path(scratch, "report.Rmd"))
  scope <- list2env(report, parent = globalenv())
  made <- rmarkdown::render(file.path(scratch, "report.Rmd"), output_file = "report.html", envir = scope, quiet = TRUE)
  move_file(made, output)
}
