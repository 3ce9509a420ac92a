# SPDX-License-Identifier: GPL-2.0-only
# Topologies in words.

# Topologies whose nodes were bound to nodes of the host, by run.json: distances
# of such guests are the host's.
bound_topologies <- function(info) {
  topologies <- info_field(info, "topologies", default = list())
  bound <- Filter(function(topology) length(topology$host_nodes) > 0, topologies)
  vapply(bound, function(topology) topology$name, "")
}

# What the nodes of timed guests were. Those of exact ones are emulated always.
describe_nodes <- function(info) {
  bound <- bound_topologies(info)
  if (!length(bound)) {
    return("emulated topology")
  }
  if (length(info_topologies(info)) == length(bound)) {
    return("nodes of the host")
  }
  sprintf("%s on nodes of the host, other topologies emulated", join_words(bound))
}

# "8 arms on 1 topology".
count_arms <- function(run) {
  topologies <- nlevels(run$samples$topology)
  many <- if (topologies == 1) "y" else "ies"
  sprintf("%d arms on %d topolog%s", length(run$arms), topologies, many)
}

# "numa2: 2 nodes, 2 GiB".
describe_topology <- function(run, name) {
  memory <- run$memory[as.character(topology) == name]
  if (is.null(memory) || !nrow(memory)) {
    return(name)
  }
  nodes <- data.table::uniqueN(memory$node)
  size <- label_bytes(sum(memory$end - memory$start + 1))
  sprintf("%s: %d node%s, %s", name, nodes, if (nodes == 1) "" else "s", size)
}

# "4 nodes, 4 CPUs, 5 GiB: 2 GiB, 3 x 1 GiB hotpluggable", of run.json.
tell_topology <- function(topology) {
  if (is.null(topology$nodes)) {
    return(unknown)
  }
  count <- function(n, word) sprintf("%s %s%s", n, word, if (n == 1) "" else "s")
  words <- sprintf(
    "%s, %s, %s", count(topology$nodes, "node"), count(topology$cpus, "CPU"),
    format_bytes(topology$memory_bytes)
  )
  nodes <- rle(as.character(lapply(topology$node_list, tell_node)))
  several <- ifelse(nodes$lengths > 1, sprintf("%d x ", nodes$lengths), "")
  paste(c(words, if (length(several)) toString(paste0(several, nodes$values))), collapse = ": ")
}

# "1 GiB hotpluggable".
tell_node <- function(node) {
  paste(c(
    if (node$memory_bytes == 0) "no memory" else format_bytes(node$memory_bytes),
    if (isTRUE(node$hotpluggable)) "hotpluggable", if (isTRUE(node$hot_added)) "hot-added",
    if (node$cpus == 0) "without CPUs"
  ), collapse = " ")
}
