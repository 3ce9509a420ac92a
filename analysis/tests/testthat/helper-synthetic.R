# SPDX-License-Identifier: GPL-2.0-only
# A made-up run in the real formats. Nothing here was measured: the numbers are
# drawn from a seed, shaped so that the arms differ the way the series intends.

synthetic_arms <- c("unpatched", "patched", "patched+movable_node", "stock+movable_node")
MiB <- 2^20
GiB <- 2^30

hex <- function(x) format_address(x)

# A prefix of a series and a mutant place memory like the arm they are nearest to.
synthetic_kind <- function(arm) {
  arm <- sub("#[0-9]+$", "", arm)
  option <- grepl("+movable_node", arm, fixed = TRUE)
  kernel <- sub("\\+.*", "", arm)
  if (grepl("^(corpus|mutant@)", kernel) || kernel == "series@6") {
    return(paste0("patched", if (option) "+movable_node"))
  }
  if (grepl("^series@", kernel)) if (kernel == "series@0") "unpatched" else "patched" else arm
}

# One row per RAM range: node, start, end, hotpluggable.
synthetic_memory <- function(topology) {
  ram <- switch(
    topology,
    "numa2" = data.table(
      node = c(0, 0, 1), start = c(0, MiB, GiB), end = c(0x9fbff, GiB - 1, 2 * GiB - 131073)
    ),
    "numa4-hole" = data.table(
      node = c(0, 0, 1:3), start = c(0, MiB, (4:6) * GiB),
      end = c(0x9fbff, 2 * GiB - 131073, (5:7) * GiB - 1)
    ),
    "straddle" = data.table(
      node = c(0, 1, 1), start = c(0, 1.5 * GiB, 4 * GiB),
      end = c(1.5 * GiB - 1, 2 * GiB - 1, 5 * GiB - 1)
    ),
    {
      n <- as.integer(gsub("[^0-9]", "", topology))
      data.table(
        node = seq_len(n) - 1, start = (seq_len(n) - 1) * GiB / 2, end = seq_len(n) * GiB / 2 - 1
      )
    }
  )
  ram[, hotpluggable := as.integer(node > 0)]
  cbind(topology = topology, ram)
}

# Early reservations of one boot, in the order they happen.
synthetic_placements <- function(memory, arm, mapping) {
  arm <- synthetic_kind(arm)
  top <- max(memory$end) + 1
  kernel_end <- 0x2a00000
  total <- memory[, sum(end - start + 1)]
  table_bytes <- switch(
    mapping, "4K" = 2 * MiB * total / GiB, "2M" = 4096 * ceiling(total / GiB), 4096
  )
  table_bytes <- 4096 * round(table_bytes / 4096)
  at <- switch(arm,
    "patched+movable_node" = kernel_end,
    "stock+movable_node" = 0x100000,
    top - table_bytes)
  half <- 4096 * floor(table_bytes / 8192)
  row <- function(start, bytes, class, caller, srat) {
    data.table(start = start, bytes = bytes, class = class, caller = caller, before_srat = srat)
  }
  late <- memory[, .(end = max(end) + 1, size = sum(end - start + 1)), by = node]
  rbind(
    row(0x1000000, kernel_end - 0x1000000, "kernel", "setup_arch", 1),
    row(0, 0x10000, "firmware", "setup_arch", 1),
    row(0x9f000, 0x61000, "firmware", "setup_arch", 1),
    row(2 * GiB - 3 * MiB - 131072, 0x1c4a3d, "initrd", "setup_arch", 1)[
      min(2 * GiB, top) == 2 * GiB
    ],
    row(0x98000, 0x6000, "real-mode", "reserve_real_mode", 1),
    row(2^21 * floor(top / 2^21) - 2^21, 2^21, "page-table", "init_mem_mapping", 1)[
      arm %in% synthetic_arms[1:2]
    ],
    if (half > 0) row(at + half, table_bytes - half, "page-table", "alloc_low_pages", 1),
    if (half > 0) {
      row(at, half, "page-table", "alloc_low_pages", 1)
    } else {
      row(at, table_bytes, "page-table", "alloc_low_pages", 1)
    },
    row(
      at + ifelse(arm %in% synthetic_arms[1:2], -4096, table_bytes), 4096, "acpi-table",
      "acpi_table_upgrade", 1
    ),
    late[, row(end - 200 * 1024, 0x29000, "node-data", "alloc_node_data", 0)],
    late[, row(end - 200 * 1024 - size / 64, size / 64, "memmap", "sparse_init_nid", 0)],
    row(max(late$end) - 40 * MiB, 0x54000, "per-cpu", "pcpu_fc_alloc", 0)
  )
}

