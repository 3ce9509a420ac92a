# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics: paired by block, judged by an interval, a rank test and an
# equivalence test. One boot is one sample; nothing is dropped but blocks in
# which one arm has no value, and their number is said.

noisy_alpha <- 0.05
noisy_power <- 0.80
bootstrap_resamples <- 2000
default_margin <- 0.01

# Relative change that counts as "the same" when the metric declares none.
metric_margin <- function(min_effect) {
  ifelse(is.na(min_effect) | min_effect <= 0, default_margin, min_effect)
}

log_ratio_of_medians <- function(pairs) {
  log(stats::median(pairs$candidate) / stats::median(pairs$baseline))
}

# BCa intervals of the log ratio of medians at the given levels, by resampling
# whole blocks. A matrix with one row per level: low, high.
bootstrap_interval <- function(pairs, levels) {
  point <- log_ratio_of_medians(pairs)
  flat <- cbind(low = rep(point, length(levels)), high = rep(point, length(levels)))
  if (nrow(pairs) < 3) {
    return(flat * NA)
  }
  a <- pairs$baseline
  b <- pairs$candidate
  drawn <- boot::boot(seq_along(a), function(blocks, pick) {
    log(stats::median(b[pick]) / stats::median(a[pick]))
  }, R = bootstrap_resamples)
  if (all(abs(drawn$t - point) < 1e-12)) {
    return(flat)
  }
  bounds <- tryCatch(
    suppressWarnings(boot::boot.ci(drawn, conf = levels, type = "bca")$bca),
    error = function(e) suppressWarnings(boot::boot.ci(drawn, conf = levels, type = "perc")$percent)
  )
  bounds <- matrix(bounds, nrow = length(levels))
  cbind(low = bounds[, 4], high = bounds[, 5])
}

# Smallest relative change this many blocks would have found with the stated
# power, from the spread of the per-block log ratios. A median needs pi/2 times
# the blocks a mean would, hence the factor.
minimum_detectable_effect <- function(log_ratios) {
  n <- length(log_ratios)
  if (n < 3) {
    return(NA_real_)
  }
  t <- stats::qt(1 - noisy_alpha / 2, n - 1) + stats::qt(noisy_power, n - 1)
  expm1(t * stats::mad(log_ratios) * sqrt(pi / 2 / n))
}

# Complete blocks of two arms in one cell: block, baseline, candidate. What one
# boot measures several times is one value, its median: such values share all
# that differs between boots.
pair_blocks <- function(samples, baseline, candidate) {
  one <- samples[arm == baseline, .(baseline = stats::median(value)), by = block]
  two <- samples[arm == candidate, .(candidate = stats::median(value)), by = block]
  merge(one, two, by = "block")
}

# There is no ratio to nothing: such a comparison is invalid.
no_ratio <- function(pairs, margin) {
  data.table::data.table(
    blocks = nrow(pairs), baseline = stats::median(pairs$baseline),
    candidate = stats::median(pairs$candidate), block_ratio = NA_real_, ratio = NA_real_,
    low = NA_real_, high = NA_real_, p = NA_real_, equivalent = FALSE, margin = margin,
    detectable = NA_real_
  )
}

# One comparison, without its verdict (which needs the whole matrix).
compare_pairs <- function(pairs, margin) {
  if (any(pairs$baseline == 0 | pairs$candidate == 0)) {
    return(no_ratio(pairs, margin))
  }
  log_ratios <- log(pairs$candidate / pairs$baseline)
  interval <- bootstrap_interval(pairs, c(1 - noisy_alpha, 1 - 2 * noisy_alpha))
  p <- if (nrow(pairs) < 3) NA_real_ else {
    suppressWarnings(stats::wilcox.test(pairs$candidate, pairs$baseline)$p.value)
  }
  data.table::data.table(
    blocks = nrow(pairs),
    baseline = stats::median(pairs$baseline),
    candidate = stats::median(pairs$candidate),
    block_ratio = exp(stats::median(log_ratios)),
    ratio = exp(log_ratio_of_medians(pairs)),
    low = exp(interval[1, "low"]), high = exp(interval[1, "high"]),
    p = if (is.nan(p)) 1 else p,
    equivalent = interval[2, "low"] > log1p(-margin) && interval[2, "high"] < log1p(margin),
    margin = margin,
    detectable = minimum_detectable_effect(log_ratios)
  )
}

# A difference needs all of: an interval without 1, a p that survives Holm, and
# an effect worth reporting. "same" needs the equivalence test, not a large p.
noisy_verdict <- function(table, direction) {
  found <- (table$low > 1 | table$high < 1) & table$p_holm < noisy_alpha &
    abs(table$ratio - 1) >= table$min_effect
  falls <- table$ratio < 1
  verdict <- ifelse(
    direction == "none", "differs", ifelse(falls == (direction == "less"), "better", "worse")
  )
  verdict <- ifelse(
    found %in% TRUE, verdict, ifelse(table$equivalent %in% TRUE, "same", "no evidence")
  )
  ifelse(is.na(table$low), "invalid", verdict)
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

# Every noisy metric of every candidate against the baseline. Reproducible: the
# bootstrap is seeded with the plan's seed and leaves the caller's stream alone.
compare_noisy <- function(run, seed = info_seed(run$info)) {
  noisy <- noisy_samples(run)
  if (!nrow(noisy)) {
    return(NULL)
  }
  with_seed(seed, {
    table <- noisy[
      ,
      {
        margin <- metric_margin(min_effect)
        data.table::rbindlist(lapply(run$arms[-1], function(candidate) {
          pairs <- pair_blocks(.SD, run$arms[1], candidate)
          if (nrow(pairs)) cbind(arm = candidate, compare_pairs(pairs, margin))
        }))
      },
      by = .(topology, mapping, metric, item, node, unit, direction, min_effect),
      .SDcols = c("arm", "block", "iteration", "value")
    ]
  })
  if (!nrow(table)) {
    return(NULL)
  }
  table[, arm := factor(arm, run$arms)]
  table[, p_holm := stats::p.adjust(p, "holm"), by = .(family = sub("[.].*", "", metric))]
  table[, verdict := noisy_verdict(table, direction)][]
}

info_seed <- function(info) {
  seed <- suppressWarnings(as.numeric(info_field(info, "seed", default = 1)))
  if (is.finite(seed)) as.integer(seed %% 2^31) else 1L
}

with_seed <- function(seed, code) {
  before <- get0(".Random.seed", globalenv(), inherits = FALSE)
  on.exit(if (is.null(before)) rm(".Random.seed", envir = globalenv()) else
    assign(".Random.seed", before, globalenv()))
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  code
}
