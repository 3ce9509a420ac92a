# SPDX-License-Identifier: GPL-2.0-only
# What runs that are compared were made of: facts of each, and which differ.

# What is not known of a run is "not recorded": it is never the same as something.
fact_unknown <- "not recorded"

# One row per fact: fact, arms (what it is of; "" for the run), and a column for
# each run, run1, run2, ...
input_facts <- function(run) {
  facts <- rbind(
    session_facts(run), init_facts(run), guest_facts(run), plan_facts(run), arm_facts(run),
    metric_facts(run)
  )
  group_facts(facts, run)
}

fact_row <- function(fact, values, arms = "") {
  values <- as.list(values)
  names(values) <- paste0("run", seq_along(values))
  data.table::as.data.table(c(list(fact = fact, arms = arms), values))
}

# Each run's value of a function of it.
each_run <- function(run, read) {
  vapply(run$runs, function(one) {
    value <- paste(unlist(read(one)), collapse = " ")
    if (nzchar(value)) value else fact_unknown
  }, "")
}

info_fact <- function(run, fact, ...) {
  fact_row(fact, each_run(run, function(one) as.character(info_field(one$info, ..., default = ""))))
}

session_facts <- function(run) {
  rbind(
    info_fact(run, "numaboot", "version"),
    info_fact(run, "numaboot's commit", "numaboot", "commit"),
    info_fact(run, "plan's name", "plan"), info_fact(run, "engine", "engine", "name"),
    info_fact(run, "accelerator", "engine", "accelerator"),
    info_fact(run, "instruction counter's shift", "engine", "icount_shift"),
    info_fact(run, "QEMU", "engine", "qemu"), fact_row("packages", differing_packages(run)),
    info_fact(run, "plugin", "plugin_sha256"), info_fact(run, "model of the CPU", "mmu", "sha256"),
    info_fact(run, "seed", "seed"), info_fact(run, "blocks", "blocks")
  )
}

# Packages, whose versions are Debian's: those that not all runs had alike.
differing_packages <- function(run) {
  words <- lapply(run$runs, function(one) {
    packages <- info_field(one$info, "packages", default = list())
    vapply(names(packages), function(name) {
      paste(name, paste(unlist(packages[[name]]), collapse = " "))
    }, "")
  })
  tell_lines(words, "none that differs")
}

# Of lists of lines those that not all have; `none` where a list has no such line.
tell_lines <- function(lines, none) {
  common <- Reduce(intersect, lines)
  vapply(lines, function(some) {
    own <- setdiff(some, common)
    if (!length(some)) fact_unknown else if (length(own)) paste(own, collapse = "; ") else none
  }, "")
}

# Hashes of all that guests boot from, by file; before 0.1 had one for all each
# topology had its own.
init_facts <- function(run) {
  images <- each_run(run, function(one) {
    names <- grep("[.]cpio$", names(one$info[["inputs"]]), value = TRUE)
    paste(names, vapply(names, function(name) short_hash(one$info[["inputs"]][[name]]), ""))
  })
  machines <- each_run(run, function(one) {
    names <- sort(grep("[.]topo$", names(one$info[["inputs"]]), value = TRUE))
    paste(sub("[.]topo$", "", names), vapply(names, function(name) {
      short_hash(one$info[["inputs"]][[name]])
    }, ""))
  })
  rbind(
    fact_row("init (initramfs)", images), info_fact(run, "init's program", "init_sha256"),
    fact_row("topologies", machines)
  )
}

# What guests were given: words, each once. Of firmware and command lines, which
# every cell has its own of, in how many boots they are not run1's.
guest_facts <- function(run) {
  of_guests <- function(one, field) {
    sort(unique(unlist(lapply(one$guests, function(guest) guest[[field]]))))
  }
  rbind(
    fact_row("CPU model", each_run(run, function(one) of_guests(one, "cpu"))),
    fact_row("machine", each_run(run, function(one) of_guests(one, "machine"))),
    fact_row("firmware", add_others(each_run(run, firmware_words), run, function(one, cell) {
      one$guests[[cell$run_id]]$firmware
    })),
    fact_row("length of the command line", each_run(run, line_lengths)),
    fact_row("command line without padding and the arm's", add_others(
      rep("run1's", length(run$runs)), run, function(one, cell) plain_line(cell)
    ))
  )
}

firmware_words <- function(one) {
  made <- vapply(one$guests, function(guest) !is.null(guest$firmware), NA)
  if (length(made)) if (any(made)) "numaboot's" else "QEMU's own"
}

line_lengths <- function(one) {
  lengths <- sort(unique(vapply(one$info$cells, line_bytes, 1L)))
  if (length(lengths)) paste(paste(lengths, collapse = ", "), "bytes")
}

line_bytes <- function(cell) nchar(cell$command_line %||% "", "bytes")