locate_nodes <- function(placements, memory) {
  at <- rep(NA_real_, nrow(placements))
  for (i in rev(seq_len(nrow(memory)))) {
    at[placements$start >= memory$start[i] & placements$start <= memory$end[i]] <- memory$node[i]
  }
  placements[, node := at]
  placements[, hotpluggable := fifelse(is.na(at), 0, memory$hotpluggable[match(at, memory$node)])][]
}

synthetic_phases <- c(
  firmware = 9.1e6, loader = 2.2e7, start_kernel = 4.2e5, setup_arch = 3.8e6,
  init_mem_mapping = 2.5e6, initmem_init = 1.9e6, mm_init = 2.1e7, rest_init = 4e4,
  kernel_init = 8.6e7
)

count_samples <- function(arm, topology, mapping, memory) {
  arm <- synthetic_kind(arm)
  nodes <- uniqueN(memory$node)
  total <- memory[, sum(end - start + 1)]
  shift <- match(arm, synthetic_arms, nomatch = 2) - 1
  phases <- round(synthetic_phases * (1 + 0.02 * nodes) * (1 + shift * 1e-5))
  if (mapping == "4K") phases["init_mem_mapping"] <- phases["init_mem_mapping"] * 4
  if (shift > 1) phases["init_mem_mapping"] <- phases["init_mem_mapping"] + 12345 * nodes
  calls <- 420 + 35 * nodes + shift * (shift > 1)
  one <- function(metric, value, unit, item = "", node = NA) data.table(
    metric, item, node, value, unit
  )
  rbind(
    one("boot.insns", sum(phases), "instructions"),
    one("boot.rep.iterations", round(total / 4096) * 30, "iterations"),
    one("boot.phase.insns", unname(phases), "instructions", names(phases)),
    one("memblock.find.calls", calls, "calls"),
    one("memblock.find.insns", calls * (310 + 4 * nodes - 40 * (shift == 2)), "instructions"),
    one("memblock.reserve.calls", calls + 60, "calls"),
    one("memblock.reserve.insns", (calls + 60) * 520, "instructions"),
    one("memblock.iterate.insns", calls * 801 + 7 * shift, "instructions"),
    one("pagetable.build.insns", unname(phases["init_mem_mapping"]), "instructions"),
    one("pagetable.build.iterations", if (mapping == "4K") total / 8 else 4096, "iterations"),
    one(
      "pagetable.direct_map.bytes",
      switch(
        mapping, "4K" = c(total, 0, 0), "2M" = c(6 * MiB, total - 6 * MiB, 0),
        c(6 * MiB, 1018 * MiB, max(total - GiB, 0))
      ),
      "bytes", c("4K", "2M", "1G")
    ),
    one("memory.total.bytes", total - 61 * MiB, "bytes"),
    memory[
      ,
      .(
        metric = "memory.zone.pages", item = fifelse(max(end) < 4 * GiB, "DMA32", "Normal"),
        value = round(sum(end - start + 1) / 4096 * 0.98), unit = "pages"
      ),
      by = node
    ][, .(metric, item, node, value, unit)],
    one("memory.zone.free.pages", 3000, "pages", "DMA", 0)
  )
}

placement_samples <- function(placements) {
  early <- placements[before_srat == 1 & caller != "init_mem_mapping"]
  rbind(
    early[
      !is.na(node), .(metric = "placement.bytes", value = sum(bytes), unit = "bytes"),
      by = .(item = class, node)
    ][, .(metric, item, node, value, unit)],
    early[
      , .(metric = "placement.reservations", node = NA, value = .N, unit = "count"),
      by = .(item = class)
    ][, .(metric, item, node, value, unit)],
    data.table(
      metric = c(
        "placement.hotpluggable.bytes", "placement.below_16m.bytes", "placement.below_4g.bytes"
      ),
      item = "", node = NA, unit = "bytes",
      value = early[, c(
        sum(bytes[hotpluggable == 1]), sum(bytes[start < 16 * MiB]), sum(bytes[start < 4 * GiB])
      )]
    )
  )
}

