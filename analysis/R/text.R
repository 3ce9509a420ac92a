# SPDX-License-Identifier: GPL-2.0-only
# report.txt: plain ASCII, at most 75 columns, ready for a commit message.

text_width <- 75

# Words longer than a line (names of arms and runs) are broken.
wrap_text <- function(text, indent = 0, width = text_width) {
  text <- gsub(sprintf("(\\S{%d})(?=\\S)", width - indent), "\\1 ", text, perl = TRUE)
  strwrap(text, width = width + 1, exdent = indent)
}

# A command that a shell reads back as the same words, broken over lines.
quote_command <- function(words) {
  words <- vapply(unlist(words), function(word) {
    if (grepl("^[A-Za-z0-9_./:=,+@%-]+$", word)) word else paste0("'", gsub("'", "'\\\\''", word), "'")
  }, "")
  lines <- character()
  line <- ""
  for (word in words) {
    if (nzchar(line) && nchar(line) + nchar(word) + 5 > text_width) {
      lines <- c(lines, paste(line, "\\"))
      line <- paste0("    ", word)
    } else line <- if (nzchar(line)) paste(line, word) else word
  }
  c(lines, line)
}

# Columns of text: `align` is a string of l and r, one per column.
format_columns <- function(table, align, gap = 2) {
  columns <- lapply(seq_along(table), function(i) {
    cells <- c(if (nzchar(names(table)[i])) names(table)[i] else "", as.character(table[[i]]))
    width <- max(nchar(cells))
    formatC(cells, width = width, flag = if (substr(align, i, i) == "l") "-" else "")
  })
  sub(" +$", "", do.call(paste, c(columns, sep = strrep(" ", gap))))
}

# The widest gap and, if needed, the barest numbers that stay within the width;
# as a last resort without the unit, which the metric's name ends in anyway.
fit_columns <- function(make, align) {
  for (mark in c(",", "")) for (gap in 2:1) {
    lines <- format_columns(make(mark), align, gap)
    if (max(nchar(lines)) <= text_width) {
      return(lines)
    }
  }
  table <- make("")
  if ("unit" %in% names(table)) {
    at <- match("unit", names(table))
    lines <- format_columns(table[, -at, with = FALSE], paste0(substr(align, 1, at - 1), substring(align, at + 1)), 1)
  }
  lines
}

text_report <- function(report) {
  whole <- report$whole
  lines <- c(
    text_heading(whole), "",
    text_arms(whole), "",
    unlist(lapply(paste("-", findings(report)), wrap_text, indent = 2)), "",
    text_mutant_section(report$mutants),
    text_prefixes(whole),
    if (length(report$run$arms)) text_comparison(report),
    text_control(whole),
    text_states(whole), "",
    "Measured again by:", "",
    paste0("    ", run_command(whole$info)),
    "", text_small_print(whole)
  )
  to_ascii(lines)
}

# The arms side by side.
text_comparison <- function(report) {
  run <- report$run
  c(text_removable(run), text_places(run), text_walk(run), text_scaling(run), text_accesses(run), text_penalty(run), text_low_memory(run),
    if (length(run$arms) == 2) text_compare(run, report$comparison) else text_matrix(run, report$comparison),
    text_functions(run, report$functions),
    text_noisy(run, report$noisy))
}

to_ascii <- function(lines) {
  iconv(enc2utf8(lines), "UTF-8", "ASCII//TRANSLIT", sub = "?")
}

# "QEMU 7.2.22, TCG", from an engine that stands alone or is one of several.
engine_words <- function(info) {
  engine <- info_field(info, "engine", default = list())
  if (!is.null(engine$exact)) engine <- engine$exact
  version <- regmatches(engine$qemu %||% "", regexpr("[0-9]+(\\.[0-9]+)+", engine$qemu %||% ""))
  sprintf("QEMU %s, %s", if (length(version)) version else "of unknown version", toupper(engine$accelerator %||% "unknown"))
}

# The command that made this run, as typed.
run_command <- function(info) {
  words <- unlist(info_field(info, "argv", default = list()))
  if (!length(words) || !grepl("numaboot", words[1], fixed = TRUE)) words <- c("build/numaboot", words)
  quote_command(words)
}

