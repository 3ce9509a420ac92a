# SPDX-License-Identifier: GPL-2.0-only
# What the page opens with: one sentence and a table of a row for each arm: nodes
# that can be removed, bytes on hotpluggable nodes, and what it takes.

# Metrics that are costs, by role, and the heads of their columns.
headline_costs <- c(
  "boot-insns" = "instructions of the boot", "early-bytes-below-4g" = "taken below 4 GiB"
)

# Columns by their heads, each with arm, text and verdict; none where the run has
# measured none of it.
headline_columns <- function(sections) {
  run <- headline_run(sections)
  c(
    list(
      "nodes removable" = headline_nodes(sections$removable$data, run),
      "early bytes on hotpluggable nodes" = headline_bytes(sections$hotpluggable$data, run)
    ),
    headline_exact(sections$comparison$data, run), headline_noisy(sections$noisy$data, run)
  ) |> Filter(f = NROW)
}

headline_run <- function(sections) (sections$comparison %||% sections[[1]])$run

# Nodes of all topologies, once where mappings agree: "9 of 11".
headline_nodes <- function(table, run) {
  if (is.null(table)) {
    return(NULL)
  }
  sums <- table[
    , .(text = sprintf("%.0f of %.0f", sum(whole), sum(nodes)), whole = sum(whole)),
    by = .(arm, mapping, workload)
  ]
  sums <- sums[, .(text = paste(unique(text), collapse = " or "), most = max(whole)), by = arm]
  judge_headline(sums, run, less_is_better = FALSE)
}

headline_bytes <- function(values, run) {
  if (!NROW(values)) {
    return(NULL)
  }
  sums <- values[, .(text = tell_range_of_bytes(value), most = max(value)), by = arm]
  judge_headline(sums, run)
}

# Against the run's first arm, by `most`.
judge_headline <- function(sums, run, less_is_better = TRUE) {
  first <- sums[as.character(arm) == run$arms[1]]$most
  change <- (sums$most - c(first, NA)[1]) * (if (less_is_better) 1 else -1)
  verdict <- ifelse(is.na(change) | change == 0, "same", ifelse(change < 0, "better", "worse"))
  sums[, .(arm = as.character(arm), text, verdict)]
}

headline_exact <- function(comparison, run) {
  if (!NROW(comparison)) {
    return(NULL)
  }
  columns <- lapply(names(headline_costs), function(name) {
    headline_change(comparison[role == name & verdict != "invalid" & !nzchar(item)], run)
  })
  stats::setNames(columns, headline_costs)
}

# "-0.050% to +0.939%" for an arm, the values themselves for the first one.
headline_change <- function(rows, run) {
  if (!nrow(rows)) {
    return(NULL)
  }
  changes <- rows[, .(
    text = paste(unique(format_change(range(change))), collapse = " to "),
    verdict = sum_up_verdicts(verdict)
  ), by = .(arm = as.character(arm))]
  unit <- rows$unit[1]
  base <- range(rows$baseline)
  base <- unique(if (unit == "bytes") format_bytes(base) else label_counts(base))
  first <- data.table::data.table(
    arm = run$arms[1], text = paste(base, collapse = " to "), verdict = "same"
  )
  rbind(first, changes)
}

# Times of the whole boot: the ratio to the baseline.
headline_noisy <- function(noisy, run) {
  if (!NROW(noisy)) {
    return(NULL)
  }
  rows <- of_the_boot(noisy[blocks > 0])
  rows <- rows[metric %in% utils::head(unique(metric), 2)]
  lapply(split(rows, by = "metric", sorted = FALSE), function(of) {
    of[, .(
      text = paste(unique(format_change(range(change))), collapse = " to "),
      verdict = sum_up_verdicts(verdict)
    ), by = .(arm = as.character(arm))]
  })
}

# One word for all cells: the one that is not "same", "differs" where they disagree.
sum_up_verdicts <- function(verdicts) {
  found <- setdiff(verdicts, c("same", "no evidence", "invalid"))
  if (length(found) > 1) "differs" else if (length(found)) found else verdicts[1]
}

# The sentence above the table: what is gained or lost, and what the boot pays for it.
tell_headline_table <- function(columns, run) {
  gains <- intersect(names(headline_gains), names(columns))
  moved <- Filter(function(name) any(columns[[name]]$verdict != "same"), gains)
  costs <- setdiff(names(columns), gains)
  said <- c(
    if (length(moved)) {
      sprintf(headline_gains[[moved[1]]], tell_headline_column(columns[[moved[1]]]))
    } else if (length(gains)) {
      sprintf("No arm differs from %s in %s.", run$arms[1], join_words(gains, "or"))
    },
    if (length(costs)) {
      payers <- if (length(moved)) with_verdict(columns[[moved[1]]])
      tell_headline_cost(costs[1], columns[[costs[1]]], payers %||% run$arms[-1])
    }
  )
  paste(said, collapse = " ")
}

# How each gain is said of arms.
headline_gains <- c(
  "nodes removable" = "Hotpluggable nodes that can be removed: %s.",
  "early bytes on hotpluggable nodes" = "Early memory on hotpluggable nodes: %s."
)

# "9 of 11 with C and D; 0 of 11 with A and B", the better ones first.
tell_headline_column <- function(column) {
  said <- column[
    order(verdict != "better"), .(arms = join_words(arm)), by = text
  ]
  paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
}

with_verdict <- function(column) column[verdict != "same"]$arm

# Of these arms only: those that the gain is with.
tell_headline_cost <- function(name, column, arms) {
  others <- column[arm %in% arms]
  if (all(others$verdict %in% c("same", "no evidence", "invalid"))) {
    return(sprintf("No difference in %s.", name))
  }
  sprintf("Cost, %s: %s.", name, tell_headline_column(others))
}

# What is found first, for runs that have none of the columns; every pair of runs
# that are compared.
first_found <- function(sections) {
  pairs <- sections$pairs
  if (!is.null(pairs)) {
    return(pairs$tell(pairs$data, pairs$run))
  }
  said <- group_findings(sections)
  if (nrow(said)) utils::head(said[group %in% c("buys", "costs", "found")]$sentence, 1)
}

html_headline <- function(sections) {
  columns <- headline_columns(sections)
  if (!length(columns)) {
    found <- first_found(sections)
    return(if (length(found)) htmltools::div(class = "headline", html_paragraph(found)))
  }
  run <- headline_run(sections)
  arms <- intersect(run$arms, unlist(lapply(columns, function(column) column$arm)))
  cells <- lapply(columns, function(column) {
    at <- match(arms, column$arm)
    html_judged(
      ifelse(is.na(at), "-", column$text[at]), ifelse(is.na(at), "same", column$verdict[at])
    )
  })
  htmltools::div(
    class = "headline", htmltools::p(tell_headline_table(columns, run)),
    html_table(
      c(list(html_arm(arms, run$arms)), unname(cells)), c("", names(columns)),
      strrep("l", 1 + length(columns))
    )
  )
}
