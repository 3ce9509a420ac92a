# SPDX-License-Identifier: GPL-2.0-only
# A/A controls: two arms that boot the same image with the same parameters must
# agree. Repeated blocks of an exact cell agree already, or check_samples() stops.

compare_control <- function(run) {
  pairs <- control_pairs(run$info)
  pairs <- pairs[baseline %in% run$arms & candidate %in% run$arms]
  if (!nrow(pairs)) {
    return(NULL)
  }
  tables <- lapply(seq_len(nrow(pairs)), function(i) {
    pair <- select_arms(run, pairs$baseline[i], pairs$candidate[i])
    table <- completed_rows(compare_exact(pair), pair)
    different <- sum(!table$difference %in% 0)
    data.table::data.table(pairs[i], values = nrow(table), different = different)
  })
  table <- data.table::rbindlist(tables)
  text <- table[, ifelse(
    values > 0,
    sprintf(
      "A/A control %s against %s: %s of %s exact values differ.", candidate, baseline,
      format_count(different), format_count(values)
    ),
    sprintf("A/A control %s against %s: no cell completed with both.", candidate, baseline)
  )]
  list(table = table, text = text)
}

text_control <- function(control, run) c(wrap_text(control$text), "")

control_section <- function() {
  section("control", function(run, known) compare_control(run), text = text_control, whole = TRUE)
}
