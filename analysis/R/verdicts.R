# SPDX-License-Identifier: GPL-2.0-only
# verdicts.csv (docs/verdicts.md): what is concluded of every metric, cell and
# candidate arm of a run, for machines. It has what the report's tables are made
# of, with all digits.

verdict_schema <- 1
verdict_columns <- c(
  "schema", "workload", "metric", "item", "node", "topology", "mapping", "baseline", "arm", "unit",
  "class", "direction", "min_effect", "layout", "baseline_value", "value", "difference", "change",
  "low", "high", "verdict", "reason"
)

# Every row of the file, in its order.
verdict_table <- function(run) {
  rows <- rbind(
    exact_verdict_rows(compare_exact(run)), noisy_verdict_rows(compare_noisy(run)), fill = TRUE
  )
  if (!nrow(rows)) {
    return(data.table::setnames(
      data.table::as.data.table(rep(list(character()), length(verdict_columns))), verdict_columns
    ))
  }
  rows[, `:=`(
    schema = verdict_schema, metric = declared_names(metric, workload, run),
    baseline = run$baseline %||% run$arms[1], arm = as.character(arm)
  )]
  rows[, ..verdict_columns]
}

exact_verdict_rows <- function(table) {
  rows <- data.table::copy(table)
  rows[, metric := as.character(metric)]
  data.table::setnames(rows, c("baseline", "candidate"), c("baseline_value", "value"))
  rows[, `:=`(class = rep("exact", .N), low = NA_real_, high = NA_real_)][]
}

noisy_verdict_rows <- function(table) {
  if (is.null(table)) {
    return(NULL)
  }
  rows <- data.table::copy(table)
  data.table::setnames(rows, c("baseline", "candidate"), c("baseline_value", "value"))
  rows[, `:=`(
    class = "noisy", min_effect = margin, layout = NA_real_, difference = value - baseline_value,
    low = interval_change(low, scale, baseline_value),
    high = interval_change(high, scale, baseline_value),
    reason = noisy_reason(verdict, blocks)
  )]
  rows[!is.finite(change), change := NA_real_][]
}

noisy_reason <- function(verdict, blocks) {
  reason <- ifelse(verdict == "same", "equivalent", "effect")
  reason <- ifelse(verdict == "no evidence", "noise", reason)
  ifelse(verdict == "invalid", ifelse(blocks > 0, "blocks", "missing"), reason)
}

# An end of an interval as a change from the baseline; NA where it is open.
interval_change <- function(end, scale, baseline) {
  change <- ifelse(scale == "ratio", end - 1, end / abs(baseline))
  ifelse(is.finite(change) & !(scale == "ratio" & end <= 0), change, NA_real_)
}

# Names that are prefixed or followed by the workload's are those of metrics.csv
# again: the workload has a column.
declared_names <- function(told, workload, run) {
  names <- unique(run$samples[, .(workload, metric = as.character(metric))])
  names <- names[, .(
    told = c(metric, paste0(workload, sub("^[^.]*", "", metric)),
      sprintf("%s (%s)", metric, workload)),
    metric = rep(metric, 3)
  ), by = workload]
  names$metric[match(paste(workload, told), paste(names$workload, names$told))]
}

# All digits of a number, and nothing for none.
write_number <- function(x) {
  whole <- !is.na(x) & x == round(x) & abs(x) < 2^53
  ifelse(is.na(x), NA, ifelse(whole, sprintf("%.0f", x), sprintf("%.17g", x)))
}

write_field <- function(x) {
  if (is.numeric(x)) {
    return(write_number(x))
  }
  text <- as.character(x)
  ifelse(nzchar(text), text, NA)
}

write_verdicts <- function(run, path) {
  scratch <- tempfile(fileext = ".csv")
  data.table::fwrite(
    verdict_table(run)[, lapply(.SD, write_field)], scratch,
    quote = "auto", qmethod = "double", na = "", eol = "\n"
  )
  move_file(scratch, path)
}
