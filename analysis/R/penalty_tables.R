# SPDX-License-Identifier: GPL-2.0-only
# "Who pays" as tables: what a CPU of each node waits for tables of the direct
# map. Every number of ns here is modelled; measured ones are in other tables.

# Three digits: "0", "0.012", "12.3", "1230".
format_three <- function(x) {
  text <- trimws(formatC(signif(x, 3), format = "fg", big.mark = ""))
  ifelse(is.na(x), "-", ifelse(x == 0, "0", text))
}

# "12.3 ns", "1.23 ms".
format_ns <- function(ns) {
  steps <- c(0, 1e3, 1e6, 1e9)
  step <- pmax(1, findInterval(signif(abs(ns), 3), steps))
  step[is.na(step)] <- 1
  text <- paste(format_three(ns / c(1, 1e3, 1e6, 1e9)[step]), c("ns", "us", "ms", "s")[step])
  ifelse(is.na(ns), "-", text)
}

# A part of nothing is no share.
share_of <- function(part, all) ifelse(all == 0, "-", format_percent(part / all))

# "0", "0-2", "1 3"; NA is all.
format_nodes <- function(nodes) {
  if (anyNA(nodes)) {
    return("all")
  }
  nodes <- sort(unique(nodes))
  runs <- split(nodes, cumsum(c(TRUE, diff(nodes) != 1)))
  paste(vapply(runs, function(run) {
    paste(sprintf("%.0f", unique(range(run))), collapse = "-")
  }, ""), collapse = " ")
}

penalty_heads <- c("fetches", "remote", "ns", "references", "bound_remote", "bound")

# Amounts as text.
penalty_cells <- function(kinds) {
  cells <- kinds[, .(
    topology, mapping, kind, cpu_node, arm,
    fetches = format_three(fetches), remote = share_of(remote_fetches, fetches), ns = format_ns(ns),
    references = format_three(references), bound_remote = share_of(remote_references, references),
    bound = format_ns(bound)
  )]
  cells[, (penalty_heads) := lapply(.SD, as.character), .SDcols = penalty_heads][]
}

# Nodes whose CPUs pay the same with every arm share their lines, and so do
# arms; `name` turns the arms of a line into text.
join_penalty <- function(kinds, name) {
  cells <- penalty_cells(kinds)
  cells[, line := do.call(paste, .SD), .SDcols = c("arm", penalty_heads)]
  cells[, same := paste(line, collapse = "\n"), by = .(topology, mapping, kind, cpu_node)]
  nodes <- cells[
    , .(cpus = format_nodes(cpu_node), cpu_node = min(cpu_node)),
    by = .(topology, mapping, kind, same)
  ]
  cells <- cells[nodes[, !"same"], on = c("topology", "mapping", "kind", "cpu_node")]
  keys <- c("topology", "mapping", "kind", "cpus")
  cells <- cells[, .(arm = name(arm)), by = c(keys, penalty_heads)]
  cells[, c(keys, "arm", penalty_heads), with = FALSE]
}

penalty_title <- paste(
  "One random read, on average over the memory of all nodes, by a CPU of each node (all: the mean",
  "of all CPUs, where no arm changes %d ns): lines of these tables that no modelled cache held,",
  "their share on other nodes, and ns; bound: ns if memory served every reference"
)

text_penalty <- function(penalty, run) {
  kinds <- penalty$kinds
  letters <- function(arm) paste(run$letters[as.character(arm)], collapse = "")
  reads <- join_penalty(fold_quiet(kinds[kind == "read"], penalty$changes), letters)
  boot <- join_penalty(kinds[kind == "boot" & cpu_node == min(cpu_node)], letters)
  c(
    "Who pays for tables of the direct map (modelled)", "",
    wrap_text(paste("Modelled ns are counts times", latency_source(run))),
    unlist(lapply(tell_latency_gaps(penalty$latency), wrap_text)), "",
    text_penalty_part(reads, sprintf(penalty_title, penalty_margin_ns)),
    text_penalty_others(penalty, run$letters),
    text_penalty_part(boot, "The boot of CPU 0, from start_kernel on, alike"),
    text_penalty_classes(penalty$classes, run$letters), text_reach(penalty)
  )
}

text_penalty_part <- function(lines, title) {
  if (!nrow(lines)) {
    return(NULL)
  }
  shown <- lines[, .(
    topology, map = mapping, CPUs = cpus, arm, fetches, remote, ns, refs = references,
    remote = bound_remote, bound
  )]
  if (all(grepl("( ns|^-)$", c(shown$ns, shown$bound)))) {
    shown[, c("ns", "bound") := .(sub(" ns", "", ns), sub(" ns", "", bound))]
  }
  again <- duplicated(shown[, .(topology, map)])
  c(wrap_text(title), "", fit_columns(function(mark) {
    blank_repeats(shown, c("topology", "map", "CPUs"))[again, map := ""]
  }, "llllrrrrrr"), "")
}

