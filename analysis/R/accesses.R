# SPDX-License-Identifier: GPL-2.0-only
# Loads and stores by node (workload accesses): how many went to another node
# than the CPU's own, in which part of the boot, and to what.

access_stages <- c("firmware", "before-srat", "after-srat", "init")

# "before-srat.page-table" is the stage before-srat and the class page-table.
split_access_item <- function(item) {
  stage <- sub("[.].*", "", item)
  list(stage = factor(stage, access_stages), what = substring(item, nchar(stage) + 2))
}

# One row per topology, mapping, arm and stage: all accesses with a place, and
# those to another node. NULL without the workload.
access_stage_table <- function(run) {
  rows <- exact_values(run)[workload == "accesses" & !is.na(arm)]
  if (!nrow(rows)) {
    return(NULL)
  }
  keys <- c("topology", "mapping", "arm", "stage")
  rows[, c("stage", "what") := split_access_item(item)]
  all <- rows[role == "cpu-accesses", .(all = sum(value)), by = keys]
  remote <- rows[role == "remote-accesses", .(remote = sum(value)), by = keys]
  all[remote, remote := i.remote, on = keys]
  all[is.na(remote), remote := 0]
  data.table::setorderv(all, keys)[]
}

# What lies on hotpluggable nodes and is touched by the kernel before init, by
# class: accesses. An arm and class without any has no row.
access_hot_table <- function(run) {
  rows <- exact_values(run)[workload == "accesses" & role %in% c("loads", "stores") & !is.na(node)]
  if (!nrow(rows)) {
    return(rows)
  }
  rows[, c("stage", "what") := split_access_item(item)]
  hot <- unique(run$memory[hotpluggable == 1, .(topology, node)])
  rows[hot, on = c("topology", "node"), nomatch = NULL][stage %in% access_stages[2:3],
    .(accesses = sum(value)), by = .(topology, mapping, arm, stage, what)][accesses > 0][order(topology, mapping, arm, stage, -accesses)]
}

tell_accesses <- function(run) {
  table <- access_stage_table(run)
  if (is.null(table)) {
    return(NULL)
  }
  early <- table[stage == "before-srat", .(text = tell_remote(remote, all)), by = arm]
  said <- early[, .(arms = join_words(as.character(arm))), by = text]
  sprintf("Until SRAT was parsed, loads and stores to another node than the CPU's: %s.", paste(sprintf("%s with %s", said$text, said$arms), collapse = "; "))
}

tell_remote <- function(remote, all) {
  if (all(remote == 0)) {
    return("none")
  }
  paste(unique(c(format_count(min(remote)), format_count(max(remote)))), collapse = " to ") |>
    sprintf(fmt = "%s (%s of all at most)", format_percent(max(remote / all)))
}

# A line per topology, mapping and stage with the share of each arm.
text_accesses <- function(run) {
  table <- access_stage_table(run)
  if (is.null(table)) {
    return(NULL)
  }
  table[, letter := factor(run$letters[as.character(arm)], run$letters)]
  table[, text := ifelse(remote == 0, "none", sprintf("%s %s", label_counts(remote), format_percent(remote / all)))]
  wide <- data.table::dcast(table, topology + mapping + stage ~ letter, value.var = "text", fill = "-")
  data.table::setnames(wide, "mapping", "map")
  c(wrap_text("Loads and stores that went to another node than the CPU's (emulated topology): how many, and their share of all that have a place"), "",
    fit_columns(function(mark) blank_repeats(wide, c("topology", "map")), paste0("lll", strrep("r", ncol(wide) - 3))), "",
    text_hot_accesses(run))
}

# The three classes that are touched most on hotpluggable nodes, per cell.
text_hot_accesses <- function(run) {
  hot <- access_hot_table(run)
  if (!nrow(hot)) {
    return(NULL)
  }
  most <- hot[, .(text = paste(sprintf("%s %s", utils::head(what, 3), label_counts(utils::head(accesses, 3))), collapse = ", ")),
    by = .(topology, mapping, stage, arm)]
  most <- most[, .(arm = paste(run$letters[as.character(arm)], collapse = "")), by = .(topology, mapping, stage, text)]
  lines <- most[, sprintf("- %s, %s, %s, %s: %s", topology, mapping, stage, arm, text)]
  c("What lies on hotpluggable nodes and was accessed most before init:", "", unlist(lapply(lines, wrap_text, indent = 2)), "")
}

html_accesses <- function(run) {
  table <- access_stage_table(run)
  names <- blank_repeats(table[, .(topology, mapping, arm)], c("topology", "mapping", "arm"))
  hot <- access_hot_table(run)
  paste0(
    html_table(list(escape(names$topology), escape(names$mapping), ifelse(nzchar(names$arm), html_arm(table$arm, run$arms), ""), escape(table$stage),
      format_count(table$all), format_count(table$remote), format_percent(table$remote / table$all)),
      c("topology", "mapping", "arm", "until", "accesses", "to another node", "share"), "llllrrr", "compact"),
    if (nrow(hot)) html_details("What lies on hotpluggable nodes and was accessed before init", html_table(
      list(escape(hot$topology), escape(hot$mapping), html_arm(hot$arm, run$arms), escape(hot$stage), escape(hot$what), format_count(hot$accesses)),
      c("topology", "mapping", "arm", "until", "class", "accesses"), "lllllr", "compact")))
}
