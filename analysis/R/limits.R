# SPDX-License-Identifier: GPL-2.0-only
# What a run does not show: made from its engine, configuration, topologies and
# results, each sentence of one thing. Only what is so in this run is said.

run_limits <- function(run, known) {
  said <- c(
    limits_of_counts(run), limits_of_times(run), limits_of_config(run), compilers_words(run),
    limits_of_mapping(run), limits_of_machines(run), limits_of_modes(run, known),
    limits_of_repetition(run)
  )
  if (length(said)) said
}

has_engine <- function(run, name) any(run$samples$engine %in% name)
has_unit <- function(run, unit) any(run$samples$unit %in% unit)

# Whether the kernel's command line had a parameter, in any boot.
has_parameter <- function(info, parameter) {
  lines <- unlist(lapply(info_field(info, "cells", default = list()), function(cell) {
    if (is.list(cell)) cell$command_line
  }))
  any(vapply(strsplit(as.character(lines), " "), function(words) parameter %in% words, NA))
}

limits_of_counts <- function(run) {
  if (!has_engine(run, "exact")) {
    return(NULL)
  }
  c(
    if (has_unit(run, "instructions")) c(
      "Instructions are counted, not cycles: a boot of more instructions may take less time.",
      "A load counts alike whether a cache, the memory of this node or that of another has it."
    ),
    if (has_unit(run, "iterations")) {
      "Iterations of string instructions (rep) are counted apart: they are no instructions."
    },
    if (!any(run$samples$class %in% "noisy")) "No time was measured.",
    if (has_parameter(run$info, "maxcpus=1")) {
      "One CPU ran (maxcpus=1): work that other CPUs do, or wait for, does not show."
    },
    limits_of_qemu(run$info)
  )
}

limits_of_qemu <- function(info) {
  sprintf(
    "One QEMU ran all boots (%s): the devices that a kernel finds are those of its q35.",
    qemu_version(info)
  )
}

limits_of_times <- function(run) {
  info <- run$info
  skipped <- engine_of(info)$skipped
  if (!is.null(skipped)) {
    return(sprintf("No guest was booted: %s.", sub("[.]$", "", skipped)))
  }
  if (!has_engine(run, "timed")) {
    return(NULL)
  }
  kvm <- identical(engine_of(info)$accelerator, "kvm")
  c(
    if (kvm) {
      sprintf("Times are of one host: its CPU is %s.", info_field(info, "host", "cpu"))
    } else {
      "Times were taken under emulation: they are QEMU's and no times of a kernel."
    },
    if (kvm) "Guests ran under KVM, not on the bare host.",
    if (kvm) limits_of_hypervisor(info_field(info, "host", "hypervisor", default = NULL)),
    limits_of_places(info), limits_of_frequency(info)
  )
}

# A host may be a guest itself, of one that CPUID names.
limits_of_hypervisor <- function(name) {
  if (!is.null(name)) {
    sprintf("The host was itself a guest (%s): its CPUs and nodes may be shared.", trimws(name))
  }
}

# CPUs and nodes of the host that timed guests had for themselves.
limits_of_places <- function(info) {
  topologies <- info_field(info, "topologies", default = list())
  free <- Filter(function(topology) !is.null(topology$unpinned), topologies)
  unbound <- setdiff(info_topologies(info), bound_topologies(info))
  c(
    vapply(free, function(topology) {
      sprintf(
        "Guests of %s had no CPUs of their own: %s.", topology$name,
        sub("[.]$", "", topology$unpinned)
      )
    }, ""),
    if (length(unbound)) {
      sprintf("Memory of %s was not bound to nodes of the host.", join_words(unbound))
    }
  )
}

limits_of_frequency <- function(info) {
  host <- info_field(info, "host", default = list())
  c(
    if (is.null(host$governor)) "The host does not tell its governor: its clock may have changed.",
    if (is.null(host$no_turbo) && is.null(host$boost)) {
      "The host does not tell whether its CPUs ran above their nominal clock."
    }
  )
}

# The options that kernels in use have and these have not.
limits_of_config <- function(run) {
  arms <- run$info$arms
  built <- vapply(arms, function(arm) !is.null(arm$base), NA)
  options <- lapply(arms[built], function(arm) unlist(arm$options))
  letters <- run$letters[run$arms]
  c(
    if (any(!built)) {
      sprintf(
        "The configuration of %s is not known here: the image was given.",
        join_words(letters[!built])
      )
    },
    if (any(built)) tell_config(options, letters[built])
  )
}

