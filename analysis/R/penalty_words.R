# SPDX-License-Identifier: GPL-2.0-only
# "Who pays" as findings: made from the data, whoever it turns out to be.

# Modelled differences below this are told as none: a hundredth of a local read.
penalty_margin_ns <- 1

tell_penalty <- function(run) {
  values <- penalty_values(run)
  costs <- penalty_costs(run, values)
  if (is.null(costs)) {
    return(NULL)
  }
  kinds <- penalty_kinds(costs)
  told <- told_kinds(run, kinds)
  c(tell_payers(told), tell_latency_gaps(topology_latency(run, values)), tell_penalty_sum(told, run), tell_penalty_mappings(kinds, run), tell_penalty_classes(run, values),
    tell_reach(values, run))
}

# Reads (or the first operation that there is) at the smallest pages of the
# topology with most nodes: where it shows most.
told_kinds <- function(run, kinds) {
  told <- kinds[kind == levels(kind)[1]]
  told <- told[as.integer(mapping) == max(as.integer(mapping))]
  sizes <- told[, .(nodes = data.table::uniqueN(cpu_node)), by = topology]
  told[topology == sizes[which.max(nodes)]$topology]
}

# "100% for CPUs of nodes 0-2 and 1.2% for those of node 3 with A; ..."
tell_payers <- function(told) {
  told <- data.table::copy(told)[, share := share_of(remote_references, references)]
  if (all(told$references == 0)) {
    return(sprintf("Who pays (modelled): no %s walks a table of the %s direct map on %s.", told$kind[1], told$mapping[1], told$topology[1]))
  }
  arms <- told[, .(nodes = name_cpu_nodes(cpu_node)), by = .(arm, share)]
  arms <- arms[, .(text = join_words(sprintf("%s for CPUs of %s", share, nodes))), by = arm]
  said <- arms[, .(arms = join_words(as.character(arm))), by = text]
  sprintf("Who pays (modelled): of the entries of %s direct-map tables that walks of one %s reach on %s, the share on another node is %s.",
    told$mapping[1], told$kind[1], told$topology[1], paste(sprintf("%s with %s", said$text, said$arms), collapse = "; "))
}

name_cpu_nodes <- function(nodes) sprintf("node%s %s", if (length(nodes) > 1) "s" else "", format_nodes(nodes))

# Sums over all CPUs: what moves from one CPU to another is neither gain nor loss.
tell_penalty_sum <- function(told, run) {
  if (anyNA(told$ns)) {
    return(NULL)
  }
  sums <- over_all_cpus(told)
  base <- sums[as.character(arm) == run$arms[1]]
  others <- sums[as.character(arm) != run$arms[1]]
  others[, text := sprintf("%s (%s) with", format_ns_change(ns - base$ns), format_ns_change(bound - base$bound))]
  said <- others[, .(arms = join_words(as.character(arm))), by = text]
  sprintf("Summed over all %s CPUs of %s, one %s by each waits %s for these tables with %s (%s if memory served every reference), modelled from %s; that changes by %s.",
    format_count(sum(unique(told[, .(cpu_node, cpus)])$cpus)), told$topology[1], told$kind[1], format_ns(base$ns), run$arms[1], format_ns(base$bound),
    if (is.null(run$latency)) "the topology's distances" else run$latency$name, paste(said$text, said$arms, collapse = "; "))
}

format_ns_change <- function(ns) paste0(ifelse(ns > 0, "+", ifelse(ns < 0, "-", "")), format_ns(abs(ns)))

# The most that any arm changes for one operation of a CPU, by page size.
tell_penalty_mappings <- function(kinds, run) {
  changes <- penalty_changes(kinds, run)
  if (is.null(changes)) {
    return(NULL)
  }
  most <- changes[, .(model = max(abs(ns)), bound = max(abs(bound)), text = tell_largest(.SD)), by = mapping][order(-as.integer(mapping))]
  none <- most[model < penalty_margin_ns & bound < penalty_margin_ns]
  hidden <- most[model < penalty_margin_ns & bound >= penalty_margin_ns]
  c(sprintf("The most that an arm changes for one operation of a CPU, modelled: %s.", paste(most[, sprintf(text, mapping)], collapse = "; ")),
    if (nrow(hidden)) sprintf("Modelled caches hide it at %s, where no operation changes by %d ns; if memory served every reference, the most would be %s.",
      join_words(as.character(hidden$mapping)), penalty_margin_ns, join_words(sprintf("%s at %s", format_ns(hidden$bound), hidden$mapping))),
    if (nrow(none)) sprintf("No penalty moves at %s: no operation changes by %d ns, even if memory served every reference.",
      join_words(as.character(none$mapping)), penalty_margin_ns))
}

tell_largest <- function(changes) {
  top <- changes[which.max(abs(ns))]
  if (top$ns == 0) "nothing at %s" else sprintf("%s at %%s (%s, CPUs of node %.0f of %s, %s; %s if memory served every reference)", format_ns_change(top$ns), top$kind,
    top$cpu_node, top$topology, top$arm, format_ns_change(top$bound))
}

# Candidate less baseline for each kind of operation and CPU.
penalty_changes <- function(kinds, run) {
  operations <- kinds[kind != "boot" & !is.na(ns)]
  keys <- c("topology", "mapping", "kind", "cpu_node")
  base <- operations[as.character(arm) == run$arms[1]]
  changes <- operations[as.character(arm) != run$arms[1]][base, on = keys, nomatch = NULL]
  if (!nrow(changes)) {
    return(NULL)
  }
  changes[, c("ns", "bound") := .(ns - i.ns, bound - i.bound)]
  changes[, c(keys, "arm", "ns", "bound"), with = FALSE]
}

# Shares below this are not told one by one.
told_share <- 0.001

# How much of the waiting is these tables', on CPU 0.
tell_penalty_shares <- function(run) {
  shares <- penalty_shares(run)[!is.na(share)]
  if (!nrow(shares)) {
    return(NULL)
  }
  most <- shares[, .(low = min(share), high = max(share)), by = .(mapping, kind)][high >= told_share][order(-as.integer(mapping), -high)]
  if (!nrow(most)) {
    return(sprintf("Of what CPU 0 waits for memory by the model, tables of the direct map are less than %s anywhere.", format_share(told_share)))
  }
  most[, text := sprintf("%s %s", kind, vapply(Map(c, low, high), function(range) paste(unique(format_percent(range)), collapse = " to "), ""))]
  said <- most[, .(text = paste(text, collapse = ", ")), by = mapping]
  sprintf("Of all that CPU 0 waits for memory by the model, tables of the direct map are: %s; less than %s otherwise.", paste(sprintf("at %s %s", said$mapping, said$text), collapse = "; "),
    format_share(told_share))
}
