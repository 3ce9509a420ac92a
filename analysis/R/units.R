# SPDX-License-Identifier: GPL-2.0-only
# Numbers as people read them. Everything here is vectorised and keeps NA as "-".

unit_abbreviations <- c(
  instructions = "insn", iterations = "iter", calls = "call", bytes = "byte",
  pages = "page", count = "n", nanoseconds = "ns", flag = "flag"
)

abbreviate_unit <- function(unit) {
  short <- unname(unit_abbreviations[unit])
  ifelse(is.na(short), substr(unit, 1, 4), short)
}

# "0x" hex of a physical address held in a double (exact up to 2^53).
format_address <- function(address) {
  high <- floor(address / 2^32)
  low <- address - high * 2^32
  digits <- ifelse(
    high > 0,
    sprintf("%x%04x%04x", as.integer(high), as.integer(low %/% 65536), as.integer(low %% 65536)),
    sprintf("%04x%04x", as.integer(low %/% 65536), as.integer(low %% 65536))
  )
  ifelse(is.na(address), "-", paste0("0x", digits))
}

# Inverse of format_address(), also for values above 2^31.
parse_address <- function(text) {
  text <- sub("^0[xX]", "", text)
  bad <- !is.na(text) & nzchar(text) & !grepl("^[0-9a-fA-F]{1,13}$", text)
  if (any(bad)) {
    stop(sprintf("\"%s\" is not a hexadecimal address.", text[bad][1]), call. = FALSE)
  }
  padded <- sprintf("%14s", ifelse(is.na(text) | !nzchar(text), NA, text))
  padded <- gsub(" ", "0", padded)
  value <- strtoi(substr(padded, 1, 7), 16L) * 2^28 + strtoi(substr(padded, 8, 14), 16L)
  ifelse(is.na(text) | !nzchar(text), NA_real_, value)
}

format_range <- function(start, end) {
  paste0(format_address(start), "-", format_address(end))
}

# Binary units, three significant digits: "0 B", "512 B", "36 KiB", "4.02 MiB".
format_bytes <- function(bytes) {
  steps <- c(1, 2^10, 2^20, 2^30, 2^40)
  size <- abs(bytes)
  step <- pmax(1, findInterval(size, steps))
  scaled <- size / steps[step]
  digits <- ifelse(scaled == round(scaled) | scaled >= 100, 0, ifelse(scaled >= 10, 1, 2))
  digits[is.na(digits)] <- 0
  text <- paste(
    sprintf("%.*f", as.integer(digits), scaled), c("B", "KiB", "MiB", "GiB", "TiB")[step]
  )
  text <- ifelse(!is.na(bytes) & bytes < 0, paste0("-", text), text)
  ifelse(is.na(bytes), "-", text)
}

# All digits; `mark` separates thousands.
format_count <- function(value, mark = ",") {
  whole <- is.na(value) | value == round(value)
  text <- ifelse(
    whole,
    formatC(value, format = "f", digits = 0, big.mark = mark),
    formatC(value, format = "f", digits = 3, big.mark = mark)
  )
  ifelse(is.na(value), "-", trimws(text))
}

format_value <- function(value, unit) {
  ifelse(unit == "bytes", format_bytes(value), format_exact(value, unit))
}

# All digits of a value: a digest is no amount and is written as a hash is.
format_exact <- function(value, unit, mark = ",") {
  ifelse(unit == "digest", format_address(value), format_count(value, mark))
}

# Signed relative change in at most seven characters. A change that rounds to
# nothing keeps its sign, so that it is not mistaken for "no change". Digests are
# equal or not.
format_change <- function(change, unit = "") {
  percent <- change * 100
  size <- abs(percent)
  digits <- ifelse(size >= 1000, 0, ifelse(size >= 99.95, 1, ifelse(size >= 10, 2, 3)))
  text <- sprintf("%+.*f%%", as.integer(ifelse(is.na(digits), 0, digits)), percent)
  text <- ifelse(!is.na(percent) & size > 0 & size < 0.0005,
    ifelse(percent > 0, "+<.001%", "-<.001%"), text)
  text <- ifelse(!is.na(percent) & percent == 0, "0", text)
  ifelse(is.na(change), "from 0", ifelse(unit == "digest" & change != 0, "other", text))
}

# A share without a sign: "0.1%".
format_share <- function(share) {
  paste0(format(share * 100, trim = TRUE), "%")
}

# Signed absolute change in the metric's own unit.
format_difference <- function(difference, unit) {
  unit <- rep_len(unit, length(difference))
  sign <- ifelse(!is.na(difference) & difference > 0, "+", "")
  text <- ifelse(unit == "bytes", format_bytes(difference), format_count(difference))
  ifelse(unit == "digest", "", paste0(sign, text))
}

# "a", "a and b", "a, b and c".
join_words <- function(words, last = "and") {
  n <- length(words)
  if (n < 2) {
    return(paste(words, collapse = ""))
  }
  paste(paste(words[-n], collapse = ", "), last, words[n])
}

# The first 12 digits of a hash, as commits are written; "none" when there is none.
short_hash <- function(hash) {
  if (is.null(hash) || !length(hash) || is.na(hash[1]) || !nzchar(hash[1])) {
    "none"
  } else {
    substr(hash[1], 1, 12)
  }
}
