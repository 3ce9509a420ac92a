# SPDX-License-Identifier: GPL-2.0-only
# Writes report.html, report.txt and figures/ into a run's folder; `latency` is a
# file with times between nodes (latency_matrix.R). Everything is made in R's
# temporary folder first and then moved, so no half report is left.

render_report <- function(dir, home, compare = NULL, latency = NULL) {
  whole <- read_run(dir)
  dir <- normalizePath(dir)
  if (!is.null(compare)) whole <- select_arms(whole, compare[1], compare[2])
  if (!is.null(latency)) whole$latency <- read_latency_matrix(latency)
  if (length(whole$arms) < 2) stop("a report needs two arms to compare.", call. = FALSE)
  report <- prepare_report(whole, file.path(dirname(home), "kernels", "mutants"))
  scratch <- tempfile(fileext = ".txt")
  writeLines(text_report(report), scratch)
  move_file(scratch, file.path(dir, "report.txt"))
  report$figures <- save_figures(if (length(report$run$arms)) make_figures(report$run, report$noisy), file.path(dir, "figures"))
  render_notebook(report, home, file.path(dir, "report.html"))
}

# What both reports are made of: the whole run, the run of the arms that are
# compared side by side, the comparisons, and the judgement of mutants, whose
# patches are in `mutants`.
prepare_report <- function(whole, mutants = "") {
  run <- keep_arms(whole, shown_arms(whole$info, "noisy" %in% whole$samples$class))
  list(whole = whole, run = run, comparison = compare_exact(run)[show != "condition"], functions = changed_functions(run), noisy = if (length(run$arms)) compare_noisy(run),
    mutants = read_judgement(list(whole), mutants, partial = TRUE))
}

# Knit copies, so that nothing is written beside the notebooks.
render_notebook <- function(report, home, output) {
  scratch <- tempfile("report-")
  dir.create(scratch)
  on.exit(unlink(scratch, recursive = TRUE))
  file.copy(file.path(home, c("report.Rmd", "comparison.Rmd")), scratch)
  scope <- list2env(c(report, list(report = report)), parent = globalenv())
  made <- rmarkdown::render(file.path(scratch, "report.Rmd"), output_file = "report.html", envir = scope, quiet = TRUE)
  move_file(made, output)
}
