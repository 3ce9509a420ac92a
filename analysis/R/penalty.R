# SPDX-License-Identifier: GPL-2.0-only
# Walks of the direct map's tables (workload penalty): how many entries walks
# read on each node, how many of them memory served, and what a CPU of each node
# waits for these: counts times nanoseconds of a matrix, modelled and never
# measured. The walks were counted on CPU 0; the tables that they read are the
# same from any CPU.

# Parts of a boot come before operations.
penalty_boot <- c("firmware", "before-srat", "after-srat", "init")
penalty_operations <- c("read", "fault", "fork", "dentry", "syscall")

# All that the section shows, as of the functions below and of penalty_classes.R
# and reach.R; NULL without the workload. `scaling` is the data of that section.
penalty_data <- function(run, scaling = NULL) {
  values <- penalty_values(run)
  if (!nrow(values)) {
    return(NULL)
  }
  latency <- topology_latency(run, values)
  costs <- penalty_costs(penalty_counts(run, values), latency)
  kinds <- penalty_kinds(costs)
  list(
    latency = latency, costs = costs, kinds = kinds, changes = penalty_changes(kinds, run),
    layout = penalty_layout(run),
    shares = penalty_shares(values, latency), classes = penalty_class_costs(values, latency),
    reach = reach_table(values), slopes = booted_slopes(scaling$models),
    ram = guest_sizes(run$memory[topology %in% values$topology])
  )
}

# What layout alone does, as `changes` and `classes`; NULL without a control.
penalty_layout <- function(run) {
  both <- control_run(run)
  values <- if (!is.null(both)) penalty_values(both)
  if (!NROW(values)) {
    return(NULL)
  }
  latency <- topology_latency(run, values)
  kinds <- penalty_kinds(penalty_costs(penalty_counts(run, values), latency))
  list(changes = penalty_changes(kinds, both), classes = penalty_class_costs(values, latency))
}

penalty_values <- function(run) {
  exact_values(run)[workload == "penalty" & !is.na(arm)]
}

# "read-node0.direct.pte" is the stage read-node0, the region direct and the
# level pte; "init.free" the stage init and the class free.
split_penalty_item <- function(item) {
  parts <- strsplit(item, ".", fixed = TRUE)
  part <- function(i) vapply(parts, function(words) if (length(words) < i) "" else words[i], "")
  list(stage = part(1), region = part(2))
}

# Of each arm: its stages and, of operations, how many of them (NA of a boot's).
penalty_stages <- function(values) {
  staged <- c("walks", "table-references", "table-fetches", "memory-fetches", "operations")
  keys <- c("topology", "mapping", "arm", "stage")
  rows <- values[role %in% staged][, stage := split_penalty_item(item)$stage]
  stages <- unique(rows[, ..keys])
  stages[rows[role == "operations"], operations := i.value, on = keys]
  order_stages(stages)
}

# Stages of a boot in its order, then operations, those on one node apart by it.
order_stages <- function(stages) {
  known <- unique(stages$stage)
  kind <- operation_kind(known)
  rank <- match(kind, c(penalty_boot, penalty_operations), nomatch = 99)
  stages[, stage := factor(stage, known[order(rank, kind, nchar(known), known)])]
  data.table::setorder(stages, topology, mapping, arm, stage)[]
}

# "read-node3" is one kind of read.
operation_kind <- function(stage) sub("-node[0-9]+$", "", as.character(stage))

# One row per topology, mapping, arm, stage and node with memory: references and
# fetches of tables of the direct map on that node.
penalty_counts <- function(run, values) {
  rows <- values[role %in% c("table-references", "table-fetches")]
  rows[, c("stage", "region") := split_penalty_item(item)]
  rows <- rows[region == "direct"]
  lost <- rows[is.na(node)]
  if (nrow(lost)) {
    refuse("%s %s has no node, expected that of the table.", lost$metric[1], lost$item[1])
  }
  stages <- penalty_stages(values)
  nodes <- unique(run$memory[, .(topology, memory_node = node)])
  counts <- nodes[stages, on = "topology", allow.cartesian = TRUE]
  keys <- c("topology", "mapping", "arm", "stage", "node")
  for (name in c("references", "fetches")) {
    sums <- rows[role == paste0("table-", name), .(value = sum(value)), by = keys]
    counts[, (name) := 0][sums, (name) := i.value, on = c(keys[1:4], memory_node = "node")]
  }
  first <- c("topology", "mapping", "arm", "stage", "operations", "memory_node")
  data.table::setcolorder(counts, first)[]
}

