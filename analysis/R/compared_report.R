# SPDX-License-Identifier: GPL-2.0-only
# The report of runs that are compared: what differs in their inputs and what cannot
# be compared stand first, then each pair of arms that differs, as a report of two
# arms has it.

compared_title <- function(run) {
  words <- vapply(run$runs, function(one) one$word, "")
  sprintf("%s against %s", join_words(words[-1]), words[1])
}

# The sections of each pair that differs, under names of their own.
prepare_compared <- function(run) {
  parts <- lapply(seq_len(nrow(run$pairs)), function(i) {
    prepare_pair(run, run$pairs$reference[i], run$pairs$arm[i], i)
  })
  summary <- pairs_section(lapply(parts, function(part) part$comparison))
  c(
    prepare_sections(list(completed_section(), summary), run, run),
    unlist(lapply(parts, function(part) part$sections), recursive = FALSE),
    prepare_sections(list(states_section(), compared_limits(), repeat_section()), run, run)
  )
}

# "One QEMU" is said where it was one.
compared_limits <- function() {
  section <- limits_section()
  section$data <- function(run, known) {
    qemus <- unique(each_run(run, function(one) qemu_version(one$info)))
    setdiff(run_limits(run, known), if (length(qemus) > 1) limits_of_qemu(run$info))
  }
  section
}

# What is of one run only, or of blocks, has no meaning here.
pair_sections <- function() {
  Filter(function(section) !section$whole && section$name != "noisy", report_sections())
}

prepare_pair <- function(run, reference, candidate, index) {
  pair <- pair_run(run, reference, candidate)
  comparison <- if (nrow(pair$samples)) completed_rows(compare_exact(pair), pair)
  changed <- !is.null(comparison) && any(!comparison$difference %in% 0)
  sections <- if (changed) prepare_sections(pair_sections(), pair, pair)
  if (changed) {
    head <- prepare_sections(list(pair_section(sections)), pair, pair)
    sections <- lapply(c(head, sections), number_section, index = index)
    names(sections) <- vapply(sections, function(section) section$name, "")
  }
  list(comparison = list(pair = c(reference, candidate), table = comparison), sections = sections)
}

# Its findings stand in the pair's head, and each figure is a file.
number_section <- function(section, index) {
  section$tell <- nothing
  section$name <- paste0(index, ".", section$name)
  draw <- section$figures
  section$figures <- function(data, run) {
    lapply(Filter(Negate(is.null), draw(data, run)), function(figure) {
      figure$name <- paste0(figure$name, "-", index)
      figure
    })
  }
  section
}

# The head of a pair's sections: who it is, and what was found.
pair_section <- function(sections) {
  section(
    "pair", function(run, known) sections,
    applies = function(sections) TRUE,
    text = function(sections, run) {
      title <- sprintf("B, %s, against A, %s", run$arms[2], run$arms[1])
      c(wrap_text(title), strrep("=", min(nchar(title), text_width)), "",
        bullets(tell_sections(sections)), "")
    },
    html = function(sections, run, figures) {
      title <- sprintf("%s against %s", run$arms[2], run$arms[1])
      htmltools::tagList(
        htmltools::h1(title), html_headline(sections), html_findings(group_findings(sections))
      )
    }
  )
}

pairs_section <- function(comparisons) {
  section(
    "pairs", function(run, known) count_pairs(comparisons), tell = tell_pairs
  )
}

# One row per pair: how many exact values it has, how many differ.
count_pairs <- function(comparisons) {
  data.table::rbindlist(lapply(comparisons, function(one) {
    data.table::data.table(
      reference = one$pair[1], arm = one$pair[2], values = NROW(one$table),
      different = sum(!one$table$difference %in% 0)
    )
  }))
}

tell_pairs <- function(counts, run) {
  equal <- counts[values > 0 & different == 0]
  other <- counts[different > 0]
  c(
    if (nrow(equal)) {
      sprintf(
        "Equal in every exact value: %s.",
        join_words(equal[, sprintf("%s and %s (%s)", arm, reference, format_count(values))])
      )
    },
    other[, sprintf(
      "%s of %s exact values of %s differ from %s.", format_count(different), format_count(values),
      arm, reference
    )]
  )
}

text_compared_heading <- function(run) {
  title <- compared_title(run)
  c(
    wrap_text(title), strrep("=", min(nchar(title), text_width)),
    wrap_text(paste(
      "Runs that were made before, compared from their sealed evidence: nothing was booted. Exact",
      "metrics are counts, not times."
    )), "",
    unlist(lapply(seq_along(run$runs), function(i) text_run(run$runs[[i]], i))), "",
    text_inputs(input_facts(run)), "",
    "Not compared, or with care:", "", bullets(tell_excluded(run))
  )
}

tell_excluded <- function(run) {
  if (length(run$excluded)) run$excluded else "Nothing: every cell and metric is in all."
}

text_run <- function(one, index) {
  arm <- if (!is.null(one$asked)) sprintf(", arm %s", one$asked)
  wrap_text(sprintf(
    "run%d  %s%s: %s, begun %s", index, one$word, arm %||% "", one$folder,
    info_field(one$info, "stamp")
  ), 6)
}

bullets <- function(sentences) unlist(lapply(paste("-", sentences), wrap_text, indent = 2))

