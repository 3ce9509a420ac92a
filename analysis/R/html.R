# SPDX-License-Identifier: GPL-2.0-only
# Pieces of the HTML report. Everything that came from a file is escaped.

escape <- function(text) htmltools::htmlEscape(as.character(text))

# Print as a raw block, which pandoc passes on without parsing it.
emit <- function(...) {
  cat("\n```{=html}\n", ..., "\n```\n", sep = "")
}

# A table; `align` as in format_columns(), `body` holds HTML already.
html_table <- function(body, heads, align, class = "") {
  side <- ifelse(strsplit(align, "")[[1]] == "r", " class=\"num\"", "")
  head <- paste0("<th", side, ">", heads, "</th>", collapse = "")
  cells <- Map(function(column, s) paste0("<td", s, ">", column, "</td>"), body, side)
  rows <- if (length(body[[1]])) paste0("<tr>", do.call(paste0, cells), "</tr>", collapse = "\n")
  paste0("<div class=\"scroll\"><table class=\"", class, "\"><thead><tr>", head, "</tr></thead>\n<tbody>", rows,
    "</tbody></table></div>\n")
}

# A verdict as a coloured word; colour is never the only sign.
html_verdict <- function(verdict) {
  sprintf("<span class=\"v %s\">%s</span>", gsub(" ", "-", verdict), escape(verdict))
}

# The arm's colour before its name, as in the figures of `arms`; others have none.
html_arm <- function(name, arms) {
  colours <- arm_colours(arms)[as.character(name)]
  colours[is.na(colours)] <- "transparent"
  sprintf("<span class=\"arm\" style=\"border-color:%s\">%s</span>", colours, escape(name))
}

html_details <- function(summary, body, open = FALSE) {
  paste0("<details", if (open) " open", "><summary>", summary, "</summary>\n", body, "</details>\n")
}

html_paragraph <- function(sentences, class = "") {
  paste0("<p class=\"", class, "\">", paste(escape(sentences), collapse = " "), "</p>\n")
}

html_figure <- function(figure) {
  sprintf("<figure id=\"%s\"><img alt=\"%s\" src=\"%s\"><figcaption>%s <span class=\"files\">figures/%s.png, .svg</span></figcaption></figure>\n",
    figure$name, escape(figure$caption), knitr::image_uri(figure$svg), escape(figure$caption), figure$name)
}

# The figures of a section of the page; those of none are what it costs.
html_figures <- function(figures, section = "cost") {
  chosen <- Filter(function(figure) (figure$section %||% "cost") == section, figures)
  if (!length(chosen)) {
    return(html_paragraph("Nothing to draw: the plan has no workload that measures this."))
  }
  paste(vapply(chosen, html_figure, ""), collapse = "\n")
}

# A list of sentences.
html_list <- function(sentences, class = "") {
  if (length(sentences)) paste0("<ul class=\"", class, "\">", paste0("<li>", escape(sentences), "</li>", collapse = "\n"), "</ul>\n") else ""
}

# The page's title: the candidates by name, or how many arms there are.
html_title <- function(run) {
  if (length(run$arms) > 5 || sum(nchar(run$arms)) > 120) count_arms(run) else join_words(run$arms[-1])
}