# Topologies whose nodes were bound to nodes of the host, by run.json: distances
# of such guests are the host's.
bound_topologies <- function(info) {
  bound <- Filter(function(topology) length(topology$host_nodes) > 0, info_field(info, "topologies", default = list()))
  vapply(bound, function(topology) topology$name, "")
}

# What the nodes of timed guests were. Those of exact ones are emulated always.
describe_nodes <- function(info) {
  bound <- bound_topologies(info)
  if (!length(bound)) {
    return("emulated topology")
  }
  rest <- length(info_topologies(info)) - length(bound)
  if (rest) sprintf("%s on nodes of the host, other topologies emulated", join_words(bound)) else "nodes of the host"
}

# "8 arms on 1 topology".
count_arms <- function(run) {
  topologies <- nlevels(run$samples$topology)
  sprintf("%d arms on %d topolog%s", length(run$arms), topologies, if (topologies == 1) "y" else "ies")
}

text_heading <- function(run) {
  title <- sprintf("%s against %s", run$arms[2], run$arms[1])
  if (length(run$arms) > 2 || nchar(title) > text_width) title <- count_arms(run)
  c(title, strrep("=", nchar(title)),
    wrap_text(sprintf("Plan %s, %s; %s, %s. Exact metrics are counts, not times.",
      info_field(run$info, "plan"), info_field(run$info, "stamp"), describe_nodes(run$info), engine_words(run$info))))
}

describe_base <- function(arm) {
  words <- c(arm$base %||% "unknown", arm$base_version)
  sprintf("%s (sha256 %s)", paste(words[nzchar(words)], collapse = " "), short_hash(arm$base_sha256))
}

# The arms with their hashes; where names are long, these are on a line of their own.
text_arms <- function(run) {
  arms <- run$info$arms
  bases <- vapply(arms, describe_base, "")
  hash <- function(field) vapply(arms, function(arm) short_hash(arm[[field]]), "")
  table <- list(run$letters, run$arms, hash("series_sha256"), hash("config_sha256"), hash("image_sha256"))
  names(table) <- c("", "arm", "series", "config", "image")
  lines <- format_columns(table, "lllll")
  if (max(nchar(lines)) > text_width) lines <- format_columns(table[-4], "llll")
  if (max(nchar(lines)) > text_width) {
    lines <- unlist(Map(function(letter, name, series, config, image) {
      c(wrap_text(paste0(letter, "  ", name), 3), sprintf("   series %s, config %s, image %s", series, config, image))
    }, table[[1]], table[[2]], table[[3]], table[[4]], table[[5]]), use.names = FALSE)
  }
  c(if (length(unique(bases)) == 1) paste("base", bases[1]) else paste("base", run$letters, bases), "", lines)
}

# "numa2: 2 nodes, 2 GiB".
describe_topology <- function(run, name) {
  memory <- run$memory[as.character(topology) == name]
  if (is.null(memory) || !nrow(memory)) {
    return(name)
  }
  sprintf("%s: %d node%s, %s", name, data.table::uniqueN(memory$node), if (data.table::uniqueN(memory$node) == 1) "" else "s",
    label_bytes(sum(memory$end - memory$start + 1)))
}

# Where early page tables are, arms that agree on one line.
text_places <- function(run) {
  places <- page_table_places(run$placements)
  if (is.null(places) || !nrow(places)) {
    return(NULL)
  }
  letters <- run$letters
  places[, node := ifelse(is.na(node), "-", paste0(node, ifelse(hotpluggable == 1, "*", "")))]
  places <- places[, .(arm = paste(letters[as.character(arm)], collapse = "")),
    by = .(topology, mapping, node, bytes, first, last)]
  table <- places[, .(topology, map = mapping, arm, node, bytes = format_bytes(bytes), first = format_address(first),
    last = format_address(last))]
  c("Early page tables (* hotpluggable node; emulated topology)", "",
    format_columns(blank_repeats(table, c("topology", "map")), "lllrrrr"), "")
}

