# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics: an arm and the baseline, paired by block. One boot is one sample;
# nothing is dropped but blocks in which one arm has no value, and their number is
# said. Estimate, interval and p are signed_rank.R's: of log ratios, or of
# differences where there is no ratio (values of 0 or less).

noisy_alpha <- 0.05
noisy_power <- 0.80
default_margin <- 0.01

# Relative change that counts as "the same" when the metric declares none.
metric_margin <- function(min_effect) {
  ifelse(is.na(min_effect) | min_effect <= 0, default_margin, min_effect)
}

# Whether one arm has nothing in every block and the other something in each, of
# one sign.
is_all_or_nothing <- function(baseline, candidate) {
  something <- if (all(candidate == 0)) baseline else if (all(baseline == 0)) candidate
  !is.null(something) && (all(something > 0) || all(something < 0))
}

# Fisher's exact test of such blocks; also an upper bound where blocks differ in how
# likely nothing is, since that happens to one arm alone in at most a quarter.
all_or_nothing_p <- function(blocks) 2 / choose(2 * blocks, blocks)

# One comparison of complete blocks, without its verdict, among so many comparisons.
# On the scale "ratio" no difference is 1, on "difference" 0.
compare_pairs <- function(baseline, candidate, margin, comparisons = 1) {
  blocks <- length(baseline)
  if (!blocks) {
    return(no_comparison(margin))
  }
  is_ratio <- all(baseline > 0) && all(candidate > 0)
  walsh <- walsh_averages(if (is_ratio) log(candidate / baseline) else candidate - baseline)
  level <- noisy_alpha / comparisons
  # Estimate; 95 % interval; the two one-sided tests'; one that holds after Holm.
  interval <- signed_rank_interval(walsh, blocks, c(noisy_alpha, 2 * noisy_alpha, level))
  estimate <- hodges_lehmann(walsh)
  detectable <- detectable_shift(estimate, interval[3, ], blocks, level)
  typical <- abs(stats::median(baseline))
  told <- if (is_ratio) exp else identity
  near <- if (is_ratio) 1 + c(-margin, margin) else c(-margin, margin) * typical
  p <- signed_rank_p(walsh, blocks)
  list(
    blocks = blocks, baseline = stats::median(baseline), candidate = stats::median(candidate),
    scale = if (is_ratio) "ratio" else "difference", estimate = told(estimate),
    low = told(interval[1, "low"]), high = told(interval[1, "high"]),
    change = if (is_ratio) expm1(estimate) else relative_size(estimate, typical),
    p = if (is_all_or_nothing(baseline, candidate)) min(p, all_or_nothing_p(blocks)) else p,
    equivalent = is.finite(interval[2, "low"]) && told(interval[2, "low"]) >= near[1] &&
      told(interval[2, "high"]) <= near[2],
    margin = margin, detectable = if (is_ratio) expm1(detectable) else detectable,
    modes_baseline = has_two_modes(baseline), modes_candidate = has_two_modes(candidate)
  )
}

no_comparison <- function(margin) {
  list(
    blocks = 0L, baseline = NA_real_, candidate = NA_real_, scale = "ratio", estimate = NA_real_,
    low = NA_real_, high = NA_real_, change = NA_real_, p = NA_real_, equivalent = FALSE,
    margin = margin, detectable = NA_real_, modes_baseline = FALSE, modes_candidate = FALSE
  )
}

relative_size <- function(difference, typical) if (difference == 0) 0 else difference / typical

# Smallest shift that so many blocks find with the stated power: the interval's
# longer side, which is what a test at this level takes, and what power adds to it. So
# it is larger than any estimate that is no evidence. NA: no shift is large enough.
detectable_shift <- function(estimate, interval, blocks, level) {
  if (!all(is.finite(interval))) {
    return(NA_real_)
  }
  side <- max(interval["high"] - estimate, estimate - interval["low"])
  if (side <= 1e-10 * abs(estimate)) {
    return(0)
  }
  side * (1 + stats::qt(noisy_power, blocks - 1) / stats::qt(1 - level / 2, blocks - 1))
}