# Its words but for the padding; an arm's parameters are the arm's.
plain_line <- function(cell) {
  words <- strsplit(cell$command_line %||% "", " ", fixed = TRUE)[[1]]
  own <- strsplit(sub("^[^+]*", "", cell$arm), "+", fixed = TRUE)[[1]]
  paste(words[!startsWith(words, "numaboot.pad=") & !words %in% own], collapse = " ")
}

# Behind a value that is run1's: the boots that have another one all the same.
add_others <- function(values, run, read) {
  for (i in seq_along(values)[-1]) {
    if (values[i] != values[1]) next
    other <- count_others(run, i, read)
    if (other$n > 0) values[i] <- sprintf("others in %d of %d boots", other$n, other$of)
  }
  values
}

count_others <- function(run, index, read) {
  pairs <- run$pairs[endsWith(arm, paste0("@run", index))]
  told <- unlist(Map(function(reference, arm) {
    a <- cells_of(run$runs[[1]], arm_in_run(reference))
    b <- cells_of(run$runs[[index]], arm_in_run(arm))
    vapply(intersect(names(a), names(b)), function(name) {
      !identical(read(run$runs[[1]], a[[name]]), read(run$runs[[index]], b[[name]]))
    }, NA)
  }, pairs$reference, pairs$arm))
  list(n = sum(told), of = length(told))
}

# Its cells by what all runs call them.
cells_of <- function(one, arm) {
  cells <- Filter(function(cell) identical(cell$arm, arm), one$info$cells)
  names(cells) <- vapply(cells, function(cell) {
    paste(cell$block, cell$topology, cell$mapping, cell$workload)
  }, "")
  cells
}

# The plan's text: lines that not all runs have.
plan_facts <- function(run) {
  lines <- lapply(run$runs, function(one) {
    text <- info_field(one$info, "plan_text", default = "")
    setdiff(strsplit(as.character(text), "\n", fixed = TRUE)[[1]], "")
  })
  fact_row("plan's text", tell_lines(lines, "no other line"))
}

arm_fields <- c(
  "kernel" = "kernel", "parameters" = "parameters", "base" = "base",
  "base's version" = "base_version",
  "base's hash" = "base_sha256", "series" = "series_sha256", "configuration" = "config_sha256",
  "compiler" = "compiler", "words of make" = "make", "user's configuration" = "config_file",
  "kernel image" = "image_sha256",
  "key in the cache" = "key"
)

# What an arm may be without.
fields_optional <- c("parameters", "words of make", "user's configuration")

# What stands under a field; an arm may have another kernel for 4K.
arm_values <- function(arm, field) {
  second <- if (field %in% c("config_sha256", "image_sha256", "key")) arm$kernel_4K[[field]]
  c(unlist(arm[[field]]), if (!is.null(second)) c("and for 4K", second))
}

# For each pair of the runs that have its arm: of others nothing is compared.
arm_facts <- function(run) {
  arms <- stats::setNames(run$info$arms, run$arms)
  pairs <- run$pairs
  groups <- split(pairs$arm, pairs$reference)
  data.table::rbindlist(lapply(names(groups), function(reference) {
    members <- c(reference, groups[[reference]])
    at <- as.integer(sub(".*@run", "", members))
    data.table::rbindlist(lapply(names(arm_fields), function(label) {
      values <- rep("-", length(run$runs))
      values[at] <- vapply(members, function(name) {
        value <- paste(arm_values(arms[[name]], arm_fields[[label]]), collapse = " ")
        if (nzchar(value)) value else if (label %in% fields_optional) "none" else fact_unknown
      }, "")
      fact_row(label, values, arm_in_run(reference))
    }))
  }))
}

# Of metrics that were measured, those that a run's own table declares in other words.
metric_facts <- function(run) {
  now <- run$metrics[metric %in% run$samples$metric]
  fact_row("metrics' declarations", each_run(run, function(one) {
    if (is.null(one$then)) {
      return(NULL)
    }
    same <- one$then[now, on = names(now), nomatch = NULL]$metric
    other <- setdiff(now$metric, same)
    if (length(other)) paste("others for", join_words(other)) else "today's"
  }))
}

# Facts of arms that are the same in several arms become one.
group_facts <- function(facts, run) {
  columns <- fact_columns(facts)
  facts[, place := match(fact, unique(fact))]
  grouped <- facts[
    , .(place = place[1], n = .N, arms = join_words(arms[nzchar(arms)])), by = c("fact", columns)
  ]
  pairs <- data.table::uniqueN(run$pairs$reference)
  grouped[n == pairs & pairs > 1, arms := "all arms"]
  grouped[, differs := apply(.SD, 1, facts_differ), .SDcols = columns]
  grouped[order(place), c("fact", "arms", columns, "differs"), with = FALSE]
}

# "-": the run has no such arm.
facts_differ <- function(values) {
  values <- values[values != "-"]
  length(unique(values)) > 1 || all(values == fact_unknown) && length(values) > 1
}
