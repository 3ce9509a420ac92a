# SPDX-License-Identifier: GPL-2.0-only
# Values that come in two groups. Ashman, Bird and Zepf's distance of two groups is
# that of their means in units of their spread: more than 2 separates two known
# groups. Here the values are split where it is largest, which gives 3.5 of evenly
# spread ones, so more is asked for.

modes_distance <- 6
modes_fewest <- 10

# Each group has at least three values and a fifth of all.
has_two_modes <- function(values) {
  n <- length(values)
  if (n < modes_fewest) {
    return(FALSE)
  }
  values <- sort(values)
  least <- max(3, ceiling(n / 5))
  cuts <- least:(n - least)
  ahead <- group_moments(values)[cuts, ]
  behind <- group_moments(rev(values))[n - cuts, ]
  gap <- behind[, "mean"] - ahead[, "mean"]
  any(gap > 0 & sqrt(2) * gap > modes_distance * sqrt(ahead[, "var"] + behind[, "var"]))
}

# Mean and variance of the first 1, 2, ... values.
group_moments <- function(values) {
  centre <- mean(values)
  n <- seq_along(values)
  mean <- cumsum(values - centre) / n
  squares <- cumsum((values - centre)^2)
  cbind(mean = mean + centre, var = pmax(squares - n * mean^2, 0) / pmax(n - 1, 1))
}
