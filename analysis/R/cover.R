# SPDX-License-Identifier: GPL-2.0-only
# A report for the cover letter of a series: at most 25 lines of plain ASCII. What
# was compared, what changed, what got worse or did not change, what is not shown,
# and how to run it again. Nothing in it knows which arm ought to win.

cover_lines <- 25

# The head, the end and what is worse or the same are always there; sentences and
# rows of the table take what is left.
text_cover <- function(report) {
  run <- report$sections$comparison$run %||% report$whole
  rows <- cover_rows(report)
  head <- c(cover_head(report$whole, run), cover_failed(report), "")
  end <- c(cover_same(rows), "", cover_limits(report), cover_again(report$whole$info))
  room <- cover_lines - length(head) - length(end) - if (any(rows$verdict == "worse")) 2 else 0
  facts <- cover_facts(report, room - if (any(rows$shown)) 6 else 1)
  table <- cover_table(rows, run, room - length(facts))
  middle <- c(facts, table$lines, cover_worse(rows, table$metrics, table$arms))
  to_ascii(c(head, middle, end[if (length(middle)) TRUE else -match("", end)]))
}

# At most so many lines of a text; the last one says when there was more.
cut_text <- function(text, lines, indent = 2, width = text_width) {
  whole <- wrap_text(text, indent, width)
  if (length(whole) <= lines) {
    return(whole)
  }
  short <- wrap_text(text, indent, width - 4)[seq_len(lines)]
  short[lines] <- paste(sub("[ ,;]+$", "", short[lines]), "...")
  short
}

cover_head <- function(whole, run) {
  info <- whole$info
  topologies <- levels(run$samples$topology)
  mappings <- intersect(mapping_levels, as.character(run$samples$mapping))
  bases <- unique(vapply(run$info$arms, name_base, ""))
  exact <- has_engine(whole, "exact")
  c(
    cut_text(sprintf(
      "numaboot %s: %d arms on %s; direct map %s", info_field(info, "plan"), length(run$arms),
      toString(topologies), toString(mappings)
    ), 2),
    cut_text(sprintf(
      "%s; %s; %s. Base %s. Runs: %s.", if (exact) "Counts, not times" else "Times",
      engine_words(info), describe_nodes(info), toString(bases), count_end_states(whole)
    ), 3),
    cut_text(toString(paste(run$letters[run$arms], run$arms)), 3)
  )
}

# Which arms did not complete their boots, and why: never left out.
cover_failed <- function(report, most = 2) {
  run <- report$whole
  bad <- report$sections$completed$data
  if (is.null(bad) || !nrow(bad) || has_mutants(run)) {
    return(NULL)
  }
  arms <- intersect(run$arms, as.character(bad$arm))
  told <- utils::head(arms, most)
  said <- vapply(told, function(name) {
    rows <- bad[as.character(arm) == name]
    why <- unique(ifelse(nzchar(rows$reason), paste0(rows$end_state, ", ", rows$reason),
      rows$end_state))
    sprintf(
      "%s did not complete %d of %d boots (%s): %s.", run$letters[[name]], nrow(rows),
      sum(run_states(run)$arm == name), toString(unique(rows$mapping)),
      sub("[.]$", "", paste(why, collapse = "; "))
    )
  }, "")
  more <- length(arms) - length(told)
  c(
    unlist(lapply(said, cut_text, 3), use.names = FALSE),
    if (more) sprintf("%d more did not complete all of theirs: report.txt.", more)
  )
}

# What sections say for a cover, whole sentences as long as there is room.
cover_facts <- function(report, room) {
  said <- letters_for_arms(cover_sections(report$sections), report$whole)
  lines <- character()
  for (sentence in said) {
    more <- wrap_text(sentence, 2)
    if (length(lines) + length(more) <= room) lines <- c(lines, more)
  }
  lines
}

# The first sentences that a section tells, as what it says for a cover.
first_told <- function(tell, count = 2) {
  function(data, run) utils::head(tell(data, run), count)
}

