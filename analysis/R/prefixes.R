# SPDX-License-Identifier: GPL-2.0-only
# A series, prefix by prefix: the arms whose kernels are NAME@0, NAME@1, ... are
# the same base with ever more patches, and each is compared with the one before.
# So are commits of one tree, TREE@REVISION, in the order of the plan.

prefix_pattern <- "^([A-Za-z0-9._-]+)@([0-9]+)$"
commit_pattern <- "^(.*)@([^@:]+)$"

# Arms that are prefixes: arm, kernel, parameters, patches, commit, subject,
# series, n.
prefix_arms <- function(info) {
  arms <- arm_table(info)
  patches <- arms[grepl(prefix_pattern, kernel)]
  patches[, series := sub(prefix_pattern, "\\1", kernel)]
  patches[, n := as.integer(sub(prefix_pattern, "\\2", kernel))]
  arms <- rbind(patches, commit_arms(arms), use.names = TRUE)
  arms <- unique(arms, by = c("kernel", "parameters"))
  arms[order(match(series, unique(series)), nzchar(parameters), parameters, n)]
}

# Three commits of one tree are a series; two are a comparison.
commit_arms <- function(arms) {
  arms <- arms[nzchar(commit) & grepl(commit_pattern, kernel)]
  arms[, series := basename(sub(commit_pattern, "\\1", kernel))]
  arms[, n := match(kernel, unique(kernel)) - 1L, by = series]
  arms[, many := data.table::uniqueN(kernel) > 2, by = series]
  arms[many == TRUE][, many := NULL]
}

# One row per arm, in the order of the columns of its table (`chain`): the arm
# before it (`reference`, NA for the first) and what was added: `label` is
# "1" or "1-3" for patches and "+parameters" for a parameter, `subject` says more.
# A lone arm with parameters follows the same prefix without them.
prefix_steps <- function(info) {
  steps <- prefix_arms(info)
  steps[, reference := data.table::shift(arm), by = .(series, parameters)]
  steps[, before := data.table::shift(n), by = .(series, parameters)]
  steps[, lone := .N == 1 & nzchar(parameters), by = .(series, parameters)]
  steps[lone == TRUE, reference := steps[!nzchar(parameters)][.SD, on = c("series", "n"), x.arm]]
  steps[
    ,
    chain := ifelse(
      lone | !nzchar(parameters), series, paste0(series, "+", gsub(" ", "+", parameters))
    )
  ]
  steps[, label := ifelse(lone, paste0("+", gsub(" ", "+", parameters)),
    ifelse(is.na(before) | n - before == 1, n, paste0(before + 1, "-", n)))]
  steps[!nzchar(commit), subject := mapply(patch_subject, patches, n - before, lone)]
  steps[nzchar(commit) & (lone | is.na(before) | n - before != 1), subject := ""]
  steps <- steps[!lone | !is.na(reference), .(chain, arm, reference, n, label, lone, subject)]
  steps[chain %in% steps[!is.na(reference), chain]]
}

# What a patch is about, from the name `git format-patch` gave its file and cut
# at 63 characters; empty where a step is more than one patch, or none.
patch_subject <- function(patches, added, lone) {
  if (lone || is.na(added) || added != 1 || !length(patches)) {
    return("")
  }
  name <- basename(patches[length(patches)])
  cut <- if (nchar(name) >= 63) "..." else ""
  paste0(gsub("-", " ", sub("\\.patch$", "", sub("^[0-9]+-", "", name))), cut)
}

# Every step against the arm before it, nodes summed up.
compare_steps <- function(run, steps = prefix_steps(run$info), values = exact_values(run)) {
  pairs <- steps[!is.na(reference), .(reference, arm)]
  sum_nodes(compare_exact(run, values, pairs))
}

# Reservations of an arm but the kernel's own, whose size changes with the code:
# what a step must leave alone to have "the same placements".
trace_of <- function(run, name) {
  trace <- run$placements[as.character(arm) == name & block == min(block) & class != "kernel"]
  trace[, .(topology, mapping, start, end, class, before_srat, released)]
}

# Classes with reservations elsewhere than in the reference, by the boots that
# both arms completed; NULL without any.
moved_classes <- function(run, name, reference) {
  if (is.null(run$placements)) {
    return(NULL)
  }
  mine <- trace_of(run, name)
  theirs <- trace_of(run, reference)
  boots <- data.table::fintersect(
    unique(mine[, .(topology, mapping)]), unique(theirs[, .(topology, mapping)])
  )
  if (!nrow(boots)) {
    return(NULL)
  }
  mine <- mine[boots, on = names(boots)]
  theirs <- theirs[boots, on = names(boots)]
  sort(unique(c(
    data.table::fsetdiff(mine, theirs, all = TRUE)$class,
    data.table::fsetdiff(theirs, mine, all = TRUE)$class
  )))
}