# Hashes and commits are told by 12 digits.
shorten_fact <- function(value) {
  gsub("\\b([0-9a-f]{12})(?:[0-9a-f]{28}|[0-9a-f]{52})\\b", "\\1", value, perl = TRUE)
}

name_fact <- function(fact, arms) ifelse(nzchar(arms), sprintf("%s (%s)", fact, arms), fact)

fact_columns <- function(facts) grep("^run[0-9]+$", names(facts), value = TRUE)

# Whether no run recorded it.
is_blank <- function(facts) {
  columns <- fact_columns(facts)
  apply(facts[, ..columns], 1, function(values) all(values %in% c("-", fact_unknown)))
}

text_inputs <- function(facts) {
  columns <- fact_columns(facts)
  known <- facts[differs == TRUE & !is_blank(facts)]
  lines <- unlist(lapply(seq_len(nrow(known)), function(i) {
    values <- shorten_fact(unlist(known[i, ..columns]))
    name <- name_fact(known$fact[i], known$arms[i])
    bullets(sprintf("%s: %s", name, if (length(values) == 2) {
      paste(values, collapse = " -> ")
    } else {
      paste(columns, values, collapse = ", ")
    }))
  }))
  c(
    "Inputs that differ:", "", if (length(lines)) lines else bullets("none that is recorded."), "",
    wrap_text(c(tell_together(nrow(known)), tell_same_inputs(facts)))
  )
}

tell_together <- function(inputs) {
  if (inputs > 1) "What is found is of all these together: nothing says which of them made it."
}

# What is equal, and what no run recorded. A fact that is equal in some arms names them.
tell_same_inputs <- function(facts) {
  blank <- is_blank(facts)
  same <- facts[!blank & differs == FALSE]
  mixed <- facts[differs == TRUE]$fact
  names <- unique(same[, ifelse(fact %in% mixed, name_fact(fact, arms), fact)])
  c(
    if (length(names)) sprintf("The same in all: %s.", join_words(names)),
    if (any(blank)) sprintf("Not recorded by any: %s.", join_words(unique(facts[blank]$fact)))
  )
}

html_compared_heading <- function(run) {
  field <- function(read) vapply(run$runs, read, "")
  runs <- list(
    paste0("run", seq_along(run$runs)), field(function(one) one$word),
    html_code(field(function(one) one$folder)),
    field(function(one) one$asked %||% "all"), field(function(one) info_field(one$info, "plan")),
    field(function(one) info_field(one$info, "stamp")),
    field(function(one) info_field(one$info, "version"))
  )
  heads <- c("run", "named", "folder", "arms", "plan", "begun", "numaboot")
  htmltools::tagList(
    htmltools::h1(compared_title(run)),
    htmltools::p(
      class = "lead",
      "Runs that were made before, compared from their sealed evidence: nothing was booted. Exact",
      "metrics are counts, not times."
    ),
    html_table(runs, heads, "lllllll")
  )
}

# What differs in the runs' inputs, and what is not compared.
html_compared_inputs <- function(run) {
  facts <- input_facts(run)
  columns <- fact_columns(facts)
  other <- facts[differs == TRUE & !is_blank(facts)]
  shown <- lapply(
    c(list(input = name_fact(other$fact, other$arms)), other[, ..columns]), html_fact
  )
  htmltools::tagList(
    htmltools::h2("Inputs that differ"),
    if (nrow(other)) {
      html_table(unname(shown), names(shown), strrep("l", length(shown)), "compact")
    } else {
      html_paragraph("None that is recorded.")
    },
    html_paragraph(c(tell_together(nrow(other)), tell_same_inputs(facts))),
    htmltools::h2("Not compared, or with care"),
    html_list(tell_excluded(run))
  )
}

html_fact <- function(values) {
  each_html(values, function(one) {
    htmltools::span(class = "wrapped", title = one, shorten_fact(one))
  })
}

# How to compare again, and what made the runs.
repeat_section <- function() {
  section(
    "repeat", function(run, known) run$runs, whole = TRUE, text = text_repeat, html = html_repeat
  )
}

# By folders: the words may mean other runs by then.
repeat_command <- function(runs) {
  words <- vapply(runs, function(one) {
    paste(c(one$folder, one$asked), collapse = ":")
  }, "")
  quote_command(c(program_word(runs[[1]]$info), "compare", words))
}

made_by <- function(info) quote_command(again_words(info))

text_repeat <- function(runs, run) {
  c(
    "Compared again by:", "", paste0("    ", repeat_command(runs)), "",
    unlist(lapply(seq_along(runs), function(i) {
      c(sprintf("run%d is made again by:", i), "", paste0("    ", made_by(runs[[i]]$info)), "")
    }))
  )
}

html_repeat <- function(runs, run, figures) {
  htmltools::tagList(
    htmltools::h2("Appendix: comparing again"),
    htmltools::pre(paste(repeat_command(runs), collapse = "\n")),
    lapply(seq_along(runs), function(i) {
      htmltools::tagList(
        html_paragraph(sprintf("run%d is made again by:", i)),
        htmltools::pre(paste(made_by(runs[[i]]$info), collapse = "\n"))
      )
    }),
    html_details("What the metrics mean", html_metrics(run))
  )
}
