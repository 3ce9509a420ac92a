# SPDX-License-Identifier: GPL-2.0-only
# Simulated blocks whose truth is known, judged by the functions that judge a run.
# Sigma is the noise of one boot within its block; drift moves whole blocks by ten
# times that.

calibration_blocks <- 20
calibration_metrics <- 30
calibration_sigma <- 0.02

# Noise of boots on the log scale, of standard deviation 1.
calibration_noise <- list(
  normal = function(n) stats::rnorm(n),
  "log-normal" = function(n) (exp(stats::rnorm(n)) - exp(0.5)) / sqrt((exp(1) - 1) * exp(1)),
  bimodal = function(n) (stats::rnorm(n, 0, 0.2) + sample(c(-1, 1), n, TRUE)) / sqrt(1.04)
)

# So many comparisons of the true log ratio `shift`, each of its own blocks.
simulate_comparisons <- function(count, shift, noise, drift, comparisons = 1) {
  sigma <- calibration_sigma
  blocks <- calibration_blocks
  rows <- lapply(seq_len(count), function(i) {
    level <- if (drift) cumsum(stats::rnorm(blocks, 0, 10 * sigma / sqrt(blocks))) else 0
    compare_pairs(
      exp(level + sigma * noise(blocks)), exp(level + shift + sigma * noise(blocks)),
      default_margin, comparisons
    )
  })
  data.table::rbindlist(rows)[, direction := "less"]
}

# The share of matrices of equal arms in which any verdict is of a difference.
false_alarms <- function(matrices, drift) {
  metrics <- calibration_metrics
  table <- simulate_comparisons(
    matrices * metrics, 0, calibration_noise$normal, drift, metrics
  )
  table[, matrix := rep(seq_len(matrices), each = metrics)]
  table[, any(is_found(judge_noisy(data.table::copy(.SD)))), by = matrix]$V1
}

# Whether a shift of `size` sigma is found, by one comparison of its own.
shifts_found <- function(count, size, drift) {
  table <- simulate_comparisons(
    count, size * calibration_sigma, calibration_noise$normal, drift
  )
  table[, p_holm := p]
  noisy_verdict(table, "less") == "worse"
}

truth_covered <- function(count, noise, drift) {
  table <- simulate_comparisons(count, calibration_sigma, noise, drift)
  truth <- exp(calibration_sigma)
  table$low <= truth & truth <= table$high
}

# What was found of `count` matrices and five times as many comparisons, and between
# which shares it must be. A shorter count may miss by two standard errors.
calibrate <- function(count) {
  many <- 5 * count
  row <- function(what, hits, least, most) {
    share <- mean(hits)
    slack <- if (count < 2000) 2 * sqrt(share * (1 - share) / length(hits)) else 0
    data.table::data.table(
      what, tries = length(hits), share, least, most,
      held = share >= least - slack & share <= most + slack
    )
  }
  set.seed(20131010)
  matrices <- sprintf("A/A matrices of %d metrics with a false alarm", calibration_metrics)
  power <- sprintf("shifts of one sigma found in %d blocks", calibration_blocks)
  covered <- "95 % intervals with the truth in them"
  data.table::rbindlist(c(
    list(
      row(matrices, false_alarms(count, FALSE), 0, 0.05),
      row(paste0(matrices, ", drift"), false_alarms(count, TRUE), 0, 0.05),
      row(power, shifts_found(many, 1, FALSE), 0.80, 1),
      row(paste0(power, ", drift"), shifts_found(many, 1, TRUE), 0.80, 1)
    ),
    lapply(names(calibration_noise), function(name) {
      row(
        paste0(covered, ", ", name), truth_covered(many, calibration_noise[[name]], FALSE), 0.93,
        0.97
      )
    }),
    list(row(
      paste0(covered, ", drift"), truth_covered(many, calibration_noise$normal, TRUE), 0.93, 0.97
    ))
  ))
}

format_calibration <- function(table) {
  format_columns(table[, .(
    what, tries, found = sprintf("%.2f%%", 100 * share),
    target = sprintf("%.0f-%.0f%%", 100 * least, 100 * most), held = ifelse(held, "yes", "NO")
  )], "lrrrr")
}
