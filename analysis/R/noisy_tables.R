# SPDX-License-Identifier: GPL-2.0-only
# Noisy metrics in words and tables.

timed_told <- 5

# Of many items those that differ most have lines: the others are counted.
noisy_lines <- 12

# "1.100", "-1.5".
format_estimate <- function(x, scale, digits = 3) {
  ifelse(scale == "ratio", sprintf("%.*f", as.integer(digits), x), format_signed(x))
}

format_signed <- function(x) {
  ifelse(x == 0, "0", paste0(ifelse(x > 0, "+", ""), trimws(formatC(x, digits = 4, format = "fg"))))
}

# "1.098-1.102", "-2 to -1"; so few blocks may have none.
format_interval <- function(low, high, scale, digits = 3) {
  ends <- ifelse(scale == "ratio", "-", " to ")
  text <- paste0(format_estimate(low, scale, digits), ends, format_estimate(high, scale, digits))
  ifelse(is.finite(high), text, "none")
}

format_p <- function(p) ifelse(is.na(p), "-", ifelse(p < 0.0005, "<.001", sprintf("%.3f", p)))

# None is large enough: "none".
format_detectable <- function(detectable, scale) {
  size <- ifelse(
    scale == "ratio", sub("^\\+", "", format_change(detectable)),
    sub("^\\+", "", format_signed(detectable))
  )
  ifelse(is.na(detectable), "none", size)
}

# "ratio 1.100, 95% interval 1.098 to 1.102" or "difference -1.5 ns, 95% interval ...".
tell_estimate <- function(noisy) {
  noisy[, {
    unit <- ifelse(scale == "ratio", "", paste0(" ", unit))
    interval <- sprintf(
      ", 95%% interval %s to %s", format_estimate(low, scale), format_estimate(high, scale)
    )
    paste0(scale, " ", format_estimate(estimate, scale), unit, ifelse(
      is.finite(high), interval, sprintf(", no 95%% interval of %d blocks", as.integer(blocks))
    ))
  }]
}

is_found <- function(noisy) noisy$verdict %in% c("better", "worse", "differs")

tell_noisy <- function(noisy, run) unlist(noisy_sentences(noisy, run), use.names = FALSE)

about_noisy <- function(noisy, run) {
  said <- noisy_sentences(noisy, run)
  rep(names(said), lengths(said))
}

# Sentences by the group that they are of, in order; a group may come again.
noisy_sentences <- function(noisy, run) {
  if (is.null(noisy)) {
    return(NULL)
  }
  found <- noisy[is_found(noisy)]
  found <- found[order(nzchar(item), -size_of(found))]
  told <- utils::head(found, timed_told)
  said <- if (nrow(told)) {
    told[, sprintf(
      "%s is %s with %s on %s (%s direct map): %s.", label_metric(metric, item, node), verdict,
      arm, topology, mapping, tell_estimate(told)
    )]
  }
  c(
    stats::setNames(as.list(said), vapply(told$verdict, about_verdicts, "")),
    list(
      found = if (nrow(found) > nrow(told)) {
        sprintf(
          "%d more timed comparisons differ, by smaller ratios.", nrow(found) - nrow(told)
        )
      },
      same = tell_no_evidence(noisy),
      trust = c(tell_few_blocks(noisy), tell_left_out(noisy), tell_modes(noisy, run))
    )
  )
}

tell_no_evidence <- function(noisy) {
  none <- noisy[verdict == "no evidence"]
  if (!nrow(none)) {
    return(NULL)
  }
  known <- none[scale == "ratio" & !is.na(detectable)]
  paste0(
    sprintf(
      "In %d of %d timed comparisons there is no evidence of a difference", nrow(none),
      sum(noisy$blocks > 0)
    ),
    if (nrow(known)) {
      sprintf(
        "; effects below %s could not have been seen there",
        format_detectable(max(known$detectable), "ratio")
      )
    },
    "."
  )
}

# How many blocks it takes where these cannot show a difference of any size.
tell_few_blocks <- function(noisy) {
  compared <- sum(!is.na(noisy$p))
  few <- noisy[blocks > 0 & !is_found(noisy) & blocks < blocks_needed(compared)]
  if (!nrow(few)) {
    return(NULL)
  }
  needed <- blocks_needed(c(1, compared))
  after <- sprintf(", and %2$.0f after Holm over the %1$d comparisons", compared, needed[2])
  few[, .(metrics = join_words(unique(metric))), by = blocks][, sprintf(
    "No verdict of a difference is possible with %d %s: it takes %.0f%s (%s).",
    as.integer(blocks), ifelse(blocks == 1, "block", "blocks"), needed[1],
    if (needed[2] > needed[1]) after else "", metrics
  )]
}

tell_left_out <- function(noisy) {
  some <- noisy[left_out > 0]
  if (!nrow(some)) {
    return(NULL)
  }
  some <- some[, .(metrics = join_words(unique(metric))), by = .(arm, topology, mapping, left_out)]
  some[, sprintf(
    "%d %s of %s on %s (%s direct map) left out: it or the baseline has no value there (%s).",
    as.integer(left_out), ifelse(left_out == 1, "block", "blocks"), arm, topology, mapping,
    metrics
  )]
}

