# SPDX-License-Identifier: GPL-2.0-only
# One form of a section of a run, with the data that it makes of it; NULL where
# the section does not apply.
form_of <- function(section, form, run, known = list(), ...) {
  data <- section$data(run, known)
  if (section$applies(data)) section[[form]](data, run, ...)
}

told_by <- function(section, run, ...) form_of(section, "tell", run, ...)
lines_of <- function(section, run, ...) form_of(section, "text", run, ...)
figures_of <- function(section, run, ...) form_of(section, "figures", run, ...)
page_of <- function(section, run, ...) flat(form_of(section, "html", run, figures = list(), ...))

# HTML with a blank where there is any white space, and none within table cells' ends.
flat <- function(tags) {
  html <- gsub("\\s+", " ", paste(as.character(tags), collapse = ""))
  gsub(" ?(</?t[dh][^>]*>) ?", "\\1", html)
}
