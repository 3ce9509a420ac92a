# SPDX-License-Identifier: GPL-2.0-only
# The findings of the page, in groups: what a change buys, what it costs, what it
# leaves as it was. Each section says of its sentences which group they are of; the
# text has the same sentences in the order of sections.

finding_groups <- c(
  first = "", buys = "What it buys", costs = "What it costs", found = "What else was found",
  same = "What did not change", trust = "How far this holds"
)

# sentence, group: in the order of groups, then of sections.
group_findings <- function(sections) {
  said <- lapply(unname(sections), function(section) {
    sentences <- section$tell(section$data, section$run)
    if (length(sentences)) {
      data.table::data.table(
        sentence = sentences, group = section$about(section$data, section$run)
      )
    }
  })
  said <- data.table::rbindlist(said)
  if (nrow(said)) said[order(match(group, names(finding_groups)))] else said
}

# The group of a metric's verdicts: worse in any cell is a cost.
about_verdicts <- function(verdicts) {
  if ("worse" %in% verdicts) {
    "costs"
  } else if ("better" %in% verdicts) {
    "buys"
  } else if ("differs" %in% verdicts) {
    "found"
  } else {
    "same"
  }
}

# The group of signed changes of one thing; both signs are no gain and no loss.
about_changes <- function(changes, less_is_better = TRUE) {
  changes <- changes[!is.na(changes)]
  gains <- if (less_is_better) -changes else changes
  if (any(gains > 0) && any(gains < 0)) {
    "found"
  } else if (any(gains > 0)) {
    "buys"
  } else if (any(gains < 0)) {
    "costs"
  } else {
    "same"
  }
}

html_findings <- function(said) {
  if (!nrow(said)) {
    return(NULL)
  }
  groups <- unname(split(said, by = "group", sorted = FALSE))
  titles <- finding_groups
  if (!any(c("buys", "costs") %in% said$group)) titles[["found"]] <- "What was found"
  htmltools::div(class = "findings", lapply(groups, function(of) {
    title <- titles[[of$group[1]]]
    htmltools::tagList(if (nzchar(title)) htmltools::h2(title), html_list(of$sentence))
  }))
}
