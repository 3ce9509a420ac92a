# SPDX-License-Identifier: GPL-2.0-only
# A section of the report: one subject in all of the report's forms. What it is
# about is computed once for a report, by `data`; the forms only show it.

nothing <- function(...) NULL
found <- function(...) "found"

# name     a word that only this section has
# data     function(run, known): what the section is about; `known` has the data
#          of the sections before it, by name
# applies  function(data): whether the run has it; without, the section is left out
# tell     function(data, run): sentences of the findings
# about    function(data, run): the group of these sentences on the page, one for all or
#          one for each (findings.R)
# text     function(data, run): lines of report.txt
# cover    function(data, run): sentences for a cover letter
# html     function(data, run, figures): tags of the page
# figures  function(data, run): figures, which html() gets back with their files
# whole    whether it is about all arms of the run, or about those that are compared
section <- function(name, data, applies = Negate(is.null), tell = nothing, about = found,
                    text = nothing, cover = nothing, html = nothing, figures = nothing,
                    whole = FALSE) {
  list(
    name = name, data = data, applies = applies, tell = tell, about = about, text = text,
    cover = cover, html = html, figures = figures, whole = whole
  )
}

# The sections that apply, by name: `data` is now what it made, `run` what of.
prepare_sections <- function(sections, whole, compared) {
  known <- list()
  prepared <- list()
  for (section in sections) {
    section$run <- if (section$whole) whole else compared
    if (!length(section$run$arms)) next
    section["data"] <- list(section$data(section$run, known))
    known[section$name] <- list(section$data)
    if (section$applies(section$data)) prepared[[section$name]] <- section
  }
  prepared
}

# One form of every section, in their order.
tell_sections <- function(sections) each_section(sections, "tell")
text_sections <- function(sections) each_section(sections, "text")
cover_sections <- function(sections) each_section(sections, "cover")
figure_sections <- function(sections) {
  lapply(sections, function(section) section$figures(section$data, section$run))
}

each_section <- function(sections, form) {
  made <- lapply(sections, function(section) section[[form]](section$data, section$run))
  unlist(made, use.names = FALSE)
}

# `figures` are those of figure_sections(), saved.
html_sections <- function(sections, figures) {
  htmltools::tagList(lapply(unname(sections), function(section) {
    section$html(section$data, section$run, figures[[section$name]])
  }))
}