# Blank a value that repeats the one above, column by column.
blank_repeats <- function(table, columns) {
  table <- data.table::copy(table)
  key <- do.call(paste, table[, ..columns])
  again <- c(FALSE, key[-1] == key[-length(key)])
  first <- as.character(table[[columns[1]]])
  again_first <- c(FALSE, first[-1] == first[-length(first)])
  for (column in columns) table[, (column) := as.character(get(column))]
  table[again_first, (columns[1]) := ""]
  if (length(columns) > 1) table[again, (columns[-1]) := ""]
  table[]
}

# Rows for the text tables: metrics without items, and items that changed.
text_rows <- function(comparison) {
  rows <- sum_nodes(comparison)
  rows[!nzchar(item) | (verdict != "same" & show != "apart")]
}

# Items become indented rows below a row that names their metric.
indent_items <- function(group) {
  group <- group[, .(metric = as.character(metric), item, unit, baseline, candidate, change, verdict)]
  parts <- lapply(split(group, by = "metric", sorted = FALSE), function(part) {
    heading <- if (all(nzchar(part$item))) data.table::data.table(metric = part$metric[1], item = "")
    part[nzchar(item), metric := paste0("  ", item)]
    rbind(heading, part, fill = TRUE)
  })
  data.table::rbindlist(parts, fill = TRUE, use.names = TRUE)
}

# Two arms: one table per topology and mapping.
text_compare <- function(run, comparison) {
  rows <- text_rows(comparison)
  if (!nrow(rows)) {
    return(NULL)
  }
  groups <- split(rows, by = c("topology", "mapping"), drop = TRUE)
  unlist(lapply(groups, function(group) {
    c(sprintf("%s, %s direct map (emulated topology)", describe_topology(run, as.character(group$topology[1])), group$mapping[1]),
      "", text_pair(group, run$letters), "")
  }), use.names = FALSE)
}

text_pair <- function(group, letters) {
  group <- indent_items(group)
  named <- is.na(group$unit)
  fit_columns(function(mark) {
    table <- group[, .(metric, unit = abbreviate_unit(unit), format_exact(baseline, unit, mark), format_exact(candidate, unit, mark),
      change = format_change(change, unit), verdict)]
    for (column in names(table)[-1]) data.table::set(table, which(named), column, "")
    data.table::setnames(table, 3:4, unname(letters))
    table
  }, "llrrrl")
}

# Many arms: one block per metric, a line per topology and mapping, as many
# candidates beside each other as the width allows.
text_matrix <- function(run, comparison) {
  rows <- sum_nodes(comparison)[!nzchar(item)]
  deeper <- text_deeper(comparison)
  if (!nrow(rows)) {
    return(deeper)
  }
  changed <- rows[, .(changed = any(verdict == "invalid" | !change %in% 0)), by = metric][changed == TRUE]$metric
  blocks <- lapply(changed, function(name) text_metric(run, rows[metric == name]))
  same <- setdiff(as.character(unique(rows$metric)), as.character(changed))
  c(sprintf("Change from %s, signed; better or worse by the metric's direction, same", run$letters[[1]]),
    "below its smallest effect (emulated topology; by item: report.html)", "",
    unlist(blocks), if (length(same)) c(wrap_text(paste("same in all arms and cells:", paste(same, collapse = ", ")), 4), ""),
    deeper)
}

# Metrics that have no total to put in a table of many arms, and differ.
text_deeper <- function(comparison) {
  names <- comparison[, .(told = any(!nzchar(item)), differ = any(!verdict %in% c("same", "invalid"))), by = metric][!told & differ]$metric
  if (length(names)) c(wrap_text(paste("differ by item or node, see report.html:", paste(names, collapse = ", ")), 4), "")
}

text_metric <- function(run, rows) {
  letters <- run$letters
  rows[, text := ifelse(change %in% 0, "same", ifelse(verdict == "invalid", "not measured",
    sprintf("%s %-*s", format_change(change), max(nchar(verdict)), verdict)))]
  rows[, letter := letters[as.character(arm)]]
  base <- unique(rows[, .(topology, mapping, baseline)], by = c("topology", "mapping"))
  for (chunk in rev(seq_along(letters[-1]))) {
    groups <- split(letters[-1], (seq_along(letters[-1]) - 1) %/% chunk)
    lines <- unlist(lapply(groups, text_metric_columns, rows = rows, base = base, first = letters[[1]]), use.names = FALSE)
    if (max(nchar(lines)) <= text_width) break
  }
  c(sprintf("%s (%s%s)", rows$metric[1], rows$unit[1],
    switch(rows$direction[1], less = ", less is better", more = ", more is better", "")), lines, "")
}

