# SPDX-License-Identifier: GPL-2.0-only
# Removable memory: what went offline of the hotpluggable nodes, by arm, and
# what stopped the rest.

# One row per topology, mapping, workload and arm: bytes tried and removable,
# share, nodes tried and wholly removable, stopped ("slab 3, memmap 2"), dimms
# ("1 GiB of 1 GiB", empty where no node is hot-added). NULL without such runs.
removable_memory <- function(run) {
  rows <- exact_values(run)
  keys <- c("topology", "mapping", "workload", "arm")
  table <- rows[, {
    stayed <- role == "stopped-memory-blocks"
    out <- role == "unplugged-bytes"
    .(
      tried = sum(value[role == "hotpluggable-bytes"]),
      removable = sum(value[role == "removable-bytes"]),
      nodes = sum(value[role == "hotpluggable-nodes"]),
      whole = sum(value[role == "removable-nodes"]),
      stopped = tell_stopped(item[stayed], value[stayed]),
      lost = sum(value[role == "lost-memory-blocks"]),
      unplugged = if (any(out)) sum(value[out]) else NA_real_
    )
  }, by = keys]
  table <- table[tried > 0]
  if (!nrow(table)) {
    return(NULL)
  }
  table[, share := removable / tried]
  data.table::setorderv(table, keys)[]
}

# "slab 3, memmap 2": most memory blocks first.
tell_stopped <- function(owner, memory_blocks) {
  some <- order(-memory_blocks, owner)[seq_len(sum(memory_blocks > 0))]
  paste(owner[some], format_count(memory_blocks[some]), collapse = ", ")
}

# "75.0%"; only all of it is 100%.
format_percent <- function(share) {
  ifelse(share == 1, "100%", sprintf("%.1f%%", pmin(floor(share * 1000) / 10, 99.9)))
}

format_removable <- function(table) {
  sprintf("%s %.0f/%.0f", format_percent(table$share), table$whole, table$nodes)
}

# The finding: who frees every node, who none, who some.
tell_removable <- function(table, run) {
  said <- table[, .(text = tell_arm_removable(.SD)), by = arm]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  lost <- sum(table$lost)
  c(
    sprintf(
      "Of the hotpluggable nodes of %s, tried once the guest was up: %s.",
      join_words(as.character(unique(table$topology))),
      paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
    ),
    if (lost > 0) sprintf("%s memory blocks did not come online again.", format_count(lost))
  )
}

# More of the memory than the baseline frees, less, or as much.
about_removable <- function(table, run) {
  keys <- c("topology", "mapping", "workload")
  base <- table[as.character(arm) == run$arms[1]]
  more <- table[base, share - i.share, on = keys]
  about_changes(more, less_is_better = FALSE)
}

# "18 of 22 with C and D": nodes of all cells.
cover_removable <- function(table, run) {
  cells <- nrow(unique(table[, .(topology, mapping, workload)]))
  said <- table[, .(text = sprintf("%.0f of %.0f", sum(whole), sum(nodes))), by = arm]
  said <- said[, .(arms = join_words(as.character(arm))), by = text]
  sprintf(
    "Hotpluggable nodes that can be removed, in %s cells: %s.", format_count(cells),
    paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
  )
}

tell_arm_removable <- function(rows) {
  shares <- paste(unique(format_percent(range(rows$share))), collapse = " to ")
  size <- sprintf(" (%s of their memory)", shares)
  if (all(rows$whole == rows$nodes)) {
    return(paste0("every node can be removed", size))
  }
  if (all(rows$whole == 0)) {
    return(paste0("no node can be removed", size))
  }
  places <- rows[
    , .(text = paste(unique(sprintf("%.0f of %.0f", whole, nodes)), collapse = " or ")),
    by = topology
  ]
  places <- join_words(places[, sprintf("%s on %s", text, topology)])
  sprintf("%s can be removed%s", places, size)
}

# The headline table, then what stopped the memory blocks that stayed.
text_removable <- function(table, run) {
  table <- data.table::copy(table)
  table[, text := format_removable(table)]
  table[, letter := factor(run$letters[as.character(arm)], run$letters)]
  c(
    "Removable memory: share of the hotpluggable nodes' bytes that went offline,",
    "nodes of which all went / nodes tried (emulated topology)", "",
    text_removable_shares(table, run$letters), "", text_stopped(table), text_unplugged(table)
  )
}

# As many arms beside each other as the width allows.
text_removable_shares <- function(table, letters) {
  present <- intersect(letters, as.character(table$letter))
  for (chunk in rev(seq_along(present))) {
    for (gap in 2:1) {
      groups <- split(present, (seq_along(present) - 1) %/% chunk)
      lines <- lapply(groups, text_removable_columns, table = table, gap = gap)
      lines <- unlist(lines, use.names = FALSE)
      if (max(nchar(lines)) <= text_width) {
        return(lines)
      }
    }
  }
  lines
}

