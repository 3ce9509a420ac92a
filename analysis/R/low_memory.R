# SPDX-License-Identifier: GPL-2.0-only
# Low memory: what early reservations take of it, and what the zones that
# narrow devices need have left. Page sizes of the direct map are kept apart.

# Heads of the columns of bytes, by role.
low_bytes <- c("early-bytes-below-16m" = "<16M", "early-bytes-below-4g" = "<4G")
low_zones <- c("DMA", "DMA32")

# topology, mapping, arm and one column per measure, NA where not measured;
# zones are summed over nodes. NULL where the plan measures none of it.
low_memory <- function(run) {
  rows <- exact_values(run)
  bytes <- rows[
    role %in% names(low_bytes), .(topology, mapping, arm, measure = low_bytes[role], value)
  ]
  zones <- rows[role %in% c("zone-pages", "zone-free-pages") & item %in% low_zones]
  zones[, measure := paste(item, ifelse(role == "zone-pages", "managed", "free"))]
  zones <- zones[, .(value = sum(value)), by = .(topology, mapping, arm, measure)]
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

join_letters <- function(table, letters) {
  join_equal_arms(
    table, function(arm) letters[as.character(arm)], function(some) paste(some, collapse = "")
  )
}

text_low_memory <- function(table, run) {
  table <- join_letters(table, run$letters)
  measures <- low_measures(table)
  heads <- sub("^([^ ]+) managed$", "\\1", sub("^.* free$", "free", measures))
  c(
    "Low memory: bytes of early reservations below 16 MiB and below 4 GiB, pages",
    "that zones DMA and DMA32 manage and that are free (emulated topology)", "",
    fit_columns(function(mark) {
      names <- blank_repeats(table[, .(topology, map = mapping, arm)], c("topology", "map"))
      columns <- lapply(measures, function(measure) format_count(table[[measure]], mark))
      setNames(c(names, columns), c("topology", "map", "arm", heads))
    }, paste0("lll", strrep("r", length(measures)))), ""
  )
}

html_low_memory <- function(table, run, figures) {
  htmltools::tagList(
    htmltools::h2("Low memory"),
    html_paragraph(c(
      "Bytes that early reservations take below 16 MiB and below 4 GiB, and pages that the zones",
      "for devices with narrow DMA manage and have free once the kernel is up. Page sizes of the",
      "direct map stay apart."
    )),
    html_low_table(table)
  )
}

html_low_table <- function(table) {
  measures <- low_measures(table)
  table <- join_equal_arms(table)
  names <- blank_repeats(table[, .(topology, mapping)], c("topology", "mapping"))
  heads <- sub("^<(.*)([MG])$", "bytes below \\1 \\2iB", measures)
  html_table(
    c(names, list(table$arm), lapply(measures, function(x) format_count(table[[x]]))),
    c("topology", "mapping", "arm", heads), paste0("lll", strrep("r", length(measures))), "compact"
  )
}

low_memory_section <- function() {
  section(
    "low-memory", function(run, known) low_memory(run),
    text = text_low_memory, html = html_low_memory
  )
}
