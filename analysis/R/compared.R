# SPDX-License-Identifier: GPL-2.0-only
# Runs side by side (docs/compare.md): a folder with compare.json and a folder N for
# each run. They become one run, whose arms are ARM@runN; `runs` is what they are,
# `pairs` who is compared with whom, `excluded` why something is not.

is_compared <- function(run) !is.null(run$runs)

run_name <- function(arm, index) sprintf("%s@run%d", arm, index)
# The arm's name in its own run.
arm_in_run <- function(name) sub("@run[0-9]+$", "", name)

# What kinds of rows there are; a run's whole table of samples knows.
cell_keys <- c("topology", "mapping", "workload")

read_compared <- function(dir) {
  info <- read_info(file.path(dir, "compare.json"))
  runs <- lapply(seq_along(info$runs), function(i) read_one(dir, i, info$runs[[i]]))
  pairs <- pair_runs(runs)
  excluded <- exclude_metrics(runs)
  unpaired <- tell_unpaired(runs, pairs)
  machines <- other_machines(runs)
  runs <- lapply(runs, keep_compared, pairs = pairs, metrics = excluded$metric,
    topologies = machines)
  run <- merge_runs(runs, info, pairs)
  run$dir <- normalizePath(dir)
  kept <- c("word", "folder", "asked", "info", "guests", "then")
  run$runs <- lapply(runs, function(run) run[intersect(kept, names(run))])
  run$excluded <- c(
    unpaired, tell_other_machines(machines), excluded$text, tell_unshared(run, pairs),
    tell_unproven(runs), tell_padding(runs),
    if (is.null(run$moves)) "Of no run is known how much layout alone moves."
  )
  check_common(run)
  run
}

# Run N with what compare.json says of it.
read_one <- function(dir, index, entry) {
  run <- read_run(file.path(dir, index))
  run$index <- index
  run$word <- entry$word
  run$folder <- entry$folder
  run$asked <- entry$arm
  run$sealed <- isTRUE(entry$sealed)
  run$guests <- entry$guests
  then <- file.path(dir, index, "metrics-then.csv")
  if (file.exists(then)) run$then <- read_declared(then)
  run
}

# Older tables have fewer columns.
read_declared <- function(path) {
  columns <- union(c("metric", "unit", "class"), intersect(metric_columns, read_head(path)))
  table <- read_table(path, columns)
  for (column in setdiff(metric_columns, columns)) table[, (column) := ""]
  as_numbers(table, "min_effect", path, empty = TRUE)
}

all_asked <- function(runs) !any(vapply(runs, function(run) is.null(run$asked), NA))

# Every word names an arm: each with the first one. Otherwise arms of one name.
pair_runs <- function(runs) {
  if (all_asked(runs)) {
    asked <- vapply(runs, function(run) run$asked, "")
    pairs <- data.table::data.table(
      reference = run_name(asked[1], 1), arm = run_name(asked[-1], seq_along(asked)[-1])
    )
    return(pairs)
  }
  arms <- lapply(runs, function(run) run$asked %||% run$arms)
  pairs <- data.table::rbindlist(lapply(seq_along(runs)[-1], function(i) {
    common <- intersect(arms[[1]], arms[[i]])
    data.table::data.table(reference = run_name(common, 1), arm = run_name(common, i))
  }))
  if (!nrow(pairs)) {
    refuse(
      "no arm is in two of the runs: the first has %s, the second %s; RUN:ARM names one of each.",
      join_words(arms[[1]]), join_words(arms[[2]])
    )
  }
  pairs
}

tell_unpaired <- function(runs, pairs) {
  unlist(lapply(runs, function(run) {
    lone <- setdiff(run_name(run$asked %||% run$arms, run$index), c(pairs$reference, pairs$arm))
    if (length(lone)) {
      sprintf("Only run%d has %s.", run$index, join_words(arm_in_run(lone)))
    }
  }))
}

# Topologies that have another machine in another run under the same name.
other_machines <- function(runs) {
  sealed <- all(vapply(runs, has_topology_hashes, NA))
  first <- machine_table(runs[[1]], sealed)
  unique(unlist(lapply(runs[-1], function(run) {
    table <- machine_table(run, sealed)
    common <- intersect(names(first), names(table))
    common[first[common] != table[common]]
  })))
}

topology_hash <- function(info, name) {
  info_field(info, "inputs", paste0(name, ".topo"), default = "")
}

has_topology_hashes <- function(run) {
  names <- unique(as.character(run$memory$topology))
  all(vapply(names, function(name) nzchar(topology_hash(run$info, name)), NA))
}

