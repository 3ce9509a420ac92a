# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics in words and tables.

timed_told <- 5

# Of many items those that differ most have lines: the others are counted.
noisy_lines <- 12

tell_noisy <- function(noisy, run) {
  if (is.null(noisy)) {
    return(NULL)
  }
  none <- noisy[verdict == "no evidence"]
  found <- noisy[verdict %in% c("better", "worse", "differs")]
  found <- found[order(nzchar(item), -abs(log(ratio)))]
  told <- utils::head(found, timed_told)
  c(
    if (nrow(told)) {
      told[, sprintf(
        "%s is %s with %s on %s (%s direct map): ratio %.3f, 95%% interval %.3f to %.3f.",
        label_metric(metric, item, node), verdict, arm, topology, mapping, ratio, low, high
      )]
    },
    if (nrow(found) > nrow(told)) {
      sprintf(
        "%d more timed comparisons differ, by smaller ratios.", nrow(found) - nrow(told)
      )
    },
    if (nrow(none)) {
      sprintf(
        paste(
          "In %d of %d timed comparisons there is no evidence of a difference; effects below %s",
          "could not have been seen there."
        ),
        nrow(none), nrow(noisy),
        sub("^\\+", "", format_change(max(none$detectable, na.rm = TRUE)))
      )
    }
  )
}

text_noisy <- function(noisy, run) {
  if (is.null(noisy)) {
    return(NULL)
  }
  few <- unique(as.character(noisy[verdict == "invalid"]$metric))
  metrics <- split(noisy[verdict != "invalid"], by = "metric")
  c(
    unlist(lapply(metrics, text_noisy_metric, run = run), use.names = FALSE),
    if (length(few)) {
      c(wrap_text(sprintf(
        "Not compared, for fewer than three complete blocks or values of 0: %s.", join_words(few)
      )), "")
    }
  )
}

text_noisy_metric <- function(noisy, run) {
  items <- nrow(of_items(noisy)) > 0
  shown <- if (items) largest_ratios(noisy) else noisy
  table <- shown[, .(
    item,
    node = ifelse(is.na(node), "", node), topology, map = mapping,
    arm = run$letters[as.character(arm)], ratio = sprintf("%.3f", ratio),
    `95% interval` = sprintf("%.3f-%.3f", low, high), holm = sprintf("%.3f", p_holm),
    mde = sub("^\\+", "", format_change(detectable)), n = blocks, verdict
  )]
  table[, (if (items) c("holm", "n") else c("item", "node")) := NULL]
  align <- if (items) "lllllrrrl" else "lllrrrrrl"
  c(
    wrap_text(sprintf(
      "%s: ratio of medians, arm / %s (%s)", noisy$metric[1], run$letters[[1]],
      describe_nodes(run$info)
    )), "",
    if (nrow(table)) c(format_columns(table, align, 1), ""),
    if (items) {
      c(wrap_text(sprintf(
        "Of %d comparisons: %s; all are in report.html.", nrow(noisy),
        count_verdicts(noisy$verdict)
      )), "")
    }
  )
}

largest_ratios <- function(noisy) {
  differing <- noisy[verdict %in% c("better", "worse", "differs")]
  utils::head(differing[order(-abs(log(ratio)))], noisy_lines)
}

html_noisy <- function(noisy, run, figures) {
  htmltools::tagList(
    htmltools::h2("Noisy metrics"),
    htmltools::p(
      "A difference needs a 95 % BCa interval of the ratio of medians without 1, a Mann-Whitney p",
      "below 0.05 after Holm's correction over the whole matrix (metrics with the same first word",
      "apart), and at least the metric's declared effect.", inline_code("same"),
      "needs an equivalence test within the margin; the rest is",
      inline_code("no evidence", "after"), "."
    ),
    if (length(figures)) html_figures(figures),
    html_noisy_tables(noisy, run$arms)
  )
}

html_noisy_tables <- function(noisy, arms) {
  if (is.null(noisy)) {
    return(html_paragraph(
      "No noisy metrics in this run: everything here is a count, nothing is a time."
    ))
  }
  items <- split(of_items(noisy), by = "metric", drop = TRUE)
  whole <- of_the_boot(noisy)
  htmltools::tagList(
    if (nrow(whole)) html_noisy_table(whole, arms),
    lapply(unname(items), function(rows) {
      summary <- list(as.character(rows$metric[1]), html_quiet(count_verdicts(rows$verdict)))
      html_details(summary, html_noisy_table(rows, arms))
    })
  )
}

html_noisy_table <- function(noisy, arms) {
  percent <- function(x) sub("^\\+", "", format_change(x))
  four <- function(x) sprintf("%.4f", x)
  columns <- noisy[, .(
    topology, mapping, label_metric(metric, item, node), html_arm(arm, arms), blocks,
    format_count(baseline), format_count(candidate), four(block_ratio), four(ratio),
    paste(four(low), "to", four(high)), four(p), four(p_holm), percent(detectable),
    percent(margin), html_verdict(verdict)
  )]
  heads <- c(
    "topology", "mapping", "metric", "arm", "blocks", "A median", "arm median",
    "median block ratio", "ratio of medians", "95 % BCa interval", "p", "p (Holm)", "detectable",
    "margin", "verdict"
  )
  html_table(columns, heads, "llllrrrrrrrrrrl", "compact")
}

draw_noisy <- function(noisy, run) c(list(figure_noisy(run, noisy)), figures_ratios(run, noisy))

# The page has it always, and says so where there are none.
noisy_section <- function() {
  section(
    "noisy", function(run, known) compare_noisy(run),
    applies = function(noisy) TRUE,
    tell = tell_noisy, text = text_noisy, html = html_noisy, figures = draw_noisy
  )
}
