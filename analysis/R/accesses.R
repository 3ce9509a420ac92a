# SPDX-License-Identifier: GPL-2.0-only
# Loads and stores by node (workload accesses): how many went to another node
# than the CPU's own, in which part of the boot, and to what.

access_stages <- c("firmware", "before-srat", "after-srat", "init")

# "before-srat.page-table" is the stage before-srat and the class page-table.
split_access_item <- function(item) {
  stage <- sub("[.].*", "", item)
  list(stage = factor(stage, access_stages), what = substring(item, nchar(stage) + 2))
}

# Stages and classes, as below; NULL without the workload.
accesses_data <- function(run, known) {
  rows <- exact_values(run)[workload == "accesses" & !is.na(arm)]
  if (!nrow(rows)) {
    return(NULL)
  }
  rows[, c("stage", "what") := split_access_item(item)]
  list(stages = access_stages_table(rows), hot = access_hot_table(rows, run$memory))
}

# One row per topology, mapping, arm and stage: all accesses with a place, and
# those to another node.
access_stages_table <- function(rows) {
  keys <- c("topology", "mapping", "arm", "stage")
  all <- rows[role == "cpu-accesses", .(all = sum(value)), by = keys]
  remote <- rows[role == "remote-accesses", .(remote = sum(value)), by = keys]
  all[remote, remote := i.remote, on = keys]
  all[is.na(remote), remote := 0]
  data.table::setorderv(all, keys)[]
}

# What lies on hotpluggable nodes and is touched by the kernel before init, by
# class: accesses. An arm and class without any has no row.
access_hot_table <- function(rows, memory) {
  hot <- unique(memory[hotpluggable == 1, .(topology, node)])
  rows <- rows[role %in% c("loads", "stores") & !is.na(node)]
  rows <- rows[hot, on = c("topology", "node"), nomatch = NULL][stage %in% access_stages[2:3]]
  sums <- rows[, .(accesses = sum(value)), by = .(topology, mapping, arm, stage, what)]
  sums[accesses > 0][order(topology, mapping, arm, stage, -accesses)]
}

tell_accesses <- function(accesses, run) {
  early <- accesses$stages[stage == "before-srat", .(text = tell_remote(remote, all)), by = arm]
  said <- early[, .(arms = join_words(as.character(arm))), by = text]
  sprintf(
    "Until SRAT was parsed, loads and stores to another node than the CPU's: %s.",
    paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
  )
}

tell_remote <- function(remote, all) {
  if (all(remote == 0)) {
    return("none")
  }
  counts <- paste(
    unique(c(format_count(min(remote)), format_count(max(remote)))), collapse = " to "
  )
  sprintf("%s (%s of all at most)", counts, format_percent(max(remote / all)))
}

# A line per topology, mapping and stage with the share of each arm.
text_accesses <- function(accesses, run) {
  table <- data.table::copy(accesses$stages)
  table[, letter := factor(run$letters[as.character(arm)], run$letters)]
  table[, text := sprintf("%s %s", label_counts(remote), format_percent(remote / all))]
  table[remote == 0, text := "none"]
  wide <- data.table::dcast(
    table, topology + mapping + stage ~ letter,
    value.var = "text", fill = "-"
  )
  data.table::setnames(wide, "mapping", "map")
  align <- paste0("lll", strrep("r", ncol(wide) - 3))
  c(
    wrap_text(paste(
      "Loads and stores that went to another node than the CPU's (emulated topology): how many,",
      "and their share of all that have a place"
    )), "",
    fit_columns(function(mark) blank_repeats(wide, c("topology", "map")), align), "",
    text_hot_accesses(accesses$hot, run)
  )
}

# The three classes that are touched most on hotpluggable nodes, per cell.
text_hot_accesses <- function(hot, run) {
  if (!nrow(hot)) {
    return(NULL)
  }
  most <- hot[, .(text = paste(
    sprintf("%s %s", utils::head(what, 3), label_counts(utils::head(accesses, 3))),
    collapse = ", "
  )), by = .(topology, mapping, stage, arm)]
  most <- most[
    , .(arm = paste(run$letters[as.character(arm)], collapse = "")),
    by = .(topology, mapping, stage, text)
  ]
  lines <- most[, sprintf("- %s, %s, %s, %s: %s", topology, mapping, stage, arm, text)]
  c(
    "What lies on hotpluggable nodes and was accessed most before init:", "",
    unlist(lapply(lines, wrap_text, indent = 2)), ""
  )
}

html_accesses <- function(accesses, run, figures) {
  htmltools::tagList(
    htmltools::h2("Loads and stores by node"),
    html_paragraph(c(
      "Each load and store of the boot, by the node of the CPU and of what it went to. They are",
      "accesses, not cache misses, and take no longer on another node of an emulated guest.",
      tell_accesses(accesses, run)
    )),
    html_access_stages(accesses$stages, run$arms),
    html_hot_accesses(accesses$hot, run$arms)
  )
}

html_access_stages <- function(table, arms) {
  names <- table[, .(topology, mapping, arm)] |> blank_repeats(c("topology", "mapping", "arm"))
  columns <- table[, .(
    names$topology, names$mapping, html_arm(names$arm, arms), stage, format_count(all),
    format_count(remote), format_percent(remote / all)
  )]
  heads <- c("topology", "mapping", "arm", "until", "accesses", "to another node", "share")
  html_table(columns, heads, "llllrrr", "compact")
}

html_hot_accesses <- function(hot, arms) {
  if (!nrow(hot)) {
    return(NULL)
  }
  columns <- hot[, .(
    topology, mapping, html_arm(arm, arms), stage, what, format_count(accesses)
  )]
  heads <- c("topology", "mapping", "arm", "until", "class", "accesses")
  html_details(
    "What lies on hotpluggable nodes and was accessed before init",
    html_table(columns, heads, "lllllr", "compact")
  )
}

accesses_section <- function() {
  section(
    "accesses", accesses_data,
    tell = tell_accesses, text = text_accesses, cover = first_told(tell_accesses),
    html = html_accesses
  )
}