# What stops the blocks of an arm without movable_node: something in the first
# and last of every hotpluggable node, page tables in the last of all.
synthetic_blocks <- function(memory, arm, size = 128 * MiB) {
  ram <- memory[
    hotpluggable == 1,
    .(start = size * ceiling(min(start) / size), end = size * ceiling(max(end) / size)), by = node
  ]
  blocks <- ram[
    , .(start = seq(start, end - size, by = size)), by = node
  ][, end := start + size - 1]
  blocks[, owner := ""]
  if (!grepl("+movable_node", synthetic_kind(arm), fixed = TRUE)) {
    blocks[blocks[, .I[.N], by = node]$V1, owner := "memmap"]
    blocks[blocks[, .I[1], by = node]$V1, owner := "slab"]
    blocks[.N, owner := "page-table"]
  }
  blocks[, removable := +(owner == "")][, page := ifelse(removable == 1, "", hex(start))][]
}

hotremove_samples <- function(blocks) {
  bytes <- function(name, rows) {
    sums <- blocks[, .(value = sum((end - start + 1) * rows[.I])), by = node]
    sums[, .(metric = name, item = "", node, value, unit = "bytes")]
  }
  count <- function(metric, value, item = "") data.table(
    metric, item, node = NA, value, unit = "count"
  )
  whole <- blocks[, all(removable == 1), by = node]$V1
  rbind(
    bytes("hotremove.hotpluggable.bytes", rep(1, nrow(blocks))),
    bytes("hotremove.removable.bytes", blocks$removable),
    count("hotremove.hotpluggable.nodes", length(whole)),
    count("hotremove.removable.nodes", sum(whole)),
    if (any(blocks$removable == 0)) {
      blocks[removable == 0, count("hotremove.stopped.blocks", .N, owner), by = owner][, !"owner"]
    },
    count("hotremove.lost.blocks", 0)
  )
}

# The walker's samples: tables of the direct map near the kernel or at the end
# of memory, the same mapping in every arm but stock's.
pagetable_samples <- function(memory, arm, mapping) {
  kind <- synthetic_kind(arm)
  hot <- !grepl("+movable_node", kind, fixed = TRUE)
  pte <- if (mapping == "4K") 2560 else 2
  nodes <- sort(unique(memory$node))
  pages <- CJ(stop = walk_stops, level = c("pte", "pmd", "pud"), node = nodes, sorted = FALSE)
  pages[, value := c(pte = pte, pmd = 5, pud = 1)[level] * (node == if (hot) max(nodes) else 0)]
  digest <- if (startsWith(kind, "stock")) 0x123456789abd else 0x123456789abc
  rbind(
    pages[, .(
      metric = "pagetable.pages", item = paste0(stop, ".", level), node, value, unit = "pages"
    )],
    data.table(
      metric = "pagetable.hotpluggable.bytes", item = walk_stops, node = NA,
      value = hot * 4096 * (pte + 6), unit = "bytes"
    ),
    data.table(
      metric = "pagetable.digest",
      item = c("init_mem_mapping.return.mapping", "run_init_process.frames"), node = NA,
      value = digest, unit = "digest"
    ),
    data.table(
      metric = "pagetable.steps.calls", item = "", node = NA, value = if (hot) 5 else 10,
      unit = "calls"
    )
  )
}

synthetic_metrics <- function() {
  fread(
    file.path("fixtures", "synthetic", "metrics.csv"), colClasses = "character", na.strings = NULL
  )
}

synthetic_kernel <- function(arm) sub("[+#].*", "", arm)

synthetic_patches <- function(kernel) {
  n <- if (grepl("^series@", kernel)) as.integer(sub(".*@", "", kernel)) else 0
  sprintf("%04d-memblock-Do-thing-%d.patch", seq_len(n), seq_len(n))
}

