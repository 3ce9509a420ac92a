# SPDX-License-Identifier: GPL-2.0-only
# Low memory: what early reservations take of it, and what the zones that
# narrow devices need have left. Page sizes of the direct map are kept apart.

low_bytes <- c("early-bytes-below-16m" = "<16M", "early-bytes-below-4g" = "<4G")
low_zones <- c("DMA", "DMA32")

# topology, mapping, arm and one column per measure, NA where not measured;
# zones are summed over nodes. NULL where the plan measures none of it.
low_memory <- function(run) {
  rows <- exact_values(run)
  bytes <- rows[role %in% names(low_bytes), .(topology, mapping, arm, measure = low_bytes[role], value)]
  zones <- rows[role %in% c("zone-pages", "zone-free-pages") & item %in% low_zones,
    .(value = sum(value)), by = .(topology, mapping, arm, measure = paste(item, ifelse(role == "zone-pages", "managed", "free")))]
  both <- rbind(bytes, zones)
  if (!nrow(both)) {
    return(NULL)
  }
  measures <- c(low_bytes, paste(rep(low_zones, each = 2), c("managed", "free")))
  both[, measure := factor(measure, intersect(measures, measure))]
  data.table::dcast(both, topology + mapping + arm ~ measure, value.var = "value")
}

low_measures <- function(table) setdiff(names(table), c("topology", "mapping", "arm"))

# Arms with the same figures on one line, named by their letters or in words.
join_equal_arms <- function(table, name = as.character, join = join_words) {
  keys <- setdiff(names(table), "arm")
  table <- table[, .(arm = join(name(arm))), by = keys]
  data.table::setcolorder(table, c("topology", "mapping", "arm"))[]
}

text_low_memory <- function(run) {
  table <- low_memory(run)
  if (is.null(table)) {
    return(NULL)
  }
  letters <- run$letters
  table <- join_equal_arms(table, function(arm) letters[as.character(arm)], function(x) paste(x, collapse = ""))
  measures <- low_measures(table)
  heads <- c("<16M" = "<16M", "<4G" = "<4G", "DMA managed" = "DMA", "DMA free" = "free",
    "DMA32 managed" = "DMA32", "DMA32 free" = "free")
  c("Low memory: bytes of early reservations below 16 MiB and below 4 GiB, pages",
    "that zones DMA and DMA32 manage and that are free (emulated topology)", "",
    fit_columns(function(mark) {
      columns <- lapply(measures, function(measure) format_count(table[[measure]], mark))
      setNames(c(blank_repeats(table[, .(topology, map = mapping, arm)], c("topology", "map")), columns),
        c("topology", "map", "arm", heads[measures]))
    }, paste0("lll", strrep("r", length(measures)))), "")
}

html_low_memory <- function(run) {
  table <- low_memory(run)
  if (is.null(table)) {
    return(html_paragraph("The plan has no workload that measures this."))
  }
  measures <- low_measures(table)
  table <- join_equal_arms(table)
  names <- blank_repeats(table[, .(topology, mapping)], c("topology", "mapping"))
  html_table(c(list(escape(names$topology), escape(names$mapping), escape(table$arm)), lapply(measures, function(x) format_count(table[[x]]))),
    c("topology", "mapping", "arm", sub("<4G", "bytes below 4 GiB", sub("<16M", "bytes below 16 MiB", measures))),
    paste0("lll", strrep("r", length(measures))), "compact")
}
