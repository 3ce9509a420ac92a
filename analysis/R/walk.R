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
  levels <- data.table::dcast(pages[, .(value = sum(value)), by = c(keys, "level")][value > 0],
    topology + mapping + arm ~ level, value.var = "value", fill = 0)
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
  if (nrow(hot)) nodes[hot, star := i.star, on = c("topology", "node")] else nodes[, star := NA_character_]
  nodes[, .(where = paste(sprintf("%d%s: %s", as.integer(node), ifelse(is.na(star), "", star), format_count(value))[value > 0],
    collapse = ", ")), by = .(topology, mapping, arm)]
}

# "reference", "equal", "other", or "-" where one side was not measured.
same_digest <- function(digest, arm, reference) {
  first <- digest[as.character(arm) == reference]
  if (!length(first)) first <- NA
  ifelse(as.character(arm) == reference, "reference", ifelse(is.na(digest) | is.na(first), "-", ifelse(digest == first, "equal", "other")))
}

tell_walk <- function(run) {
  table <- walk_tables(run)
  if (is.null(table)) {
    return(NULL)
  }
  judged <- table[as.character(arm) != run$arms[1]]
  said <- judged[, .(text = tell_digests(mapping_same)), by = arm][, .(arms = join_words(as.character(arm))), by = text]
  hot <- table[, .(text = tell_amounts(early)), by = arm][, .(arms = join_words(as.character(arm))), by = text]
  c(if (nrow(said)) sprintf("The finished direct map, walked page by page, against %s: %s.", run$arms[1],
      paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")),
    sprintf("Page tables on hotpluggable nodes when the direct map is finished: %s.",
      paste(sprintf("%s with %s", hot$text, hot$arms), collapse = "; ")))
}

tell_digests <- function(same) {
  if (all(same == "equal")) {
    return("the same mapping in every cell")
  }
  sprintf("the same mapping in %d of %d cells%s", sum(same == "equal"), length(same),
    if (any(same == "-")) sprintf(", %d not measured", sum(same == "-")) else "")
}

tell_amounts <- function(bytes) {
  if (all(bytes %in% 0)) "none" else paste(unique(format_bytes(range(bytes, na.rm = TRUE))), collapse = " to ")
}

# Arms that agree share a line.
text_walk <- function(run) {
  table <- walk_tables(run)
  if (is.null(table)) {
    return(NULL)
  }
  letters <- run$letters
  table <- table[, !"frames_same"]
  table[mapping_same %in% c("reference", "equal"), mapping_same := paste("as", letters[[1]])]
  table <- join_equal_arms(table, function(arm) letters[as.character(arm)], function(x) paste(x, collapse = ""))
  levels <- intersect(walk_levels, names(table))
  c("Page tables, walked in the guest's memory (emulated topology): tables of",
    "the finished direct map by level and by node (* hotpluggable), bytes of all",
    "tables on hotpluggable nodes then (hot) and at init, what the map maps", "",
    fit_columns(function(mark) {
      shown <- data.table::copy(table)
      for (level in levels) data.table::set(shown, j = level, value = format_count(shown[[level]], mark))
      shown[, c("early", "late") := .(format_bytes(early), format_bytes(late))]
      shown <- shown[, c("topology", "mapping", "arm", levels, "where", "early", "late", "mapping_same"), with = FALSE]
      data.table::setnames(shown, c("mapping", "where", "early", "late", "mapping_same"), c("map", "by node", "hot", "at init", "maps"))
      blank_repeats(shown, c("topology", "map"))
    }, paste0("lll", strrep("r", length(levels)), "lrrl")), "")
}

html_walk <- function(run) {
  table <- walk_tables(run)
  levels <- intersect(walk_levels, names(table))
  names <- blank_repeats(table[, .(topology, mapping)], c("topology", "mapping"))
  hot <- function(bytes) sprintf("<span class=\"v %s\">%s</span>", ifelse(bytes %in% 0, "better", "worse"), format_bytes(bytes))
  html_table(c(list(escape(names$topology), escape(names$mapping), html_arm(table$arm, run$arms)),
    lapply(levels, function(level) format_count(table[[level]])),
    list(escape(table$where), hot(table$early), hot(table$late), html_verdict(table$mapping_same), html_verdict(table$frames_same))),
    c("topology", "mapping", "arm", levels, "by node (* hotpluggable)", "on hotpluggable nodes", "at init", "direct map", "frames at init"),
    paste0("lll", strrep("r", length(levels)), "lrrll"), "compact")
}