config_wanted <- c(
  "MODULES", "NET", "BLOCK", "USB_SUPPORT", "DRM", "SECURITY", "CGROUPS", "EFI",
  "TRANSPARENT_HUGEPAGE", "DEFERRED_STRUCT_PAGE_INIT", "RANDOMIZE_BASE", "CPU_MITIGATIONS"
)

tell_config <- function(options, letters) {
  whose <- "numaboot's own configuration, a tiny one"
  if (any(lengths(options) == 0)) {
    return(sprintf("The kernels were built with %s.", whose))
  }
  off <- vapply(options, function(option) {
    toString(config_wanted[option[config_wanted] %in% "n"])
  }, "")
  groups <- split(letters, factor(off, unique(off)))
  vapply(names(groups), function(names) {
    arms <- groups[[names]]
    sprintf(
      "%s built with %s%s.",
      if (length(groups) == 1) "The kernels were" else
        paste(join_words(arms), if (length(arms) == 1) "was" else "were"),
      whose, if (nzchar(names)) paste0(": it lacks ", names) else ""
    )
  }, "", USE.NAMES = FALSE)
}

limits_of_mapping <- function(run) {
  if (has_parameter(run$info, "debug_pagealloc=on")) {
    "The 4K direct map is had by debug_pagealloc=on, which also unmaps every page that is free."
  }
}

# Of what was booted: how large, how far apart.
limits_of_machines <- function(run) {
  topologies <- info_field(run$info, "topologies", default = list())
  used <- levels(run$samples$topology)
  topologies <- Filter(function(topology) topology$name %in% used, topologies)
  nodes <- vapply(topologies, function(topology) as.numeric(topology$nodes %||% NA), 0)
  bytes <- vapply(topologies, function(topology) as.numeric(topology$memory_bytes %||% NA), 0)
  emulated <- setdiff(used, bound_topologies(run$info))
  several <- length(nodes) == 0 || any(is.na(nodes) | nodes > 1)
  c(
    if (length(emulated) && several) {
      "Nodes and their distances are emulated: no memory was farther away than other memory."
    },
    if (length(bytes) && !anyNA(c(bytes, nodes))) {
      sprintf(
        "Guests had %s of RAM on %s: nothing larger was booted.",
        tell_span(bytes, format_bytes), span_of_nodes(nodes)
      )
    }
  )
}

# "2 GiB", "2 GiB to 5 GiB".
tell_span <- function(values, format) paste(unique(format(range(values))), collapse = " to ")

span_of_nodes <- function(nodes) {
  paste(tell_span(nodes, as.character), if (max(nodes) == 1) "node" else "nodes")
}

# Of what some workloads ask: sections that were made tell which.
limits_of_modes <- function(run, known) {
  workloads <- unique(run$samples$workload)
  c(
    if (!is.null(known$penalty)) c(
      "Who pays is modelled: walks that were counted, times nanoseconds; no CPU was timed.",
      sprintf("The modelled CPU is %s: others have other caches.", modelled_cpu(run$info))
    ),
    if (!is.null(known$scaling)) {
      "Page tables of larger machines are extrapolated by a line through what was booted."
    },
    if ("hotremove" %in% workloads && !"hotremove-loaded" %in% workloads) {
      "Memory was taken offline in an idle guest: what work pins there does not show."
    }
  )
}

modelled_cpu <- function(info) {
  name <- info_field(info, "mmu", "name")
  sub("[.]ini$", "", sub("^[.]/", "", name))
}

limits_of_repetition <- function(run) {
  if (has_engine(run, "exact") && identical(run$info$exactness$state, "unknown")) {
    "No boot was repeated: that counts of two boots are equal was not seen in this run."
  }
}

text_limits <- function(limits, run) {
  c("What this does not show", "", unlist(lapply(paste("-", limits), wrap_text, indent = 2)), "")
}

html_limits <- function(limits, run, figures) {
  htmltools::tagList(htmltools::h2("What this does not show"), html_list(limits))
}

limits_section <- function() {
  section("limits", run_limits, text = text_limits, html = html_limits, whole = TRUE)
}