# A difference needs a p that survives Holm; "same" the equivalence test, not a large
# p. A difference within the margin is "same". Invalid is what no test can decide.
noisy_verdict <- function(table, direction) {
  null <- ifelse(table$scale == "ratio", 1, 0)
  falls <- table$estimate < null
  verdict <- ifelse(
    direction == "none", "differs", ifelse(falls == (direction == "less"), "better", "worse")
  )
  verdict <- ifelse((table$p_holm < noisy_alpha) %in% TRUE, verdict, "no evidence")
  verdict <- ifelse(table$equivalent %in% TRUE, "same", verdict)
  few <- table$blocks < blocks_needed(1, 2 * noisy_alpha)
  ifelse(verdict == "no evidence" & few, "invalid", verdict)
}

# Holm over the whole matrix: all metrics, items, cells and arms of the run.
judge_noisy <- function(table) {
  table[, p_holm := stats::p.adjust(p, "holm")]
  table[, verdict := noisy_verdict(table, direction)][]
}

# With direction and min_effect; a metric that several workloads measure is one
# for each of them, "qemu.wall.ns (direct-map)": their boots are not the same.
noisy_samples <- function(run) {
  noisy <- run$samples[class == "noisy" & end_state == "completed"]
  declare_metrics(noisy, run$metrics)
  shared <- noisy[, data.table::uniqueN(workload), by = metric][V1 > 1]$metric
  noisy[metric %in% shared, metric := sprintf("%s (%s)", metric, workload)][]
}

# Values of the whole boot, and those of many items: of a CPU and a node, say.
of_the_boot <- function(noisy) noisy[!nzchar(item) & is.na(node)]
of_items <- function(noisy) noisy[nzchar(item) | !is.na(node)]

# "better in 2, no evidence in 10".
count_verdicts <- function(verdict) {
  counts <- sort(table(verdict), decreasing = TRUE)
  join_words(paste(names(counts), "in", counts))
}

# One row per metric, cell, arm and block: the values of the baseline and the arm, NA
# where one has none. What one boot measures several times is one value, its median:
# such values share all that differs between boots.
pair_blocks <- function(samples, arms) {
  keys <- c(
    "topology", "mapping", "metric", "item", "node", "unit", "direction", "min_effect", "workload"
  )
  values <- samples[, .(value = stats::median(value)), by = c(keys, "arm", "block")]
  base <- values[as.character(arm) == arms[1]][, arm := NULL]
  data.table::setnames(base, "value", "baseline")
  data.table::rbindlist(lapply(arms[-1], function(name) {
    other <- values[as.character(arm) == name][, arm := NULL]
    data.table::setnames(other, "value", "candidate")
    merge(base, other, by = c(keys, "block"), all = TRUE)[, arm := name][]
  }))
}

# Blocks of the plan in each cell, completed or not.
planned_blocks <- function(run) {
  run$samples[, .(planned = data.table::uniqueN(block)), by = .(topology, mapping, workload)]
}

# Every noisy metric of every candidate against the baseline.
compare_noisy <- function(run) {
  samples <- noisy_samples(run)
  if (!nrow(samples) || length(run$arms) < 2) {
    return(NULL)
  }
  pairs <- pair_blocks(samples, run$arms)
  keys <- setdiff(names(pairs), c("block", "baseline", "candidate"))
  pairs[, complete := !is.na(baseline) & !is.na(candidate)]
  comparisons <- max(1, nrow(unique(pairs[complete == TRUE, ..keys])))
  table <- pairs[
    ,
    compare_pairs(
      baseline[complete], candidate[complete], metric_margin(min_effect), comparisons
    ),
    by = keys
  ]
  table[planned_blocks(run), left_out := planned - blocks,
    on = c("topology", "mapping", "workload")]
  table[, arm := factor(arm, run$arms)]
  first <- c("topology", "mapping", "metric", "item", "node")
  data.table::setcolorder(table, first)
  judge_noisy(table)
}