# One row per topology, mapping, arm, stage and node with CPUs: references and
# fetches, those to another node, ns of the fetches, and bound, ns if memory
# served every reference. All for the whole stage.
penalty_costs <- function(counts, latency) {
  keys <- c("topology", "memory_node")
  pairs <- counts[latency, on = keys, allow.cartesian = TRUE, nomatch = NULL]
  costs <- pairs[, {
    remote <- memory_node != cpu_node
    list(
      references = sum(references), fetches = sum(fetches),
      remote_references = sum(references[remote]), remote_fetches = sum(fetches[remote]),
      ns = sum(fetches * ns), bound = sum(references * ns)
    )
  }, by = .(topology, mapping, arm, stage, operations, cpu_node, cpus)]
  data.table::setorder(costs, topology, mapping, stage, cpu_node, arm)[]
}

penalty_amounts <- c("references", "fetches", "remote_references", "remote_fetches", "ns", "bound")

# What is read from one node and another is one kind of operation; all stages of
# a boot are the boot. Amounts are for one operation, or for the whole boot.
penalty_kinds <- function(costs) {
  keys <- c("topology", "mapping", "arm", "kind", "cpu_node", "cpus")
  costs <- data.table::copy(costs)
  costs[, kind := ifelse(is.na(operations), "boot", operation_kind(stage))]
  kinds <- costs[
    , c(lapply(.SD, sum), list(operations = sum(operations))),
    by = keys, .SDcols = penalty_amounts
  ]
  order_kinds(for_one(kinds))
}

for_one <- function(costs) {
  costs <- data.table::copy(costs)
  operations <- ifelse(is.na(costs$operations), 1, costs$operations)
  for (name in penalty_amounts) {
    data.table::set(costs, j = name, value = costs[[name]] / operations)
  }
  costs[]
}

order_kinds <- function(kinds) {
  known <- unique(kinds$kind)
  others <- setdiff(known, c(penalty_operations, "boot"))
  order <- c(intersect(penalty_operations, known), others, intersect("boot", known))
  kinds[, kind := factor(kind, order)]
  data.table::setorder(kinds, topology, mapping, kind, cpu_node, arm)[]
}

# Every CPU of the machine does the operation once: sums over CPUs.
over_all_cpus <- function(kinds) {
  kinds[
    , lapply(.SD, function(amount) sum(amount * cpus)),
    by = .(topology, mapping, arm, kind), .SDcols = penalty_amounts
  ]
}

# Of all that CPU 0 waits for memory in a kind of operation by the mmu (lines
# of tables of any region, and of what it loads and stores), the part that is
# tables of the direct map. Lines of unknown node count as near ones. CPU 0 is on
# the first node that has CPUs.
penalty_shares <- function(values, latency) {
  home <- latency[, .SD[cpu_node == min(cpu_node)], by = topology]
  rows <- values[role %in% c("table-fetches", "memory-fetches")]
  rows[, c("stage", "region") := split_penalty_item(item)]
  rows[home[cpu_node == memory_node], near := i.ns, on = "topology"]
  rows[home, ns := i.ns, on = c("topology", node = "memory_node")]
  rows[is.na(node), ns := near]
  rows[, kind := ifelse(stage %in% penalty_boot, "boot", operation_kind(stage))]
  rows[, {
    tables <- role == "table-fetches" & region == "direct"
    .(share = sum((value * ns)[tables]) / sum(value * ns))
  }, by = .(topology, mapping, arm, kind)]
}

# The mmu's caches: name (an item) and size. They
# must be the same in all runs.
penalty_mmu <- function(values) {
  rows <- unique(values[role %in% c("cache-bytes", "cache-entries"), .(metric, item, value)])
  twice <- rows[duplicated(rows[, .(metric, item)])]
  if (nrow(twice)) {
    refuse(
      "%s %s is not the same in all runs of workload penalty.", twice$metric[1], twice$item[1]
    )
  }
  setNames(as.list(rows$value), rows$item)
}

# Candidate less baseline for each kind of operation and CPU.
penalty_changes <- function(kinds, run) {
  operations <- kinds[kind != "boot" & !is.na(ns)]
  keys <- c("topology", "mapping", "kind", "cpu_node")
  base <- operations[as.character(arm) == run$arms[1]]
  others <- operations[as.character(arm) != run$arms[1]]
  changes <- others[base, on = keys, nomatch = NULL]
  if (!nrow(changes)) {
    return(NULL)
  }
  changes[, c("ns", "bound") := .(ns - i.ns, bound - i.bound)]
  changes[, c(keys, "arm", "ns", "bound"), with = FALSE]
}