text_removable_columns <- function(some, table, gap) {
  wide <- data.table::dcast(
    table[letter %in% some], topology + mapping + workload + tried ~ letter,
    value.var = "text", fill = "-"
  )
  wide[, tried := format_bytes(tried)]
  data.table::setnames(wide, "mapping", "map")
  align <- paste0("lllr", strrep("r", length(some)))
  format_columns(blank_repeats(wide, c("topology", "map")), align, gap)
}

# A line for each set of arms and workloads in which the same memory blocks stayed.
text_stopped <- function(table) {
  rows <- table[
    nzchar(stopped), .(arm = paste(letter, collapse = "")),
    by = .(topology, mapping, workload, stopped, left = tried - removable)
  ]
  if (!nrow(rows)) {
    return(NULL)
  }
  keys <- c("topology", "mapping", "arm", "stopped", "left")
  lines <- rows[, .(workload = join_words(workload)), by = keys][, sprintf(
    "- %s, %s, %s: %s stay with %s (%s)", topology, mapping, workload, format_bytes(left), arm,
    stopped
  )]
  c(
    "Memory blocks that stayed, by the owner of the page that stopped each:", "",
    unlist(lapply(lines, wrap_text, indent = 2)), ""
  )
}

text_unplugged <- function(table) {
  rows <- table[
    !is.na(unplugged), .(arm = paste(letter, collapse = "")),
    by = .(topology, mapping, workload, unplugged)
  ]
  if (!nrow(rows)) {
    return(NULL)
  }
  keys <- c("topology", "mapping", "arm", "unplugged")
  lines <- rows[, .(workload = join_words(workload)), by = keys][, sprintf(
    "- %s, %s, %s: %s with %s", topology, mapping, workload, format_bytes(unplugged), arm
  )]
  c(
    "Hot-added memory that was taken out as a DIMM:", "",
    unlist(lapply(lines, wrap_text, indent = 2)), ""
  )
}

html_removable <- function(table, run, figures) {
  htmltools::tagList(
    htmltools::h2("Removable memory"),
    html_paragraph(c(
      "Once it was up, the guest tried to take every memory block of the hotpluggable nodes",
      "offline. A node can be removed when all of them went. Where one stayed, the kernel names a",
      "page that it could not move; its owner is given with the number of such memory blocks.",
      tell_removable(table, run)
    )),
    html_removable_table(table, run)
  )
}

# One row per cell, one column per arm.
html_removable_table <- function(table, run) {
  cells <- vapply(split(table, seq_len(nrow(table))), html_removable_cell, "")
  keys <- topology + mapping + workload ~ arm
  wide <- data.table::dcast(
    data.table::copy(table)[, cell := cells], keys,
    value.var = "cell", fill = "not measured"
  )
  arms <- setdiff(names(wide), c("topology", "mapping", "workload"))
  for (row in seq_len(nrow(wide))) {
    ends <- failed_ends(run, as.character(wide$topology[row]), as.character(wide$mapping[row]))
    for (arm in intersect(names(ends), arms)) {
      if (wide[[arm]][row] == "not measured") {
        end <- htmltools::span(class = paste("v", ends[[arm]]), ends[[arm]])
        data.table::set(wide, row, arm, html_text(end))
      }
    }
  }
  names <- blank_repeats(wide[, .(topology, mapping, workload)], c("topology", "mapping"))
  html_table(
    c(names, lapply(wide[, ..arms], as_html)),
    as_html(c("topology", "mapping", "workload", html_arm(arms, run$arms))),
    strrep("l", 3 + length(arms))
  )
}

html_removable_cell <- function(row) {
  line <- function(...) list(htmltools::br(), ...)
  some <- if (row$whole == 0) "worse" else "differs"
  verdict <- if (row$whole == row$nodes) "better" else some
  html_text(htmltools::tagList(
    htmltools::span(class = paste("v", verdict), format_percent(row$share)),
    sprintf(" %s of %s", format_bytes(row$removable), format_bytes(row$tried)),
    line(sprintf("%.0f of %.0f nodes whole", row$whole, row$nodes)),
    if (nzchar(row$stopped)) {
      line(htmltools::span(class = "quiet wrapped", paste("stopped by", row$stopped)))
    },
    if (!is.na(row$unplugged)) line(html_quiet("taken out: ", format_bytes(row$unplugged))),
    if (row$lost > 0) {
      line(htmltools::span(class = "v worse", format_count(row$lost), "memory blocks lost"))
    }
  ))
}

removable_section <- function() {
  section(
    "removable", function(run, known) removable_memory(run),
    tell = tell_removable, about = about_removable, text = text_removable, cover = cover_removable,
    html = html_removable
  )
}