# What each topology is: the hash of its file where all runs have sealed that, else
# its memory.
machine_table <- function(run, sealed) {
  names <- unique(as.character(run$memory$topology))
  hashes <- vapply(names, function(name) {
    if (sealed) {
      return(topology_hash(run$info, name))
    }
    memory <- run$memory[as.character(topology) == name, .(node, start, end, hotpluggable)]
    paste(unlist(memory), collapse = " ")
  }, "")
  stats::setNames(hashes, names)
}

tell_other_machines <- function(names) {
  if (length(names)) {
    sprintf(
      "%s: another machine under the same name, so its cells are not compared.", join_words(names)
    )
  }
}

# metric, and text: why it is not compared.
exclude_metrics <- function(runs) {
  noisy <- unique(unlist(lapply(runs, function(run) {
    as.character(run$samples[class == "noisy"]$metric)
  })))
  lone <- setdiff(lone_metrics(runs), noisy)
  odd <- redeclared(runs)
  list(metric = c(noisy, lone, odd), text = c(
    if (length(noisy)) {
      sprintf(
        paste(
          "Noisy metrics: two runs are not interleaved, a drift of the host lands on one side, so",
          "no test holds (%s). Boot both arms in one plan."
        ),
        join_words(noisy)
      )
    },
    if (length(lone)) {
      sprintf(
        "Metrics that not all runs have, though they have its workload: %s.", join_words(lone)
      )
    },
    if (length(odd)) {
      sprintf("Metrics of another unit or class when a run was made: %s.", join_words(odd))
    }
  ))
}

# Metrics of workloads that completed in all runs, which not all runs have. An absent
# item is none of it; an absent metric was not measured.
lone_metrics <- function(runs) {
  measured <- lapply(runs, function(run) {
    unique(run$samples[end_state == "completed", .(workload, metric = as.character(metric))])
  })
  workloads <- Reduce(intersect, lapply(measured, function(table) table$workload))
  table <- data.table::rbindlist(measured)[workload %in% workloads, .N, by = .(workload, metric)]
  unique(table[N < length(runs)]$metric)
}

# Metrics that a run's own table declares otherwise than today's.
redeclared <- function(runs) {
  unique(unlist(lapply(runs, function(run) {
    if (is.null(run$then)) {
      return(NULL)
    }
    now <- run$metrics[metric %in% run$samples$metric, .(metric, unit, class)]
    both <- merge(run$then, now, by = "metric")
    both[unit.x != unit.y | class.x != class.y]$metric
  })))
}

# Arms in a pair, under their new names, without what cannot be compared.
keep_compared <- function(run, pairs, metrics, topologies) {
  own <- run_name(run$arms, run$index)
  arms <- run$arms[own %in% c(pairs$reference, pairs$arm)]
  run <- keep_arms(run, arms)
  rename <- function(table) {
    if (is.null(table)) {
      return(NULL)
    }
    table <- table[!as.character(topology) %in% topologies]
    table[, `:=`(
      arm = run_name(as.character(arm), run$index), run_id = paste0("run", run$index, "/", run_id)
    )]
    if ("cell" %in% names(table)) table[, cell := sub("^[^/]*", "", cell)]
    if ("cell" %in% names(table)) table[, cell := paste0(arm, cell)]
    table[]
  }
  for (part in arm_tables) run[part] <- list(rename(run[[part]]))
  run$samples <- run$samples[!metric %in% metrics]
  run$memory <- run$memory[!as.character(topology) %in% topologies]
  run$arms <- run_name(arms, run$index)
  run$info$arms <- Map(function(arm, name) {
    arm$name <- name
    arm
  }, run$info$arms, run$arms)
  run
}

# The first run's arms come first. `info` has what all sections read.
merge_runs <- function(runs, info, pairs) {
  bind <- function(part) {
    tables <- Filter(Negate(is.null), lapply(runs, function(run) run[[part]]))
    if (!length(tables)) {
      return(NULL)
    }
    table <- data.table::rbindlist(lapply(tables, unfactor), use.names = TRUE)
    if (part == "memory") unique(table) else table
  }
  arms <- unlist(lapply(runs, function(run) run$arms))
  first <- runs[[1]]$info
  merged <- list(
    info = list(
      plan = "compare-runs", stamp = info$stamp, argv = info$argv, version = info$version,
      engine = first$engine, topologies = first$topologies,
      cells = unlist(lapply(runs, function(run) run$info$cells), recursive = FALSE),
      arms = unlist(lapply(runs, function(run) run$info$arms), recursive = FALSE)
    ),
    baseline = if (all_asked(runs)) pairs$reference[1] else "run1",
    arms = arms, letters = arm_letters(arms), metrics = runs[[1]]$metrics, pairs = pairs
  )
  for (part in c(arm_tables, "memory")) merged[part] <- list(bind(part))
  merged <- order_run(merged)
  merged["moves"] <- list(merge_moves(runs))
  merged
}

