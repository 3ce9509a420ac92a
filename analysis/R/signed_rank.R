# SPDX-License-Identifier: GPL-2.0-only
# Wilcoxon's signed-rank test of differences within blocks, exact: in a block the
# order of two arms is shuffled, so each sign is as likely as the other if the arms
# do not differ. p, interval and estimate all come from the Walsh averages (means of
# two differences, or of one with itself), so they cannot contradict each other.
# Ties and zeros count for no difference, whichever side is asked for.

# Sorted; what differs from 0 by rounding alone is 0.
walsh_averages <- function(differences) {
  means <- outer(differences, differences, "+") / 2
  means <- means[lower.tri(means, diag = TRUE)]
  means[abs(means) <= 1e-10 * max(abs(means), 0)] <- 0
  sort(means)
}

# Hodges and Lehmann's estimate of the shift.
hodges_lehmann <- function(walsh) stats::median(walsh)

# Beyond this many blocks the normal distribution is as good and much faster.
most_exact <- 200

signed_rank_below <- function(count, blocks) {
  if (blocks <= most_exact) {
    return(stats::psignrank(count, blocks))
  }
  variance <- blocks * (blocks + 1) * (2 * blocks + 1) / 24
  stats::pnorm((count + 0.5 - blocks * (blocks + 1) / 4) / sqrt(variance))
}

# Two-sided p of no shift.
signed_rank_p <- function(walsh, blocks) {
  fewer <- min(sum(walsh <= 0), sum(walsh >= 0))
  min(1, 2 * signed_rank_below(fewer, blocks))
}

# All shifts with p of at least `alpha`: a matrix with one row per alpha: low,
# high. Infinite where so few blocks exclude nothing.
signed_rank_interval <- function(walsh, blocks, alpha) {
  outside <- signed_rank_outside(blocks, alpha)
  at <- function(index) ifelse(outside < 0, NA, walsh[pmax(index, 1)])
  low <- at(outside + 1)
  high <- at(length(walsh) - outside)
  cbind(low = ifelse(is.na(low), -Inf, low), high = ifelse(is.na(high), Inf, high))
}

# How many Walsh averages at each end are outside of the interval; -1: there is none.
signed_rank_outside <- function(blocks, alpha) {
  counts <- if (blocks <= most_exact) {
    stats::qsignrank(alpha / 2, blocks)
  } else {
    variance <- blocks * (blocks + 1) * (2 * blocks + 1) / 24
    ceiling(blocks * (blocks + 1) / 4 + stats::qnorm(alpha / 2) * sqrt(variance))
  }
  counts - (2 * signed_rank_below(counts, blocks) >= alpha)
}

# The fewest blocks that can show a difference if there are so many comparisons.
blocks_needed <- function(comparisons, alpha = noisy_alpha) {
  floor(log2(2 * comparisons / alpha)) + 1
}
