# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics over nights: did the median turn?  E-divisive (Matteson and
# James 2014, alpha 1) finds where, Student's t says whether, as Hunter does it
# (Fleming and others 2023).  Each night is asked once, so what was told before
# begins the series anew.

# Nights on each side of a turn, at the least; those that are looked at; and the
# largest p of the t test at the best place, which is the smallest of many.
turn_side <- 5
turn_window <- 60
turn_p <- 1e-6

# The divergence of each place to split, without the factor that the places
# share: twice the mean distance between the sides, less those within them.
turn_divergence <- function(values) {
  n <- length(values)
  sums <- apply(abs(outer(values, values, "-")), 2, cumsum)
  sums <- t(apply(sums, 1, cumsum))
  vapply(seq_len(n - 1), function(k) {
    left <- sums[k, k]
    right <- sums[n, n] - 2 * sums[k, n] + left
    between <- sums[k, n] - left
    m <- n - k
    within <- left / max(1, k * (k - 1)) + right / max(1, m * (m - 1))
    k * m / n * (2 * between / (k * m) - within)
  }, 0)
}

# Student's t of two sides; sides without any spread differ surely or not at all.
turn_test <- function(left, right) {
  if (sd(left) == 0 && sd(right) == 0) {
    return(if (left[1] == right[1]) 1 else 0)
  }
  t.test(left, right, var.equal = TRUE)$p.value
}

# The place behind which the values are others, or NULL: list(after, p).
turn_find <- function(values, limit = turn_p) {
  n <- length(values)
  if (n < 2 * turn_side) {
    return(NULL)
  }
  places <- turn_side:(n - turn_side)
  best <- places[which.max(turn_divergence(values)[places])]
  p <- turn_test(values[seq_len(best)], values[(best + 1):n])
  if (p < limit) list(after = best, p = p) else NULL
}

# A history's lines as a list of fields, with the time of each one's block.
turn_lines <- function(lines) {
  fields <- strsplit(lines, "\t", fixed = TRUE)
  kinds <- vapply(fields, `[`, "", 1)
  seals <- which(kinds == "seal")
  block <- findInterval(seq_along(lines), seals + 1) + 1
  times <- c(vapply(fields[seals], `[`, "", 2), "tonight")
  list(fields = fields, kinds = kinds, times = times[block])
}

turn_label <- function(field) {
  item <- if (field[9] == "-") "" else paste0("[", field[9], "]")
  node <- if (field[10] == "-") "" else paste0(" @", field[10])
  paste0(
    field[4], " ", field[5], "/", field[6], "/", field[7], " ", field[8],
    item, node
  )
}

# Turns of one series that nobody was told yet: a line of the history, or NULL.
turn_of_series <- function(read, series, label) {
  number <- series[2]
  own <- vapply(read$fields, function(f) length(f) > 1 && f[2] == number, NA)
  medians <- which(read$kinds == "median" & own)
  told <- read$fields[read$kinds == "turn" & own]
  values <- as.numeric(vapply(read$fields[medians], `[`, "", 3))
  times <- read$times[medians]
  if (length(told)) {
    from <- match(told[[length(told)]][4], times)
    keep <- seq_along(values) > from
    values <- values[keep]
    times <- times[keep]
  }
  first <- max(1, length(values) - turn_window + 1)
  shown <- first:length(values)
  found <- if (length(values)) turn_find(values[shown])
  if (is.null(found)) {
    return(NULL)
  }
  left <- shown[seq_len(found$after)]
  right <- setdiff(shown, left)
  paste(
    "turn", number, label, times[left[length(left)]],
    format(median(values[left]), digits = 8),
    format(median(values[right]), digits = 8), format(found$p, digits = 2),
    sep = "\t"
  )
}

# Lines for the history: turns that the nights in it, and tonight's, show.
turns_of <- function(history, tonight) {
  read <- turn_lines(c(history, tonight))
  series <- read$fields[read$kinds == "series"]
  noisy <- unique(vapply(
    read$fields[read$kinds == "median"], `[`, "", 2
  ))
  series <- Filter(function(f) f[2] %in% noisy, series)
  unlist(lapply(series, function(f) turn_of_series(read, f, turn_label(f))))
}

# How often nights that only have noise are told of: turns per series and year.
turn_false_rate <- function(series, nights = 365, noise = rnorm) {
  told <- vapply(seq_len(series), function(i) {
    values <- 1000 + noise(nights)
    count <- 0
    begin <- 1
    for (night in seq_len(nights)) {
      shown <- max(begin, night - turn_window + 1):night
      found <- turn_find(values[shown])
      if (!is.null(found)) {
        count <- count + 1
        begin <- shown[found$after] + 1
      }
    }
    count
  }, 0)
  mean(told)
}

# Of steps of this many standard deviations, those that are found within so many
# nights.
turn_found_rate <- function(series, step, within, before = 30) {
  found <- vapply(seq_len(series), function(i) {
    values <- rnorm(before + within) + c(rep(0, before), rep(step, within))
    any(vapply(seq_len(within), function(night) {
      !is.null(turn_find(values[seq_len(before + night)]))
    }, NA))
  }, NA)
  mean(found)
}
