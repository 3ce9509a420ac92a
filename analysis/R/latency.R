# SPDX-License-Identifier: GPL-2.0-only
# What numa-latency wrote (docs/numa-latency.md): its rows, checked, and what
# they say. A median has a percentile interval from resampled blocks: of 5 to 20
# log-normal values these hold the true median in 88 to 95 % of 300 tries, BCa
# intervals in 79 to 94 %. What compares two kinds of samples is paired by block.

latency_columns <- c(
  "sample", "block", "kind", "cpu", "cpu_node", "memory_node", "page_bytes",
  "load", "bytes", "stride", "extra", "steps", "ns", "load_threads",
  "load_bytes", "pages_on_node", "huge_bytes", "switches", "faults"
)
latency_level <- 0.95
bootstrap_resamples <- 2000
small_page <- 4096
huge_page <- 2 * 2^20

# The facts of the host and the samples. Rows that are no times or were made up
# are taken only by who says so.
read_latency <- function(path, fixture = FALSE) {
  if (!file.exists(path)) refuse("%s is missing.", path)
  lines <- readLines(path, warn = FALSE)
  is_fact <- startsWith(lines, "# ")
  facts <- latency_facts(lines[is_fact])
  if (!fixture) refuse_unmeasured(facts, path)
  samples <- csv_numbers(
    csv_rows(lines, which(!is_fact), path, latency_columns), setdiff(latency_columns, "kind"), path
  )
  check_latency(samples, path)
  samples[, line := NULL]
  samples[, `:=`(
    step_ns = ns / steps, gb_s = (bytes + load_bytes) / ns, others_gb_s = load_bytes / ns
  )]
  list(facts = facts, samples = samples[])
}

# "# name: value"; a name that occurs twice keeps its first value.
latency_facts <- function(lines) {
  parts <- regmatches(lines, regexec("^# ([^:]+): (.*)$", lines))
  parts <- parts[lengths(parts) == 3]
  setNames(lapply(parts, `[`, 3), vapply(parts, `[`, "", 2))
}

refuse_unmeasured <- function(facts, path) {
  if (!is.null(facts$fixture)) refuse("%s: found made-up rows, expected measured ones.", path)
  if (!identical(facts$emulated, "no")) {
    refuse("%s: the CPU was emulated, so these are not times.", path)
  }
  if (!identical(facts$fake_nodes, "no")) {
    refuse("%s: the nodes were one node, booted with numa=fake.", path)
  }
}

# Each sample did what it is said to have done, where it is said to have.
check_latency <- function(rows, path) {
  check <- function(good, expected) check_rows(rows, path, good, expected)
  check(rows$kind %in% c("latency", "bandwidth"), "a sample of latency or bandwidth")
  check(rows$ns > 0, "a time")
  check(rows$steps == rows$bytes %/% rows$stride, "a step for every stride of the memory")
  check(rows$pages_on_node * small_page == rows$bytes, "every page on the node")
  check(
    rows$huge_bytes == ifelse(rows$page_bytes == huge_page, rows$bytes, 0),
    "pages of the size that was asked for"
  )
  check(
    !duplicated(rows[, .(block, kind, cpu_node, memory_node, page_bytes, load)]),
    "each kind of sample once in a block"
  )
}

# Median and its interval; NA with fewer than three values.
median_interval <- function(values) {
  blocks_interval(length(values), function(pick) column_medians(values, pick))
}

# A statistic of resampled blocks: how many, estimate, low, high. `statistic`
# gets a matrix of block numbers, one resample per column.
blocks_interval <- function(blocks, statistic) {
  bounds <- c(NA_real_, NA_real_)
  if (blocks >= 3) {
    drawn <- with_seed(1, sample.int(blocks, blocks * bootstrap_resamples, replace = TRUE))
    drawn <- statistic(matrix(drawn, blocks))
    bounds <- stats::quantile(drawn, (1 + c(-1, 1) * latency_level) / 2, names = FALSE)
  }
  estimate <- if (blocks) statistic(matrix(seq_len(blocks))) else NA_real_
  data.table::data.table(blocks, estimate, low = bounds[1], high = bounds[2])
}

# The same random numbers each time, and the caller's own stream left alone.
with_seed <- function(seed, code) {
  before <- get0(".Random.seed", globalenv(), inherits = FALSE)
  on.exit(if (is.null(before)) rm(".Random.seed", envir = globalenv()) else
    assign(".Random.seed", before, globalenv()))
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  code
}

# The median of the values in each column of `pick`.
column_medians <- function(values, pick) {
  n <- nrow(pick)
  drawn <- values[pick]
  sorted <- matrix(drawn[order(col(pick), drawn)], n)
  (sorted[(n + 1) %/% 2, ] + sorted[n %/% 2 + 1, ]) / 2
}

