# SPDX-License-Identifier: GPL-2.0-only
# "Who pays" as findings: made from the data, whoever it turns out to be.

# Modelled differences below this are told as none: a hundredth of a local read.
penalty_margin_ns <- 1

tell_penalty <- function(penalty, run) {
  told <- told_kinds(penalty$kinds)
  c(
    tell_payers(told), tell_latency_gaps(penalty$latency), tell_penalty_sum(told, run),
    tell_penalty_mappings(penalty$changes, penalty$layout$changes),
    tell_penalty_classes(penalty$classes, run$arms[1], penalty$layout$classes),
    tell_reach(penalty$reach, penalty$ram)
  )
}

# Reads (or the first operation that there is) at the smallest pages of the
# topology with most nodes: where it shows most.
told_kinds <- function(kinds) {
  told <- kinds[kind == levels(kind)[1]]
  told <- told[as.integer(mapping) == max(as.integer(mapping))]
  sizes <- told[, .(nodes = data.table::uniqueN(cpu_node)), by = topology]
  told[topology == sizes[which.max(nodes)]$topology]
}

# "100% for CPUs of nodes 0-2 and 1.2% for those of node 3 with A; ..."
tell_payers <- function(told) {
  if (all(told$references == 0)) {
    return(sprintf(
      "Who pays (modelled): no %s walks a table of the %s direct map on %s.", told$kind[1],
      told$mapping[1], told$topology[1]
    ))
  }
  told <- data.table::copy(told)[, share := share_of(remote_references, references)]
  arms <- told[, .(nodes = name_cpu_nodes(cpu_node)), by = .(arm, share)]
  arms <- arms[, .(text = join_words(sprintf("%s for CPUs of %s", share, nodes))), by = arm]
  said <- arms[, .(arms = join_words(as.character(arm))), by = text]
  sprintf(
    paste(
      "Who pays (modelled): of the entries of %s direct-map tables that walks of one %s reach on",
      "%s, the share on another node is %s."
    ),
    told$mapping[1], told$kind[1], told$topology[1],
    paste(sprintf("%s with %s", said$text, said$arms), collapse = "; ")
  )
}

name_cpu_nodes <- function(nodes) {
  sprintf("node%s %s", if (length(nodes) > 1) "s" else "", format_nodes(nodes))
}

# Sums over all CPUs: what moves from one CPU to another is neither gain nor loss.
tell_penalty_sum <- function(told, run) {
  if (anyNA(told$ns)) {
    return(NULL)
  }
  sums <- over_all_cpus(told)
  base <- sums[as.character(arm) == run$arms[1]]
  others <- sums[as.character(arm) != run$arms[1]]
  others[, text := sprintf(
    "%s (%s) with", format_ns_change(ns - base$ns), format_ns_change(bound - base$bound)
  )]
  said <- others[, .(arms = join_words(as.character(arm))), by = text]
  sprintf(
    paste(
      "Summed over all %s CPUs of %s, one %s by each waits %s for these tables with %s (%s if",
      "memory served every reference), modelled from %s; that changes by %s."
    ),
    format_count(sum(unique(told[, .(cpu_node, cpus)])$cpus)), told$topology[1], told$kind[1],
    format_ns(base$ns), run$arms[1], format_ns(base$bound),
    if (is.null(run$latency)) "the topology's distances" else run$latency$name,
    paste(said$text, said$arms, collapse = "; ")
  )
}

format_ns_change <- function(ns) {
  paste0(ifelse(ns > 0, "+", ifelse(ns < 0, "-", "")), format_ns(abs(ns)))
}

# The most that any arm changes for one operation of a CPU, by page size; `layout`
# has the changes by layout alone.
tell_penalty_mappings <- function(changes, layout = NULL) {
  if (is.null(changes)) {
    return(NULL)
  }
  most <- changes[
    , .(modelled = max(abs(ns)), bound = max(abs(bound)), text = tell_largest(.SD)),
    by = mapping
  ][order(-as.integer(mapping))]
  none <- most[modelled < penalty_margin_ns & bound < penalty_margin_ns]
  hidden <- most[modelled < penalty_margin_ns & bound >= penalty_margin_ns]
  c(
    sprintf(
      "The most that an arm changes for one operation of a CPU, modelled: %s.",
      paste(most[, sprintf(text, mapping)], collapse = "; ")
    ),
    tell_penalty_layout(most, layout),
    if (nrow(hidden)) {
      sprintf(
        paste(
          "Modelled caches hide it at %s, where no operation changes by %d ns; if memory served",
          "every reference, the most would be %s."
        ),
        join_words(as.character(hidden$mapping)), penalty_margin_ns,
        join_words(sprintf("%s at %s", format_ns(hidden$bound), hidden$mapping))
      )
    },
    if (nrow(none)) {
      sprintf(
        paste(
          "No penalty moves at %s: no operation changes by %d ns, even if memory served every",
          "reference."
        ),
        join_words(as.character(none$mapping)), penalty_margin_ns
      )
    }
  )
}

# What layout alone changes, and where no arm changes more.
tell_penalty_layout <- function(most, layout) {
  if (is.null(layout)) {
    return(NULL)
  }
  limits <- layout[, .(limit = max(abs(ns))), by = mapping][order(-as.integer(mapping))]
  limits[most, modelled := i.modelled, on = "mapping"]
  within <- limits[limit > 0 & modelled <= limit]
  c(
    sprintf(
      "Layout alone changes as much as %s.",
      join_words(sprintf("%s at %s", format_ns(limits$limit), limits$mapping))
    ),
    if (nrow(within)) {
      sprintf("No arm changes more than that at %s.", join_words(as.character(within$mapping)))
    }
  )
}

# With %s for the mapping.
tell_largest <- function(changes) {
  top <- changes[which.max(abs(ns))]
  if (top$ns == 0) {
    return("nothing at %s")
  }
  sprintf(
    "%s at %%s (%s, CPUs of node %.0f of %s, %s; %s if memory served every reference)",
    format_ns_change(top$ns), top$kind, top$cpu_node, top$topology, top$arm,
    format_ns_change(top$bound)
  )
}

# Shares below this are not told one by one.
told_share <- 0.001

# How much of the waiting is these tables', on CPU 0.
tell_penalty_shares <- function(shares) {
  shares <- shares[!is.na(share)]
  if (!nrow(shares)) {
    return(NULL)
  }
  most <- shares[, .(low = min(share), high = max(share)), by = .(mapping, kind)]
  most <- most[high >= told_share][order(-as.integer(mapping), -high)]
  waits <- "CPU 0 waits for memory by the model, tables of the direct map are"
  if (!nrow(most)) {
    return(sprintf("Of what %s less than %s anywhere.", waits, format_share(told_share)))
  }
  ranges <- Map(c, format_percent(most$low), format_percent(most$high))
  most[
    , text := paste(kind, vapply(ranges, function(two) paste(unique(two), collapse = " to "), ""))
  ]
  said <- most[, .(text = paste(text, collapse = ", ")), by = mapping]
  sprintf(
    "Of all that %s: %s; less than %s otherwise.", waits,
    paste(sprintf("at %s %s", said$mapping, said$text), collapse = "; "), format_share(told_share)
  )
}
