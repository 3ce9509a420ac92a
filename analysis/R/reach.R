# SPDX-License-Identifier: GPL-2.0-only
# At which size of a machine tables of the direct map outgrow the mmu's caches.
# Of each page size: an entry of 8 bytes maps a page (Intel SDM volume 3A,
# section 4.5), so that
#   tables of a GiB   = 8 bytes x GiB / page
#   the TLB reaches   = entries x page
#   walks read only the last entry up to = entries of the paging-structure cache
#                       of the level above x what one of them maps
#   tables fill the last cache at        = cache / 8 bytes x page
# The last is the most favourable case: nothing else is in the cache.
entry_bytes <- 8
page_sizes <- c("4K" = 2^12, "2M" = 2^21, "1G" = 2^30)
second_tlb <- c("4K" = "tlb.second", "2M" = "tlb.second", "1G" = "tlb.second.1G")
upper_cache <- c("4K" = "paging.pde", "2M" = "paging.pdpte", "1G" = "paging.pml4e")
entries_of_table <- 512

# One row per page size: leaf (bytes of last entries per GiB), tlb, upper and
# full (bytes of RAM; NA where the mmu does not say). NULL without an mmu.
reach_table <- function(values) {
  mmu <- penalty_mmu(values)
  last <- mmu[["cache.third"]]
  if (is.null(last)) {
    return(NULL)
  }
  entries <- function(names) vapply(names, function(name) as.numeric(mmu[[name]] %||% NA), 0)
  table <- data.table::data.table(mapping = names(page_sizes), page = unname(page_sizes))
  table[, `:=`(
    leaf = entry_bytes * 2^30 / page, tlb = entries(second_tlb[mapping]) * page,
    upper = entries(upper_cache[mapping]) * entries_of_table * page,
    full = last / entry_bytes * page
  )][]
}

# What booted guests needed for each GiB, by the lines of scaling.R: the most of
# all arms. "-" where that was not booted.
booted_slopes <- function(models) {
  slopes <- rep("-", length(page_sizes))
  names(slopes) <- names(page_sizes)
  if (!is.null(models)) {
    most <- models[, .(slope = max(slope)), by = mapping]
    slopes[as.character(most$mapping)] <- format_bytes(most$slope * 2^30)
  }
  slopes
}

# Bytes of RAM of each guest.
guest_sizes <- function(memory) {
  memory[, .(bytes = sum(end - start + 1)), by = topology]$bytes
}

reach_cells <- function(penalty) {
  penalty$reach[, .(
    map = mapping, `per GiB` = format_bytes(leaf), booted = penalty$slopes[mapping],
    `TLB reaches` = format_bytes(tlb),
    `upper cached to` = ifelse(upper %in% 0, "nothing", format_bytes(upper)),
    `fills last cache at` = format_bytes(full)
  )]
}

reach_formula <- paste(
  "An entry of 8 bytes maps a page, so tables fill a cache at its size / 8 bytes x page: beyond",
  "that a random read that misses the TLB waits for a line of a table, too. Up to there a cache",
  "can hide where tables lie. Beyond what the paging-structure cache maps (upper), walks read more",
  "than the last entry."
)

# What one line of a table costs, near and far, over all topologies.
tell_line <- function(latency) {
  latency <- latency[!is.na(ns)]
  if (!nrow(latency)) {
    return(NULL)
  }
  range_of <- function(ns) paste(unique(format_ns(range(ns))), collapse = " to ")
  far <- latency[cpu_node != memory_node]
  sprintf(
    "One such line takes %s of the own node%s, modelled.",
    range_of(latency[cpu_node == memory_node, ns]),
    if (nrow(far)) sprintf(" and %s of another", range_of(far$ns)) else ""
  )
}

tell_reach <- function(table, ram) {
  if (is.null(table)) {
    return(NULL)
  }
  cache <- format_bytes(table$full[1] * entry_bytes / table$page[1])
  sprintf(
    paste(
      "Tables of the direct map fill the modelled last cache (%s) at %s of RAM; the guests here",
      "have %s."
    ),
    cache, join_words(sprintf("%s with %s pages", format_bytes(table$full), table$mapping)),
    paste(unique(format_bytes(range(ram))), collapse = " to ")
  )
}

text_reach <- function(penalty) {
  if (is.null(penalty$reach)) {
    return(NULL)
  }
  c(
    wrap_text("Where it could matter: RAM at which tables outgrow the modelled caches"), "",
    fit_columns(function(mark) reach_cells(penalty), "lrrrrr"), "",
    wrap_text(paste(c(reach_formula, tell_line(penalty$latency)), collapse = " ")), ""
  )
}

html_reach <- function(penalty) {
  if (is.null(penalty$reach)) {
    return(html_paragraph("The runs do not say which caches were modelled."))
  }
  heads <- c(
    "mapping", "last entries for each GiB", "tables for each GiB, booted", "TLB reaches",
    "upper level cached to", "tables fill the last cache at"
  )
  htmltools::tagList(
    html_table(reach_cells(penalty), heads, "lrrrrr"),
    html_paragraph(c(reach_formula, tell_line(penalty$latency)))
  )
}