# Two kinds of samples, paired by block: of one / two or one - two, Hodges and
# Lehmann's estimate with the signed-rank test's interval (signed_rank.R).
pair_interval <- function(one, two, statistic) {
  pairs <- merge(one[, .(block, one = step_ns)], two[, .(block, two = step_ns)], by = "block")
  is_ratio <- identical(statistic, `/`)
  values <- statistic(pairs$one, pairs$two)
  walsh <- walsh_averages(if (is_ratio) log(values) else values)
  told <- if (is_ratio) exp else identity
  bounds <- if (nrow(pairs)) signed_rank_interval(walsh, nrow(pairs), 1 - latency_level)
  bounds <- if (all(is.finite(bounds))) told(bounds[seq_along(bounds)]) else c(NA_real_, NA_real_)
  data.table::data.table(
    blocks = nrow(pairs), estimate = told(hodges_lehmann(walsh)), low = bounds[1], high = bounds[2]
  )
}

idle_walks <- function(latency) latency$samples[kind == "latency" & load == 0 & extra == 0]

# Idle nanoseconds per read for every CPU node, memory node and page size.
latency_matrix <- function(latency) {
  idle_walks(latency)[, median_interval(step_ns), keyby = .(page_bytes, cpu_node, memory_node)]
}

# How many times as long a remote read takes as a local one of the same CPU.
latency_ratios <- function(latency) {
  walks <- idle_walks(latency)
  walks[
    cpu_node != memory_node,
    {
      local <- walks[
        page_bytes %in% .BY$page_bytes & cpu_node %in% .BY$cpu_node & memory_node %in% .BY$cpu_node
      ]
      if (nrow(local)) pair_interval(.SD, local, `/`)
    },
    keyby = .(page_bytes, cpu_node, memory_node)
  ]
}

# What page walks add to a read: pages of 4 KiB less pages of 2 MiB.
walk_costs <- function(latency) {
  walks <- idle_walks(latency)
  walks[
    page_bytes == small_page,
    {
      huge <- walks[
        page_bytes == huge_page & cpu_node %in% .BY$cpu_node & memory_node %in% .BY$memory_node
      ]
      if (nrow(huge)) pair_interval(.SD, huge, `-`)
    },
    keyby = .(cpu_node, memory_node)
  ]
}

# Nanoseconds per read against what the other CPUs read meanwhile.
loaded_curve <- function(latency) {
  latency$samples[kind == "latency" & extra == 0,
    c(median_interval(step_ns), others_gb_s = stats::median(others_gb_s)),
    keyby = .(page_bytes, cpu_node, memory_node, load)]
}

# GB/s (10^9) of one CPU (load 0) and of all CPUs of the node (load 100).
bandwidth_matrix <- function(latency) {
  latency$samples[
    kind == "bandwidth", median_interval(gb_s), keyby = .(page_bytes, cpu_node, memory_node, load)
  ]
}

# All of it.
latency_tables <- function(latency) {
  list(
    idle = latency_matrix(latency), ratios = latency_ratios(latency), walks = walk_costs(latency),
    curve = loaded_curve(latency), bandwidth = bandwidth_matrix(latency)
  )
}

# Tables for people: estimate and interval in one column.
tell_interval <- function(table, digits = 1) {
  number <- function(x) formatC(x, format = "f", digits = digits)
  ifelse(is.na(table$low), number(table$estimate),
    sprintf("%s [%s, %s]", number(table$estimate), number(table$low), number(table$high)))
}

tell_table <- function(title, table, digits = 1) {
  if (is.null(table) || !nrow(table)) {
    return(character())
  }
  shown <- data.table::data.table(
    "CPU node" = table$cpu_node, "memory node" = table$memory_node,
    pages = if ("page_bytes" %in% names(table)) format_bytes(table$page_bytes) else "4 KiB - 2 MiB",
    load = if ("load" %in% names(table)) paste0(table$load, "%") else "idle",
    blocks = table$blocks, "median [95 % interval]" = tell_interval(table, digits)
  )
  c(title, paste0("  ", format_columns(shown, "rrlrrr")), "")
}

# What a reader should know before believing it.
latency_notes <- function(latency) {
  cut <- latency$samples[, sum(switches > 0)]
  small <- as.numeric(latency$facts$bytes) < 4 * as.numeric(latency$facts$last_cache)
  c(
    if (cut) {
      sprintf(
        "%d of %d samples lost their CPU for a while: the host was not idle.", cut,
        nrow(latency$samples)
      )
    },
    if (isTRUE(small)) {
      sprintf(
        paste(
          "The memory is less than four times the last cache (%s), so part of it was read from",
          "there."
        ),
        format_bytes(as.numeric(latency$facts$last_cache))
      )
    }
  )
}

text_latency <- function(latency, tables = latency_tables(latency)) {
  facts <- latency$facts
  c(
    if (!is.null(facts$fixture)) c("MADE-UP ROWS, NOT A MEASUREMENT", ""),
    sprintf("%s, Linux %s, %s per walk, stride %s", facts$cpu, facts$kernel,
      format_bytes(as.numeric(facts$bytes)), facts$stride), latency_notes(latency), "",
    tell_table("Nanoseconds per read", tables$idle),
    tell_table("Remote read / local read of the same CPU node", tables$ratios, 3),
    tell_table("Nanoseconds that page walks add to a read", tables$walks),
    tell_table("Nanoseconds per read while the node's other CPUs read", tables$curve[load > 0]),
    tell_table("GB/s of one CPU, and of all CPUs of the node", tables$bandwidth)
  )
}