# Operations but reads: ns on average over all CPUs, the bound behind it.
text_penalty_others <- function(penalty, letters) {
  rows <- penalty$kinds[!kind %in% c("read", "boot") & !is.na(ns)]
  if (!nrow(rows)) {
    return(NULL)
  }
  rows <- penalty_means(rows)
  rows[, text := sprintf("%s / %s", format_three(ns), format_three(bound))]
  wide <- data.table::dcast(
    rows, topology + mapping + arm ~ kind,
    value.var = "text", fill = "-"
  )
  wide <- data.table::setnames(join_letters(wide, letters), "mapping", "map")
  align <- paste0("lll", strrep("r", ncol(wide) - 3))
  c(
    wrap_text("Other operations, on average over all CPUs: modelled ns / bound"), "",
    fit_columns(function(mark) blank_repeats(wide, c("topology", "map")), align), "",
    wrap_text(tell_penalty_shares(penalty$shares)), ""
  )
}

# Means over all CPUs of the machine.
penalty_means <- function(kinds) {
  kinds[
    , lapply(.SD, function(amount) sum(amount * cpus) / sum(cpus)),
    by = .(topology, mapping, kind, arm), .SDcols = penalty_amounts
  ]
}

# Where no arm changes anything worth telling, one line for all CPUs.
fold_quiet <- function(kinds, changes) {
  if (is.null(changes)) {
    return(kinds)
  }
  most <- changes[, .(most = max(abs(ns))), by = .(topology, mapping)]
  quiet <- most[most < penalty_margin_ns, .(topology, mapping)]
  cells <- c("topology", "mapping")
  folded <- penalty_means(kinds[quiet, on = cells])[, cpu_node := NA_real_]
  all <- rbind(kinds[!quiet, on = cells], folded, fill = TRUE)
  data.table::setorder(all, topology, mapping, kind, cpu_node, arm)[]
}

html_penalty <- function(penalty, run, figures) {
  kinds <- penalty$kinds
  part <- function(kinds) html_penalty_part(kinds, run$arms)
  htmltools::tagList(
    htmltools::h2("Who pays"),
    html_paragraph(c(
      "Modelled, not measured: what a CPU of each node waits for tables of the direct map when its",
      "page walks read them. Fetched are lines that no modelled cache held; the bound is what it",
      "would be if memory served every reference."
    )),
    html_list(tell_penalty(penalty, run)),
    html_figures(figures),
    html_paragraph(c(
      sprintf("Modelled ns are counts times %s", latency_source(run)),
      tell_latency_gaps(penalty$latency)
    )),
    part(kinds[kind == "read" | kind == "boot" & cpu_node == min(cpu_node)]),
    html_paragraph(tell_penalty_shares(penalty$shares)),
    html_details("Other operations", part(kinds[!kind %in% c("read", "boot")])),
    html_details(
      "By stage of the boot, and by node that is read", part(stage_kinds(penalty$costs))
    ),
    html_details("Latencies", html_latencies(penalty$latency)),
    html_penalty_classes(penalty$classes, run$arms),
    htmltools::h3("Where it could matter"),
    html_reach(penalty)
  )
}

# The matrix, as it was used.
html_latencies <- function(latency) {
  whole <- function(number) sprintf("%.0f", number)
  html_table(
    latency[, .(topology, whole(cpu_node), whole(cpus), whole(memory_node), format_ns(ns))],
    c("topology", "CPU node", "CPUs", "memory node", "a line takes"), "lrrrr", "compact"
  )
}

# As penalty_kinds(), each stage by itself; of a boot on CPU 0 only.
stage_kinds <- function(costs) {
  costs <- costs[is.na(operations) & cpu_node == min(cpu_node) | grepl("-node[0-9]+$", stage)]
  for_one(costs)[, kind := factor(stage)][]
}

html_penalty_part <- function(kinds, arms) {
  table <- join_penalty(kinds, function(arm) paste(html_arm(arm, arms), collapse = " "))
  names <- table[, .(topology, mapping = paste(mapping, kind), cpus = paste(mapping, kind, cpus))]
  names <- blank_repeats(names, c("topology", "mapping", "cpus"))
  said <- nzchar(names$mapping)
  where <- table[, .(
    names$topology, ifelse(said, as.character(mapping), ""), ifelse(said, as.character(kind), ""),
    ifelse(nzchar(names$cpus), cpus, ""), as_html(arm)
  )]
  heads <- c(
    "topology", "mapping", "operation", "CPUs of nodes", "arm", "fetched", "remote", "modelled",
    "references", "remote", "bound (modelled)"
  )
  html_table(c(where, table[, ..penalty_heads]), heads, "lllllrrrrrr", "compact")
}

penalty_section <- function() {
  section(
    "penalty", function(run, known) penalty_data(run, known$scaling),
    tell = tell_penalty, about = function(...) "costs", text = text_penalty,
    cover = first_told(tell_penalty),
    html = html_penalty,
    figures = function(penalty, run) list(figure_penalty(penalty, run))
  )
}