text_metric_columns <- function(some, rows, base, first) {
  wide <- data.table::dcast(rows[letter %in% some], topology + mapping ~ letter, value.var = "text", fill = "-")
  fit_columns(function(mark) {
    table <- base[wide, on = c("topology", "mapping")]
    table[, baseline := format_count(baseline, mark)]
    data.table::setnames(table, c("mapping", "baseline"), c("map", first))
    blank_repeats(table[, c("topology", "map", first, some), with = FALSE], "topology")
  }, paste0("llr", strrep("l", length(some))))
}

text_noisy <- function(run, noisy) {
  if (is.null(noisy)) {
    return(NULL)
  }
  few <- unique(as.character(noisy[verdict == "invalid"]$metric))
  noisy <- noisy[verdict != "invalid"]
  c(unlist(lapply(split(noisy, by = "metric"), text_noisy_metric, run = run), use.names = FALSE), if (length(few)) {
    c(wrap_text(sprintf("Not compared, for fewer than three complete blocks or values of 0: %s.", join_words(few))), "")
  })
}

# Of many items those that differ most have lines: the others are counted.
noisy_lines <- 12

text_noisy_metric <- function(noisy, run) {
  items <- nrow(of_items(noisy)) > 0
  shown <- if (items) utils::head(noisy[verdict %in% c("better", "worse", "differs")][order(-abs(log(ratio)))], noisy_lines) else noisy
  table <- shown[, .(item, node = ifelse(is.na(node), "", node), topology, map = mapping, arm = run$letters[as.character(arm)], ratio = sprintf("%.3f", ratio),
    `95% interval` = sprintf("%.3f-%.3f", low, high), holm = sprintf("%.3f", p_holm),
    mde = sub("^\\+", "", format_change(detectable)), n = blocks, verdict)]
  table[, (if (items) c("holm", "n") else c("item", "node")) := NULL]
  c(wrap_text(sprintf("%s: ratio of medians, arm / %s (%s)", noisy$metric[1], run$letters[[1]], describe_nodes(run$info))), "",
    if (nrow(table)) c(format_columns(table, if (items) "lllllrrrl" else "lllrrrrrl", 1), ""),
    if (items) c(wrap_text(sprintf("Of %d comparisons: %s; all are in report.html.", nrow(noisy), count_verdicts(noisy$verdict))), ""))
}

text_control <- function(run) {
  control <- compare_control(run)
  if (is.null(control)) NULL else c(wrap_text(control$text), "")
}

text_states <- function(run) {
  bad <- failed_runs(run)
  c(wrap_text(sprintf("Runs: %s.", count_end_states(run))),
    if (nrow(bad)) c("", unlist(Map(text_failed, bad$end_state, bad$run_id), use.names = FALSE)))
}

text_failed <- function(state, id) {
  lines <- wrap_text(id, width = text_width - 15)
  sprintf("  %-12s %s", c(state, rep("", length(lines) - 1)), lines)
}

text_small_print <- function(run) {
  info <- run$info
  memory <- suppressWarnings(as.numeric(info_field(info, "host", "memory_bytes", default = NA)))
  compilers <- unique(vapply(info$arms, function(arm) as.character(arm$compiler %||% "unknown"), ""))
  wrap_text(sprintf("numaboot %s, seed %s. Compiler %s. Host: %s, %s CPUs, %s, Linux %s, governor %s.",
    info_field(info, "version"), info_field(info, "seed"), paste(compilers, collapse = "; "),
    info_field(info, "host", "cpu"), info_field(info, "host", "cpus"),
    if (is.na(memory)) "memory unknown" else format_bytes(memory),
    info_field(info, "host", "kernel"), info_field(info, "host", "governor")))
}
