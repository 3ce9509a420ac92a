# SPDX-License-Identifier: GPL-2.0-only
# Headings of the page: each has an anchor, and the table of contents leads there.

# "Where early memory lands" as "where-early-memory-lands"; what is there already
# gets a number.
anchor_names <- function(texts) {
  names <- gsub("^-|-$", "", gsub("[^a-z0-9]+", "-", tolower(texts)))
  make.unique(ifelse(nzchar(names), names, "section"), sep = "-")
}

# The text of a tag and all in it.
text_of <- function(tag) {
  if (inherits(tag, "shiny.tag")) {
    return(text_of(tag$children))
  }
  trimws(paste(unlist(if (is.list(tag)) lapply(tag, text_of) else tag), collapse = " "))
}

is_heading <- function(tag) inherits(tag, "shiny.tag") && tag$name %in% c("h1", "h2", "h3")

# Every heading in tags, in order, by `change`; what it gives takes its place.
change_headings <- function(tags, change) {
  if (is_heading(tags)) {
    return(change(tags))
  }
  if (inherits(tags, "shiny.tag")) {
    tags$children <- change_headings(tags$children, change)
  } else if (is.list(tags)) {
    tags[] <- lapply(tags, change_headings, change = change)
  }
  tags
}

# Title and headline, the table of contents, and the body with its anchors.
add_contents <- function(title, headline, body) {
  found <- list()
  change_headings(body, function(heading) {
    found[[length(found) + 1]] <<- list(level = heading$name, text = text_of(heading))
    heading
  })
  names <- anchor_names(vapply(found, function(one) one$text, ""))
  at <- 0
  body <- change_headings(body, function(heading) {
    at <<- at + 1
    link <- htmltools::a(
      class = "anchor", href = paste0("#", names[at]), `aria-label` = "link to this", "#"
    )
    htmltools::tagAppendChild(htmltools::tagAppendAttributes(heading, id = names[at]), link)
  })
  htmltools::tagList(title, headline, html_contents(found, names), body)
}

html_contents <- function(found, names) {
  shown <- vapply(found, function(one) one$level != "h3", NA)
  if (sum(shown) < 2) {
    return(NULL)
  }
  htmltools::tags$nav(
    class = "contents", `aria-label` = "contents",
    htmltools::tags$ul(Map(function(one, name) {
      htmltools::tags$li(
        class = if (one$level == "h1") "part", htmltools::a(href = paste0("#", name), one$text)
      )
    }, found[shown], names[shown]) |> unname())
  )
}
