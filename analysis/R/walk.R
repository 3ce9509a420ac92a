# SPDX-License-Identifier: GPL-2.0-only
# Page tables as a walk of the guest's memory found them (workload pagetable):
# how many there are at each level, on which nodes, and whether arms map the same.

walk_stops <- c("init_mem_mapping.return", "initmem_init.return", "run_init_process")
walk_levels <- c("pte", "pmd", "pud", "p4d", "pgd")

# The part of an item behind the name of the stop; NA when it is of another stop.
after_stop <- function(item, stop) {
  ifelse(startsWith(item, paste0(stop, ".")), substring(item, nchar(stop) + 2), NA)
}

# One row per topology, mapping and arm: tables of the finished direct map by
# level (one column each) and `where` ("0: 12, 3*: 2560", * hotpluggable), bytes
# of all tables on hotpluggable nodes when the direct map is finished (`early`)
# and when init runs (`late`), and what the digests say against the reference
# arm of the run: `mapping` when finished, `frames` when init runs.
walk_tables <- function(run) {
  rows <- exact_values(run)[workload == "pagetable" & !is.na(arm)]
  pages <- rows[role == "tables"][, level := after_stop(item, walk_stops[1])][!is.na(level)]
  if (!nrow(pages)) {
    return(NULL)
  }
  keys <- c("topology", "mapping", "arm")
  pages[, level := factor(level, walk_levels)]
  levels <- data.table::dcast(
    pages[, .(value = sum(value)), by = c(keys, "level")][value > 0],
    topology + mapping + arm ~ level,
    value.var = "value", fill = 0
  )
  table <- levels[walk_nodes(run, pages), on = keys]
  hot <- rows[role == "hotpluggable-table-bytes"]
  table[hot[item == walk_stops[1]], early := i.value, on = keys]
  table[hot[item == walk_stops[3]], late := i.value, on = keys]
  digests <- rows[role == "mapping-digest"]
  table[digests[item == paste0(walk_stops[1], ".mapping")], mapped := i.value, on = keys]
  table[digests[item == paste0(walk_stops[3], ".frames")], framed := i.value, on = keys]
  table[, mapping_same := same_digest(mapped, arm, run$arms[1]), by = .(topology, mapping)]
  table[, frames_same := same_digest(framed, arm, run$arms[1]), by = .(topology, mapping)]
  data.table::setorderv(table[, c("mapped", "framed") := NULL], keys)[]
}

walk_nodes <- function(run, pages) {
  hot <- unique(run$memory[hotpluggable == 1, .(topology, node, star = "*")])
  nodes <- pages[, .(value = sum(value)), by = .(topology, mapping, arm, node)][order(node)]
  nodes[, star := NA_character_]
  if (nrow(hot)) nodes[hot, star := i.star, on = c("topology", "node")]
  nodes[, text := sprintf(
    "%d%s: %s", as.integer(node), ifelse(is.na(star), "", star), format_count(value)
  )]
  nodes[, .(where = paste(text[value > 0], collapse = ", ")), by = .(topology, mapping, arm)]
}

# "reference", "equal", "other", or "-" where one side was not measured.
same_digest <- function(digest, arm, reference) {
  first <- digest[as.character(arm) == reference]
  if (!length(first)) first <- NA
  same <- ifelse(digest == first, "equal", "other")
  ifelse(as.character(arm) == reference, "reference", ifelse(is.na(same), "-", same))
}

tell_walk <- function(table, run) {
  with_arms <- function(said) {
    said <- said[, .(arms = join_words(as.character(arm))), by = text]
    paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
  }
  judged <- table[as.character(arm) != run$arms[1]]
  c(
    if (nrow(judged)) {
      sprintf(
        "The finished direct map, walked page by page, against %s: %s.", run$arms[1],
        with_arms(judged[, .(text = tell_digests(mapping_same)), by = arm])
      )
    },
    sprintf(
      "Page tables on hotpluggable nodes when the direct map is finished: %s.",
      with_arms(table[, .(text = tell_amounts(early)), by = arm])
    )
  )
}

tell_digests <- function(same) {
  if (all(same == "equal")) {
    return("the same mapping in every cell")
  }
  absent <- sum(same == "-")
  sprintf(
    "the same mapping in %d of %d cells%s", sum(same == "equal"), length(same),
    if (absent) sprintf(", %d not measured", absent) else ""
  )
}

tell_amounts <- function(bytes) {
  if (all(bytes %in% 0)) {
    return("none")
  }
  paste(unique(format_bytes(range(bytes, na.rm = TRUE))), collapse = " to ")
}

# Arms that agree share a line.
text_walk <- function(table, run) {
  letters <- run$letters
  table <- table[, !"frames_same"]
  table[mapping_same %in% c("reference", "equal"), mapping_same := paste("as", letters[[1]])]
  table <- join_letters(table, letters)
  levels <- intersect(walk_levels, names(table))
  align <- paste0("lll", strrep("r", length(levels)), "lrrl")
  c(
    "Page tables, walked in the guest's memory (emulated topology): tables of",
    "the finished direct map by level and by node (* hotpluggable), bytes of all",
    "tables on hotpluggable nodes then (hot) and at init, what the map maps", "",
    fit_columns(function(mark) {
      counts <- lapply(setNames(levels, levels), function(level) format_count(table[[level]], mark))
      shown <- data.table::as.data.table(c(
        table[, .(topology, map = mapping, arm)], counts,
        table[, .(`by node` = where, hot = format_bytes(early), `at init` = format_bytes(late))],
        table[, .(maps = mapping_same)]
      ))
      blank_repeats(shown, c("topology", "map"))
    }, align), ""
  )
}

html_walk <- function(table, run, figures) {
  htmltools::tagList(
    htmltools::h2("Page tables"),
    html_paragraph(c(
      "Counted by a walk of the guest's memory: tables of the direct map when it is finished, by",
      "level and node. Then bytes of all page tables on hotpluggable nodes, at that moment and",
      "when init runs, and whether the arm maps the same as the baseline.", tell_walk(table, run)
    )),
    html_walk_table(table, run)
  )
}

html_walk_table <- function(table, run) {
  levels <- intersect(walk_levels, names(table))
  names <- blank_repeats(table[, .(topology, mapping)], c("topology", "mapping"))
  hot <- function(bytes) html_judged(format_bytes(bytes), ifelse(bytes %in% 0, "better", "worse"))
  columns <- c(
    list(names$topology, names$mapping, html_arm(table$arm, run$arms)),
    lapply(levels, function(level) format_count(table[[level]])),
    list(
      table$where, hot(table$early), hot(table$late), html_verdict(table$mapping_same),
      html_verdict(table$frames_same)
    )
  )
  heads <- c(
    "topology", "mapping", "arm", levels, "by node (* hotpluggable)", "on hotpluggable nodes",
    "at init", "direct map", "frames at init"
  )
  align <- paste0("lll", strrep("r", length(levels)), "lrrll")
  html_table(columns, heads, align, "compact")
}

walk_section <- function() {
  section(
    "walk", function(run, known) walk_tables(run),
    tell = tell_walk, about = function(table, run) about_hotpluggable(run),
    text = text_walk, html = html_walk
  )
}