synthetic_info <- function(arms, cells, samples) {
  list(
    plan = "synthetic", stamp = "20000101T000000Z",
    argv = c("build/numaboot", "run", "bench/plans/smoke.plan", "--seed", "7"), version = "0.1",
    seed = 7,
    engine = list(
      exact = list(accelerator = "tcg", icount_shift = 0, qemu = "7.2.22"),
      kvm = list(usable = FALSE, reason = "no guest came up within 10 s")
    ),
    host = list(
      cpu = "Synthetic CPU", cpus = 2, kernel = "6.1.0", memory_bytes = 16 * GiB,
      governor = "unknown"
    ),
    arms = lapply(
      arms,
      function(arm) list(
        name = arm, kernel = synthetic_kernel(arm),
        parameters = as.list(strsplit(sub("#.*", "", arm), "+", fixed = TRUE)[[1]][-1]),
        patches = as.list(synthetic_patches(synthetic_kernel(arm))), key = "0", base = "linux-6.1",
        base_version = "6.1.192-1", base_sha256 = strrep("a1", 32),
        series_sha256 = if (startsWith(arm, "stock")) {
          ""
        } else {
          strrep(if (startsWith(arm, "un")) "b2" else "c3", 32)
        },
        config_sha256 = strrep("d4", 32), compiler = "gcc 12.2.0",
        image_sha256 = substr(
          strrep(paste(as.hexmode(utf8ToInt(synthetic_kernel(arm))), collapse = ""), 32), 1, 64
        )
      )
    ),
    cells = cells, end_states = as.list(table(samples[metric == "run.completed", end_state])),
    wall_s = 61.5
  )
}

# The same answer to the same arguments, made once.
remember <- function(make) {
  known <- new.env()
  function(...) {
    key <- paste(deparse(list(...)), collapse = "")
    if (is.null(known[[key]])) known[[key]] <- make(...)
    known[[key]]
  }
}

# What a boot leaves, which no arm of the same kind has otherwise.
boot_placements <- remember(function(topology, kind, mapping) {
  memory <- synthetic_memory(topology)
  locate_nodes(synthetic_placements(memory, kind, mapping), memory)
})
boot_blocks <- remember(function(topology, kind) synthetic_blocks(synthetic_memory(topology), kind))
boot_samples <- remember(function(workload, topology, kind, mapping) {
  memory <- synthetic_memory(topology)
  switch(
    workload, count = count_samples(kind, topology, mapping, memory),
    placement = placement_samples(boot_placements(topology, kind, mapping)),
    pagetable = pagetable_samples(memory, kind, mapping),
    hotremove_samples(boot_blocks(topology, kind))
  )
})

cell_samples <- function(cell, completed, run) {
  flag <- data.table(
    metric = "run.completed", item = "", node = NA, value = +completed, unit = "flag"
  )
  rows <- if (completed) {
    boot_samples(cell$workload, cell$topology, synthetic_kind(cell$arm), cell$mapping)
  }
  cbind(
    plan = "synthetic", run[, .(run_id, block)], cell = run$name, kernel = run$kernel, cell,
    engine = "exact", iteration = 0, rbind(flag, rows), class = "exact",
    end_state = if (completed) "completed" else "timeout"
  )
}

cell_placements <- function(cell, run) {
  cbind(
    run[, .(run_id, block, kernel)], cell[, .(arm, topology, mapping)],
    boot_placements(cell$topology, synthetic_kind(cell$arm), cell$mapping)[, .(
      sequence = .I, start = hex(start), end = hex(start + bytes - 1), bytes = round(bytes), node,
      hotpluggable, class, caller, before_srat, released = +(caller == "init_mem_mapping")
    )]
  )
}

cell_blocks <- function(cell, run) {
  cbind(
    run[, .(run_id, pass = block)], arm = cell$arm, kernel = run$kernel,
    cell[, .(topology, mapping)],
    boot_blocks(cell$topology, synthetic_kind(cell$arm))[, .(
      node, start = hex(start), end = hex(end), removable, owner, page
    )]
  )
}

