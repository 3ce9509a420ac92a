# SPDX-License-Identifier: GPL-2.0-only
# A run of a plan: one folder with samples.csv, metrics.csv, run.json and, when
# the plan measures them, placements.csv, memory-blocks.csv, functions.csv and
# memory.csv (docs/samples.md).

# Tables whose rows are of an arm.
arm_tables <- c("samples", "placements", "memory_blocks", "functions")

# Read a run and check it. Returns a list: dir, info, arms (baseline first),
# letters, samples, metrics, placements, memory_blocks, functions, memory, tables
# (their hashes), and of the layout control its samples, `layout`, and what they are
# beside, `moves`.
# Anything wrong stops with one sentence.
read_run <- function(dir) {
  if (!dir.exists(dir)) refuse("%s is not a folder.", dir)
  if (file.exists(file.path(dir, "compare.json"))) {
    return(read_compared(dir))
  }
  info <- read_info(file.path(dir, "run.json"))
  run <- list(
    dir = normalizePath(dir),
    info = info,
    arms = info_arms(info),
    letters = arm_letters(info_arms(info)),
    samples = read_samples(file.path(dir, "samples.csv")),
    metrics = read_metrics(file.path(dir, "metrics.csv")),
    placements = read_placements(file.path(dir, "placements.csv")),
    memory_blocks = read_memory_blocks(file.path(dir, "memory-blocks.csv")),
    functions = read_functions(file.path(dir, "functions.csv")),
    memory = read_memory(file.path(dir, "memory.csv")),
    tables = read_seal(file.path(dir, "SHA256SUMS"))
  )
  with_roles(run$samples, run$metrics)
  check_samples(
    run$samples, run$metrics, info_cells(info), run$arms, run$memory_blocks, layout_arm(info)
  )
  order_run(take_layout_out(run))
}

# Arms, mappings and topologies become factors in the plan's order, so that
# tables and figures agree on it.
order_run <- function(run) {
  planned <- union(info_topologies(run$info), run$samples$topology)
  topologies <- intersect(planned, run$samples$topology)
  mappings <- union(mapping_levels, unique(run$samples$mapping))
  ordered <- function(table, arms = run$arms) {
    if (is.null(table)) {
      return(NULL)
    }
    table <- data.table::copy(table)
    if ("arm" %in% names(table)) table[, arm := factor(arm, arms)]
    if ("mapping" %in% names(table)) table[, mapping := factor(mapping, mappings)]
    table <- table[topology %in% topologies]
    table[, topology := factor(topology, topologies)][]
  }
  for (part in c(arm_tables, "memory")) run[part] <- list(ordered(run[[part]]))
  run["layout"] <- list(ordered(run$layout, unique(run$layout$arm)))
  run["moves"] <- list(layout_moves(run))
  run
}

# Whether early reservations were recorded.
has_placements <- function(run) !is.null(run$placements) && nrow(run$placements) > 0

# Keep some arms only, with their letters; the first becomes the baseline.
keep_arms <- function(run, wanted) {
  keep <- function(table) {
    if (is.null(table)) {
      return(NULL)
    }
    table <- table[as.character(arm) %in% wanted]
    table[, arm := factor(as.character(arm), wanted)][]
  }
  for (part in arm_tables) run[part] <- list(keep(run[[part]]))
  run$info$arms <- run$info$arms[match(wanted, info_arms(run$info))]
  run$letters <- run$letters[wanted]
  run$arms <- wanted
  run
}

# Two arms of a run, by name.
select_arms <- function(run, baseline, candidate) {
  absent <- setdiff(c(baseline, candidate), run$arms)
  if (length(absent)) {
    refuse("arm \"%s\" is not in this run; it has %s.", absent[1], join_words(run$arms))
  }
  if (baseline == candidate) refuse("an arm cannot be compared with itself (\"%s\").", baseline)
  run <- keep_arms(run, c(baseline, candidate))
  run$letters <- arm_letters(run$arms)
  run
}

# The mapping with the smallest pages, where page tables are largest.
smallest_mapping <- function(run) {
  present <- unique(run$samples$mapping)
  as.character(present[which.max(as.integer(present))])
}