# What layout alone moves in any of the runs: the larger limit holds. A topology is
# that of its run, so that values of two runs are never summed.
merge_moves <- function(runs) {
  moves <- lapply(runs, function(run) {
    if (is.null(run$moves)) {
      return(NULL)
    }
    unfactor(run$moves)[, topology := paste0("run", run$index, "/", topology)]
  })
  if (any(lengths(moves))) data.table::rbindlist(moves, use.names = TRUE)
}

unfactor <- function(table) {
  table <- data.table::copy(table)
  factors <- names(table)[vapply(table, is.factor, NA)]
  for (column in factors) {
    data.table::set(table, j = column, value = as.character(table[[column]]))
  }
  table
}

# Cells that only one of a pair has, by pair.
unshared_cells <- function(run, reference, candidate) {
  of <- function(name) unique(run$samples[as.character(arm) == name, ..cell_keys])
  a <- of(reference)
  b <- of(candidate)
  rbind(a[!b, on = cell_keys][, only := reference], b[!a, on = cell_keys][, only := candidate])
}

cells_told <- 4

# "18 cells only unpatched@run1 has: numa2/2M/count, ... and 14 more."
tell_unshared <- function(run, pairs) {
  cells <- unique(data.table::rbindlist(Map(
    function(reference, arm) unshared_cells(run, reference, arm), pairs$reference, pairs$arm
  )))
  if (!nrow(cells)) {
    return(NULL)
  }
  cells[, text := paste(topology, mapping, workload, sep = "/")]
  told <- cells[, .(n = .N, cells = paste(c(
    utils::head(text, cells_told), if (.N > cells_told) sprintf("and %d more", .N - cells_told)
  ), collapse = ", ")), by = only]
  told[, .(only = join_words(only)), by = .(n, cells)][, sprintf(
    "%d cell%s only %s: %s.", n, ifelse(n == 1, " is", "s are"), paste("of", only), cells
  )]
}

# A pair as a run of two arms that has the cells that both have.
pair_run <- function(run, reference, candidate) {
  lone <- unshared_cells(run, reference, candidate)
  pair <- select_arms(run, reference, candidate)
  pair["pairs"] <- list(NULL)
  pair$samples <- pair$samples[!lone, on = cell_keys]
  places <- unique(pair$samples[, .(topology, mapping)])
  for (part in setdiff(arm_tables, "samples")) {
    if (!is.null(pair[[part]])) {
      pair[[part]] <- pair[[part]][places, on = c("topology", "mapping"), nomatch = NULL]
    }
  }
  for (part in c(arm_tables, "memory")) {
    if (!is.null(pair[[part]])) pair[[part]] <- drop_topologies(pair[[part]], pair$samples)
  }
  pair
}

drop_topologies <- function(table, samples) {
  kept <- levels(droplevels(samples$topology))
  table <- table[as.character(topology) %in% kept]
  table[, topology := factor(as.character(topology), kept)][]
}

check_common <- function(run) {
  shared <- unlist(Map(function(reference, arm) {
    nrow(pair_run(run, reference, arm)$samples)
  }, run$pairs$reference, run$pairs$arm))
  if (all(shared == 0)) {
    refuse(
      "the runs have no cell in common that can be compared: %s",
      sub("[.]$", "", paste(run$excluded, collapse = " "))
    )
  }
}

tell_unproven <- function(runs) {
  unlist(lapply(runs, function(run) {
    state <- info_field(run$info, "exactness", "state", default = "")
    c(
      if (!run$sealed) {
        sprintf("run%d has no seal of its inputs: numaboot 0.1 wrote none.", run$index)
      },
      if (!state %in% c("equal", "remembered")) {
        sprintf("run%d did not show its exactness: no boot of it was repeated.", run$index)
      }
    )
  }))
}

# What moves counts although the kernels are the same.
tell_padding <- function(runs) {
  lengths <- unique(unlist(lapply(runs, line_lengths)))
  firmware <- unique(unlist(lapply(runs, firmware_words)))
  c(
    if (length(lengths) > 1) {
      sprintf(
        "The command lines are padded to other lengths (%s): that alone moves counts a little.",
        paste(lengths, collapse = "; ")
      )
    },
    if (length(firmware) > 1) {
      paste(
        "Not all runs are booted by numaboot's firmware: counts from reset have other code in",
        "them."
      )
    }
  )
}