# Write a run and return its folder's name. `noisy` adds that many timed boots
# per arm, with the given spread and effects (factor per arm).
written_run <- remember(function(arms = synthetic_arms, topologies = c("numa2", "numa4-hole"),
                                 mappings = c("2M", "4K"), blocks = 1, fail = character(),
                                 noisy = 0, effect = rep(1, length(arms)), spread = 0.02, seed = 1,
                                 workloads = c("count", "placement")) {
  dir <- tempfile("written-")
  dir.create(dir)
  cells <- CJ(
    arm = arms, topology = topologies, mapping = mappings, workload = workloads, sorted = FALSE
  )
  memories <- lapply(setNames(topologies, topologies), synthetic_memory)
  samples <- placements <- tried <- list()
  for (block in seq_len(blocks)) {
    for (i in seq_len(nrow(cells))) {
      cell <- cells[i]
      name <- paste(unlist(cell), collapse = "/")
      run <- data.table(
        run_id = paste0("b", block, "-", gsub("/", "-", name, fixed = TRUE)), block, name,
        kernel = synthetic_kernel(cell$arm)
      )
      completed <- !name %in% fail
      samples <- c(samples, list(cell_samples(cell, completed, run)))
      if (completed && cell$workload == "placement") {
        placements <- c(placements, list(cell_placements(cell, run)))
      }
      if (completed && startsWith(cell$workload, "hotremove")) {
        tried <- c(tried, list(cell_blocks(cell, run)))
      }
    }
  }
  samples <- rbindlist(samples)
  if (noisy > 0) {
    samples <- rbind(
      samples, timed_samples(cells[workload == "count"], arms, noisy, effect, spread, seed),
      fill = TRUE
    )
  }
  fwrite(samples[, ..sample_columns], file.path(dir, "samples.csv"))
  if (length(placements)) {
    fwrite(rbindlist(placements)[, ..placement_columns], file.path(dir, "placements.csv"))
  }
  if (length(tried)) fwrite(rbindlist(tried), file.path(dir, "memory-blocks.csv"))
  fwrite(
    rbindlist(memories)[, .(topology, node, start = hex(start), end = hex(end), hotpluggable)],
    file.path(dir, "memory.csv")
  )
  fwrite(synthetic_metrics(), file.path(dir, "metrics.csv"))
  jsonlite::write_json(
    synthetic_info(arms, unique(samples$cell), samples), file.path(dir, "run.json"),
    auto_unbox = TRUE, digits = NA
  )
  dir
})

# A copy of such a run in `dir`, to be changed.
write_synthetic_run <- function(dir, ...) {
  dir.create(dir, recursive = TRUE)
  file.copy(list.files(written_run(...), full.names = TRUE), dir)
  dir
}

timed_samples <- function(cells, arms, blocks, effect, spread, seed) {
  set.seed(seed)
  cells <- copy(cells)[, workload := "timed"]
  rbindlist(lapply(seq_len(nrow(cells)), function(i) {
    cell <- cells[i]
    name <- paste(unlist(cell), collapse = "/")
    value <- 2e8 * exp(rnorm(blocks, 0, spread)) * effect[match(cell$arm, arms)]
    rbindlist(lapply(seq_len(blocks), function(block) {
      cbind(
        plan = "synthetic", run_id = paste0("b", block, "-", gsub("/", "-", name, fixed = TRUE)),
        block, cell = name, kernel = cell$arm, cell, engine = "timed", iteration = 0,
        data.table(
          metric = c("run.completed", "boot.wall.ns"), item = "", node = NA,
          value = c(1, round(value[block])), unit = c("flag", "nanoseconds"),
          class = c("exact", "noisy")
        ),
        end_state = "completed"
      )
    }))
  }))
}

# What run.json says of arms, and no more.
info_of <- function(arms) {
  list(
    arms = lapply(
      arms,
      function(arm) list(
        name = arm, kernel = synthetic_kernel(arm),
        parameters = paste(strsplit(arm, "+", fixed = TRUE)[[1]][-1], collapse = " "),
        image_sha256 = arm, patches = synthetic_patches(synthetic_kernel(arm))
      )
    )
  )
}
