# SPDX-License-Identifier: GPL-2.0-only
# Where early page tables are, and the maps of all early reservations.

near_kernel <- 2 * 2^20

# Page tables of each arm at the smallest mapping, where they are largest.
tell_page_tables <- function(places, run) {
  smallest <- smallest_mapping(run)
  places <- places[as.character(mapping) == smallest]
  if (!nrow(places)) {
    return(NULL)
  }
  images <- kernel_image(run$placements)[as.character(mapping) == smallest]
  measured <- intersect(run$arms, places$arm)
  said <- data.table::data.table(arm = measured, text = vapply(measured, function(name) {
    tell_arm_tables(
      places[as.character(arm) == name], images[as.character(arm) == name],
      if (name != run$arms[1]) places[as.character(arm) == run$arms[1]]
    )
  }, ""))
  said <- said[, .(arms = join_words(arm), many = .N > 1), by = text]
  said[many == TRUE, text := sub("put its", "put their", text, fixed = TRUE)]
  where <- sprintf("With a %s direct map, ", smallest)
  said[, sprintf("%s%s %s.", c(where, rep("", .N - 1)), arms, text)]
}

# What an arm did with its page tables.
tell_arm_tables <- function(places, images, baseline = NULL) {
  if (!any(places$bytes > 0)) {
    return("made no early page tables through memblock")
  }
  if (!is.null(baseline) && same_places(places, baseline)) {
    return("put them at exactly the same addresses as the baseline")
  }
  places <- places[bytes > 0]
  hot <- places[, .(hot = any(hotpluggable == 1)), by = topology]$hot
  memory <- if (all(hot)) {
    "hotpluggable memory"
  } else if (any(hot)) {
    "memory that is partly hotpluggable"
  } else {
    "memory that stays"
  }
  said <- places[, sprintf(
    "%s on node %s of %s (%s)", format_bytes(bytes), node, topology, format_range(first, last)
  )]
  sprintf(
    "put its early page tables on %s%s: %s", memory, tell_nearness(places, images), join_words(said)
  )
}

same_places <- function(one, two) {
  where <- c("topology", "node", "first", "last", "bytes")
  isTRUE(all.equal(one[, ..where], two[, ..where], check.attributes = FALSE))
}

# Where the tables are with respect to the kernel image, if that is the same in
# all topologies.
tell_nearness <- function(places, images) {
  both <- merge(
    places[, .(first = min(first), last = max(last)), by = topology],
    images[, .(topology, from = start, to = end)],
    by = "topology"
  )
  if (!nrow(both)) {
    return("")
  }
  if (both[, all(first > to & first - to <= near_kernel)]) {
    end <- format_address(both$to[1])
    return(sprintf(", right above the kernel image, which ends at %s", end))
  }
  if (both[, all(last < from)]) {
    start <- format_address(both$from[1])
    return(sprintf(", below the kernel image, which starts at %s", start))
  }
  ""
}

# Arms that agree on one line.
text_places <- function(places, run) {
  if (!nrow(places)) {
    return(NULL)
  }
  places <- data.table::copy(places)
  places[, node := ifelse(is.na(node), "-", paste0(node, ifelse(hotpluggable == 1, "*", "")))]
  places <- places[
    , .(arm = paste(run$letters[as.character(arm)], collapse = "")),
    by = .(topology, mapping, node, bytes, first, last)
  ]
  table <- places[, .(
    topology = topology, map = mapping, arm, node, bytes = format_bytes(bytes),
    first = format_address(first), last = format_address(last)
  )]
  c(
    "Early page tables (* hotpluggable node; emulated topology)", "",
    format_columns(blank_repeats(table, c("topology", "map")), "lllrrrr"), ""
  )
}

html_place_table <- function(places, run) {
  if (!nrow(places)) {
    return(NULL)
  }
  names <- blank_repeats(places[, .(topology, mapping)], c("topology", "mapping"))
  stays <- each_html(places[, ifelse(bytes == 0, "none", hotpluggable)], function(kind) {
    hot <- htmltools::span(class = "v worse", "hotpluggable")
    switch(kind, none = "none", "1" = hot, "stays")
  })
  table <- places[, .(
    names$topology, names$mapping, html_arm(arm, run$arms), ifelse(is.na(node), "", node), stays,
    format_bytes(bytes), format_count(reservations), html_code(format_address(first)),
    html_code(format_address(last))
  )]
  heads <- c(
    "topology", "mapping", "arm", "node", "", "page tables", "reservations", "first byte",
    "last byte"
  )
  html_table(table, heads, "lllrlrrrr")
}

# Maps without reservations, of memory blocks alone, are no part of the page.
html_places <- function(places, run, figures) {
  if (!has_placements(run)) {
    return(NULL)
  }
  htmltools::tagList(
    htmltools::h2("Where early memory lands"),
    html_paragraph(c(
      "Kernel pages cannot be moved, so a node that holds one cannot be removed while the machine",
      "runs. What memblock hands out before SRAT is parsed is handed out blind: it does not know",
      "yet which nodes are hotpluggable. Vermilion marks are page tables, black is the kernel",
      "image, whose node can never be removed anyway."
    )),
    html_figures(figures),
    htmltools::h3("Early page tables by node"),
    html_place_table(places, run)
  )
}

places_data <- function(run, known) {
  if (has_placements(run)) {
    page_table_places(run$placements)
  } else if (NROW(run$memory_blocks)) {
    data.table::data.table()
  }
}

places_section <- function() {
  section(
    "places", places_data,
    tell = function(places, run) if (nrow(places)) tell_page_tables(places, run),
    about = function(places, run) about_hotpluggable(run),
    text = text_places, html = html_places,
    figures = function(places, run) figure_maps(run)
  )
}