# Arms of a sentence by their letters, the longest names first.
letters_for_arms <- function(sentences, run) {
  arms <- run$arms[order(-nchar(run$arms))]
  for (arm in arms) {
    pattern <- paste0("(?<![^ (])\\Q", arm, "\\E(?=[ ,;:.)]|$)")
    sentences <- gsub(pattern, run$letters[[arm]], sentences, perl = TRUE)
  }
  sentences
}

# One row per metric: what it is, and its change and verdicts in each arm. `shown`
# marks those for the table: with a title or of the whole boot, and not all the same.
cover_rows <- function(report) {
  exact <- report$sections$comparison$data
  noisy <- report$sections$noisy$data
  exact <- if (!is.null(exact) && nrow(exact)) {
    exact[, .(metric = as.character(metric), item, node, arm, change, verdict,
      rank = ifelse(nzchar(title), 1, 2), effect = -min_effect)]
  }
  noisy <- if (!is.null(noisy)) {
    noisy[blocks > 0, .(metric, item, node, arm, change, verdict, rank = 0, effect = 0)]
  }
  rows <- data.table::rbindlist(list(noisy, exact), fill = TRUE)
  if (!nrow(rows)) {
    return(data.table::data.table(metric = character(), shown = logical(), verdict = character()))
  }
  rows[, whole := !nzchar(item) & is.na(node)]
  rows[, shown := whole & any(verdict[whole] != "same"), by = metric][]
}

cover_change <- function(change, verdict) {
  if (all(verdict == "same")) {
    return("same")
  }
  known <- change[is.finite(change)]
  size <- if (length(known)) {
    paste(unique(cover_percent(range(known))), collapse = "..")
  } else {
    "from 0"
  }
  paste(size, cover_verdicts(verdict))
}

# "+12.8", "-0.05", "0": three digits, and two behind the point.
cover_percent <- function(change) {
  percent <- change * 100
  digits <- ifelse(abs(percent) >= 100, 0, ifelse(abs(percent) >= 10, 1, 2))
  text <- sprintf("%+.*f", as.integer(digits), percent)
  tiny <- change != 0 & abs(percent) < 0.005
  ifelse(change == 0, "0", ifelse(tiny, ifelse(change > 0, "+<.01", "-<.01"), text))
}

cover_letters <- c(
  better = "b", worse = "w", differs = "d", same = "s", "no evidence" = "?", invalid = "-"
)

cover_verdicts <- function(verdicts) {
  paste(cover_letters[intersect(names(cover_letters), verdicts)], collapse = "")
}

# As many rows and arms as there is room for.
cover_table <- function(rows, run, room) {
  if (!nrow(rows)) {
    return(NULL)
  }
  rows <- rows[shown == TRUE]
  if (!nrow(rows)) {
    return(list(lines = "No metric of the whole boot differs."))
  }
  wide <- rows[
    , .(text = cover_change(change, verdict)), by = .(rank, effect, metric, arm)
  ][order(rank, effect)]
  metrics <- unique(wide$metric)
  count <- min(length(metrics), max(1, room - 2))
  repeat {
    columns <- cover_columns(wide, metrics[seq_len(count)], run)
    left_out <- c(
      length(metrics) - count, length(run$arms) - 1 - length(columns$arms)
    )
    legend <- cover_legend(rows$verdict, run, left_out, max(1, min(2, room - 2)))
    lines <- c(legend, columns$lines)
    if (length(lines) <= room || count == 1) {
      return(list(lines = lines, metrics = metrics[seq_len(count)], arms = columns$arms))
    }
    count <- count - 1
  }
}

cover_legend <- function(verdicts, run, left_out, lines) {
  present <- intersect(names(cover_letters), verdicts)
  kinds <- paste0(c("metric", "arm"), ifelse(left_out == 1, "", "s"))
  more <- sprintf("%d more %s", left_out, kinds)
  cut_text(sprintf(
    "Percent from %s, least..most of the cells; %s%s:", run$letters[[run$arms[1]]],
    toString(paste(cover_letters[present], present)),
    paste(sprintf("; %s in report.txt", more[left_out > 0]), collapse = "")
  ), lines)
}

