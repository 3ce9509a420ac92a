# SPDX-License-Identifier: GPL-2.0-only
# Pieces of the page. Tags are htmltools', tables knitr's; text is escaped by the
# first, and by html_table() for the second.

# Cells that are HTML already; all others are escaped.
as_html <- function(cells) structure(as.character(cells), class = c("html_cells", "character"))

# The HTML of each value as text, made once for each different one by a function
# that gives tags or text.
each_html <- function(values, make) {
  values <- as.character(values)
  known <- unique(values)
  made <- vapply(known, function(value) html_text(make(value)), "", USE.NAMES = FALSE)
  as_html(made[match(values, known)])
}

html_text <- function(tags) {
  if (is.character(tags) && !inherits(tags, "html")) tags <- htmltools::htmlEscape(tags)
  as.character(tags)
}

# Each text in a tag of its own, which is made once around a slot.
html_around <- function(texts, tag) {
  slot <- "SLOT"
  pieces <- strsplit(html_text(tag(slot)), slot, fixed = TRUE)[[1]]
  as_html(paste0(pieces[1], htmltools::htmlEscape(as.character(texts)), pieces[2]))
}

# A table of columns; `align` is a string of l and r, one per column.
html_table <- function(columns, heads, align, class = "") {
  in_html <- function(cells) {
    if (inherits(cells, "html_cells")) cells else htmltools::htmlEscape(as.character(cells))
  }
  body <- matrix(unlist(lapply(columns, in_html)), ncol = length(columns))
  table <- knitr::kable(body,
    format = "html", escape = FALSE, align = strsplit(align, "")[[1]],
    col.names = in_html(heads), table.attr = paste0("class=\"", class, "\"")
  )
  # The left is where the page's style has them.
  table <- gsub(" style=\"text-align:left;\"", "", table, fixed = TRUE)
  htmltools::div(class = "scroll", htmltools::HTML(table))
}

# A verdict as a coloured word; colour is never the only sign.
html_verdict <- function(verdict) {
  each_html(verdict, function(word) htmltools::span(class = paste("v", gsub(" ", "-", word)), word))
}

# Texts, each in the colour of a verdict.
html_judged <- function(texts, verdicts) {
  as_html(mapply(function(text, verdict) {
    html_text(htmltools::span(class = paste("v", verdict), text))
  }, as.character(texts), verdicts, USE.NAMES = FALSE))
}

html_code <- function(texts) html_around(texts, htmltools::code)
inline_code <- function(word, tight = NULL) htmltools::code(word, .noWS = tight)
html_quiet <- function(...) htmltools::span(class = "quiet", ...)

# The arm's colour before its name, as in the figures of `arms`; others have none.
html_arm <- function(name, arms) {
  colours <- arm_colours(arms)
  each_html(as.character(name), function(one) {
    colour <- if (one %in% arms) colours[[one]] else "transparent"
    if (nzchar(one)) {
      htmltools::span(class = "arm", style = paste0("border-color:", colour), one)
    } else {
      ""
    }
  })
}

html_details <- function(summary, ..., open = FALSE) {
  htmltools::tags$details(open = if (open) NA, htmltools::tags$summary(summary), ...)
}

html_paragraph <- function(sentences) htmltools::p(paste(sentences, collapse = " "))

# The picture is in the page; what it links to is beside it, in full size.
html_figure <- function(figure) {
  file <- function(extension) sprintf("figures/%s.%s", figure$name, extension)
  image <- htmltools::img(alt = figure$caption, src = knitr::image_uri(figure$svg))
  if (!is.null(figure$narrow_svg)) {
    image <- htmltools::tags$picture(
      htmltools::tags$source(
        media = "screen and (max-width: 640px)", srcset = knitr::image_uri(figure$narrow_svg)
      ), image
    )
  }
  htmltools::tags$figure(
    id = paste0("figure-", figure$name), class = if (is.null(figure$narrow_svg)) "wide",
    htmltools::a(class = "full", href = file("svg"), title = "full size", image),
    htmltools::tags$figcaption(
      figure$caption, "Full size:", htmltools::a(href = file("png"), "PNG", .noWS = "after"),
      ",", htmltools::a(href = file("svg"), "SVG", .noWS = "after"), "."
    )
  )
}

html_figures <- function(figures) {
  htmltools::tagList(lapply(figures, html_figure))
}

# A list of sentences.
html_list <- function(sentences, class = NULL) {
  if (length(sentences)) htmltools::tags$ul(class = class, lapply(sentences, htmltools::tags$li))
}
