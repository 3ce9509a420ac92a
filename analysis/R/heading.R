# SPDX-License-Identifier: GPL-2.0-only
# What a report is about: title, plan, arms and what they were built from.

# "7.2.22"
qemu_version <- function(info) {
  qemu <- engine_of(info)$qemu %||% ""
  version <- regmatches(qemu, regexpr("[0-9]+(\\.[0-9]+)+", qemu))
  if (length(version)) version else "of unknown version"
}

# "QEMU 7.2.22, TCG"
engine_words <- function(info) {
  sprintf("QEMU %s, %s", qemu_version(info), toupper(engine_of(info)$accelerator %||% "unknown"))
}

text_heading <- function(run) {
  title <- sprintf("%s against %s", run$arms[2], run$arms[1])
  if (length(run$arms) > 2 || nchar(title) > text_width) title <- count_arms(run)
  c(
    title, strrep("=", nchar(title)),
    wrap_text(sprintf(
      "Plan %s, %s; %s, %s. Exact metrics are counts, not times.", info_field(run$info, "plan"),
      info_field(run$info, "stamp"), describe_nodes(run$info), engine_words(run$info)
    ))
  )
}

name_base <- function(arm) {
  words <- c(arm$base %||% "unknown", arm$base_version)
  paste(words[nzchar(words)], collapse = " ")
}

describe_base <- function(arm) {
  sprintf("%s (sha256 %s)", name_base(arm), short_hash(arm$base_sha256))
}

# The arms with their hashes; where names are long, these are on a line of their own.
text_arms <- function(run) {
  arms <- run$info$arms
  bases <- vapply(arms, describe_base, "")
  hash <- function(field) vapply(arms, function(arm) short_hash(arm[[field]]), "")
  table <- list(
    run$letters, run$arms, hash("series_sha256"), hash("config_sha256"), hash("image_sha256")
  )
  names(table) <- c("", "arm", "series", "config", "image")
  lines <- format_columns(table, "lllll")
  if (max(nchar(lines)) > text_width) lines <- format_columns(table[-4], "llll")
  if (max(nchar(lines)) > text_width) {
    lines <- unlist(.mapply(text_long_arm, unname(table), NULL), use.names = FALSE)
  }
  one <- length(unique(bases)) == 1
  c(
    if (one) paste("base", bases[1]) else paste("base", run$letters, bases), "", lines,
    wrap_text(compilers_words(run))
  )
}

text_long_arm <- function(letter, name, series, config, image) {
  hashes <- sprintf("   series %s, config %s, image %s", series, config, image)
  c(wrap_text(paste0(letter, "  ", name), 3), hashes)
}

# The page's title: the candidates by name, or how many arms there are.
html_title <- function(run) {
  many <- length(run$arms) > 5 || sum(nchar(run$arms)) > 120
  if (many) count_arms(run) else join_words(run$arms[-1])
}

html_heading <- function(run) {
  said <- sprintf(
    "Plan %s, %s. Base: %s. Topologies: %s. %s: exact metrics are counts, not times. %s.",
    info_field(run$info, "plan"), info_field(run$info, "stamp"),
    join_words(unique(vapply(run$info$arms, name_base, ""))),
    sub(" topology$", "", describe_nodes(run$info)), engine_words(run$info), count_end_states(run)
  )
  against <- if (length(run$shown)) {
    list("against ", htmltools::strong(run$shown[1], .noWS = "outside"), ". ")
  }
  htmltools::tagList(
    htmltools::h1(html_title(run)),
    htmltools::p(class = "lead", against, said, compilers_words(run))
  )
}