# The first arms that differ, as many as fit.
cover_columns <- function(wide, metrics, run) {
  wide <- wide[metric %in% metrics]
  differs <- as.character(unique(wide[text != "same"]$arm))
  candidates <- run$arms[-1]
  candidates <- candidates[order(!candidates %in% differs)]
  for (count in rev(seq_along(candidates))) {
    some <- run$arms[run$arms %in% candidates[seq_len(count)]]
    columns <- lapply(some, function(name) {
      of_arm <- wide[as.character(arm) == name]
      text <- of_arm$text[match(metrics, of_arm$metric)]
      ifelse(is.na(text), "-", text)
    })
    table <- stats::setNames(c(list(metrics), columns), c("", run$letters[some]))
    for (gap in 2:1) {
      lines <- format_columns(table, strrep("l", count + 1), gap)
      if (max(nchar(lines)) <= text_width) {
        return(list(lines = lines, arms = some))
      }
    }
  }
  list(lines = substr(lines, 1, text_width), arms = some)
}

# What got worse somewhere, and is not in the table: its metrics and arms.
cover_worse <- function(rows, metrics, arms) {
  told <- rows$metric %in% metrics & as.character(rows$arm) %in% arms
  names <- unique(rows$metric[rows$verdict == "worse" & !told])
  fit_names("Worse in some cell, too:", names)
}

cover_same <- function(rows) {
  same <- rows[, .(same = all(verdict == "same")), by = metric][same == TRUE]$metric
  fit_names("Unchanged:", same)
}

# As many names as two lines hold, and how many more there are.
fit_names <- function(begin, names) {
  for (count in rev(seq_along(names))) {
    more <- length(names) - count
    lines <- wrap_text(sprintf(
      "%s %s%s.", begin, toString(names[seq_len(count)]),
      if (more) sprintf(" and %d more", more) else ""
    ), 2)
    if (length(lines) <= 2) {
      return(lines)
    }
  }
}

# run_limits() in a few words.
cover_limits <- function(report) {
  run <- report$whole
  sections <- report$sections
  exact <- has_engine(run, "exact")
  topologies <- info_field(run$info, "topologies", default = list())
  bytes <- unlist(lapply(topologies, function(topology) topology$memory_bytes))
  missing <- c(
    if (exact && has_unit(run, "instructions")) "cycles",
    if (exact && !any(run$samples$class %in% "noisy")) "times",
    if (has_parameter(run$info, "maxcpus=1")) "other CPUs (maxcpus=1)",
    if (length(bound_topologies(run$info)) == 0) "farther memory (nodes are emulated)",
    if (length(bytes)) sprintf("guests over %s", format_bytes(max(bytes))),
    if (has_engine(run, "timed")) "other hosts",
    if (!is.null(sections$penalty)) "times of walks (they are modelled)",
    if (any(vapply(run$info$arms, function(arm) !is.null(arm$base), NA))) {
      "larger configurations"
    }
  )
  cut_text(paste0("Not shown: ", paste(missing, collapse = "; "), "."), 3)
}

cover_again <- function(info) {
  commit <- info_field(info, "numaboot", "commit")
  url <- info_field(info, "numaboot", "url", default = "none")
  command <- paste0("    ", quote_command(again_words(info), text_width - 4))
  c(
    cut_text(sprintf(
      "numaboot %s, commit %s%s; again by:", info_field(info, "version"),
      sub("^([0-9a-f]{12})[0-9a-f]*", "\\1", commit), if (url == "none") "" else paste0(", ", url)
    ), 2),
    if (length(command) <= 3 && max(nchar(command)) <= text_width) {
      command
    } else {
      "    the command that report.txt has in the line `again`"
    }
  )
}