# Where values come in two groups an estimate may speak of neither.
tell_modes <- function(noisy, run) {
  modes <- noisy[, .(metric = c(metric, metric), topology, mapping, arm = c(
    rep(run$arms[1], .N), as.character(arm)), two = c(modes_baseline, modes_candidate))]
  modes <- unique(modes[two == TRUE, .(metric, topology, mapping, arm)])
  if (!nrow(modes)) {
    return(NULL)
  }
  modes <- modes[, .(arms = join_words(arm)), by = .(metric, topology, mapping)]
  modes[, sprintf(
    paste(
      "%s of %s on %s (%s direct map) is bimodal: its values are in two groups, and the estimate",
      "may fit neither."
    ),
    metric, arms, topology, mapping
  )]
}

text_noisy <- function(noisy, run) {
  if (is.null(noisy)) {
    return(NULL)
  }
  metrics <- split(noisy[blocks > 0], by = "metric")
  c(
    unlist(lapply(metrics, text_noisy_metric, run = run), use.names = FALSE),
    if (any(noisy$verdict == "no evidence" & noisy$p < noisy_alpha, na.rm = TRUE)) {
      c(wrap_text(paste(
        "An interval is that of one comparison; the verdict holds after Holm's correction over all",
        sum(!is.na(noisy$p))
      )), "")
    },
    if (any(noisy$blocks == 0)) c(wrap_text(tell_not_paired(noisy)), "")
  )
}

# Rows without a complete block are in no table.
tell_not_paired <- function(noisy) {
  none <- unique(as.character(noisy[blocks == 0]$metric))
  if (length(none)) sprintf("Not compared, for no complete block: %s.", join_words(none))
}

text_noisy_metric <- function(noisy, run) {
  items <- nrow(of_items(noisy)) > 0
  shown <- if (items) largest_ratios(noisy) else noisy
  table <- shown[, .(
    item,
    node = ifelse(is.na(node), "", node), topology, map = mapping,
    arm = run$letters[as.character(arm)], estimate = format_estimate(estimate, scale),
    `95% interval` = format_interval(low, high, scale), p = format_p(p), holm = format_p(p_holm),
    mde = format_detectable(detectable, scale), n = blocks, verdict
  )]
  table[, (if (items) c("p", "holm", "n") else c("item", "node")) := NULL]
  align <- if (items) "lllllrrrl" else "lllrrrrrrl"
  scales <- c(
    if (any(noisy$scale == "ratio")) sprintf("ratio, arm / %s", run$letters[[1]]),
    if (any(noisy$scale == "difference")) {
      sprintf(
        "difference, arm - %s, in %s, signed, where values are 0 or less", run$letters[[1]],
        noisy$unit[1]
      )
    }
  )
  c(
    wrap_text(sprintf(
      "%s: %s, by block (%s)", noisy$metric[1], join_words(scales), describe_nodes(run$info)
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

# For the order of comparisons; what comes from or falls to nothing is first.
size_of <- function(noisy) {
  is_ratio <- noisy$scale == "ratio"
  ifelse(is_ratio, abs(log(ifelse(is_ratio, noisy$estimate, 1))), abs(noisy$change))
}

largest_ratios <- function(noisy) {
  differing <- noisy[is_found(noisy)]
  utils::head(differing[order(-size_of(differing))], noisy_lines)
}

html_noisy <- function(noisy, run, figures) {
  htmltools::tagList(
    htmltools::h2("Noisy metrics"),
    htmltools::p(
      "Arms are paired by block. The estimate is Hodges and Lehmann's of the ratios in a block (of",
      "the differences, signed, where a value is 0 or less); the interval and p are those of the",
      "exact signed-rank test. A difference needs a p below 0.05 after Holm's correction over all",
      "comparisons.", inline_code("same"),
      "needs an equivalence test within the margin; the rest is",
      inline_code("no evidence"), "or, with too few blocks for any verdict,",
      inline_code("invalid", "after"), "."
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
  paired <- noisy[blocks > 0]
  items <- split(of_items(paired), by = "metric", drop = TRUE)
  whole <- of_the_boot(paired)
  htmltools::tagList(
    if (nrow(whole)) html_noisy_table(whole, arms),
    lapply(unname(items), function(rows) {
      summary <- list(as.character(rows$metric[1]), html_quiet(count_verdicts(rows$verdict)))
      html_details(summary, html_noisy_table(rows, arms))
    }),
    lapply(tell_not_paired(noisy), html_paragraph)
  )
}

html_noisy_table <- function(noisy, arms) {
  columns <- noisy[, .(
    topology, mapping, label_metric(metric, item, node), html_arm(arm, arms), blocks, left_out,
    format_count(baseline), format_count(candidate), scale, format_estimate(estimate, scale, 4),
    format_interval(low, high, scale, 4), format_p(p), format_p(p_holm),
    format_detectable(detectable, scale), format_share(margin), html_verdict(verdict)
  )]
  heads <- c(
    "topology", "mapping", "metric", "arm", "blocks", "left out", "A median", "arm median", "scale",
    "estimate", "95 % interval", "p", "p (Holm)", "detectable", "margin", "verdict"
  )
  html_table(columns, heads, "llllrrrrlrrrrrrl", "compact")
}

draw_noisy <- function(noisy, run) c(list(figure_noisy(run, noisy)), figures_ratios(run, noisy))

# The page has it always, and says so where there are none.
noisy_section <- function() {
  section(
    "noisy", function(run, known) compare_noisy(run),
    applies = function(noisy) TRUE,
    tell = tell_noisy, about = about_noisy, text = text_noisy, html = html_noisy,
    figures = draw_noisy
  )
}
