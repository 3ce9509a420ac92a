# SPDX-License-Identifier: GPL-2.0-only
# Made up, to be computed by hand: one CPU on node 0, three on node 1, and a way
# from 1 to 0 that is longer than that from 0 to 1, so that nothing can be
# swapped unseen. At 4K the first arm's last tables are on node 1, the second's
# on node 0; the top table is always on node 0.
penalty_arms <- c("unpatched", "patched+movable_node")

penalty_row <- function(metric, item, node, value, arm = penalty_arms, mapping = mapping_levels) {
  CJ(item = item, arm = arm, mapping = mapping, sorted = FALSE)[
    , c("metric", "node", "value") := .(metric, as.numeric(node), value)
  ][]
}

penalty_machine <- function() {
  rbind(
    penalty_row("node.cpus.count", "", 0, 1), penalty_row("node.cpus.count", "", 1, 3),
    penalty_row("node.distance.tenths", "node0", 0, 10),
    penalty_row("node.distance.tenths", "node0", 1, 20),
    penalty_row("node.distance.tenths", "node1", 0, 30),
    penalty_row("node.distance.tenths", "node1", 1, 10),
    penalty_row("mmu.bytes", "cache.third", NA, 32 * MiB),
    penalty_row("mmu.entries", "tlb.second", NA, 1024),
    penalty_row("mmu.entries", "tlb.second.1G", NA, 16),
    penalty_row("mmu.entries", "paging.pde", NA, 32),
    penalty_row("mmu.entries", "paging.pdpte", NA, 4),
    penalty_row("mmu.entries", "paging.pml4e", NA, 0)
  )
}

# A hundred reads of each node and ten page faults. Tables of vmemmap and the
# lines of loads and stores are none of the direct map's.
penalty_operation_rows <- function() {
  reads <- c("read-node0", "read-node1")
  last <- function(metric, stage, value) {
    rbind(penalty_row(metric, paste0(stage, ".direct.pte"), 1, value, penalty_arms[1], "4K"),
      penalty_row(metric, paste0(stage, ".direct.pte"), 0, value, penalty_arms[2], "4K"))
  }
  rbind(
    rbindlist(lapply(
      reads,
      function(stage) rbind(
        penalty_row("operation.count", stage, NA, 100),
        penalty_row("access.fetches", paste0(stage, ".page-table"), 0, 3),
        penalty_row("walk.count", paste0(stage, ".direct.4K"), NA, 100, mapping = "4K"),
        last("walk.references", stage, 100), last("walk.fetches", stage, 10),
        penalty_row("walk.references", paste0(stage, ".direct.pgd"), 0, 20),
        penalty_row("walk.references", paste0(stage, ".vmemmap.pmd"), 1, 1000),
        penalty_row("walk.fetches", paste0(stage, ".vmemmap.pmd"), 1, 7)
      )
    )),
    penalty_row("operation.count", "fault", NA, 10), last("walk.references", "fault", 40),
    last("walk.fetches", "fault", 5), penalty_row("operation.count", "syscall", NA, 10),
    penalty_row("access.fetches", "syscall.user", NA, 2)
  )
}

penalty_boot_rows <- function() {
  rbind(
    penalty_row(
      "access.fetches", c("before-srat.kernel", "after-srat.kernel", "init.kernel"), 0, 1000
    ),
    penalty_row("walk.references", "before-srat.direct.pte", 1, 300, penalty_arms[1], "4K"),
    penalty_row("walk.fetches", "before-srat.direct.pte", 1, 30, penalty_arms[1], "4K"),
    penalty_row("walk.references", "before-srat.direct.pte", 0, 300, penalty_arms[2], "4K"),
    penalty_row("walk.fetches", "before-srat.direct.pte", 0, 20, penalty_arms[2], "4K"),
    penalty_row("walk.references", "init.direct.pmd", 0, 50)
  )
}

penalty_metrics <- function() {
  fread(
    file.path("fixtures", "penalty", "metrics.csv"), colClasses = "character", na.strings = NULL
  )
}

penalty_samples <- function() {
  samples <- rbind(
    penalty_row("run.completed", "", NA, 1), penalty_machine(), penalty_operation_rows(),
    penalty_boot_rows()
  )
  metrics <- penalty_metrics()
  samples[, unit := metrics$unit[match(metric, metrics$metric)]]
  samples[
    ,
    c(
      "plan", "block", "kernel", "topology", "engine", "workload", "iteration", "class", "end_state"
    ) := .(
      "synthetic", 0, sub("[+].*", "", arm), "numa2", "exact", "penalty", 0, "exact", "completed"
    )
  ]
  samples[, cell := paste(arm, topology, mapping, workload, sep = "/")][
    , run_id := paste0("b0-", gsub("/", "-", cell))
  ]
  samples[, ..sample_columns]
}

# As a run's folder.
write_penalty_run <- function(dir = tempfile("penalty-")) {
  dir.create(dir)
  samples <- penalty_samples()
  fwrite(samples, file.path(dir, "samples.csv"))
  fwrite(penalty_metrics(), file.path(dir, "metrics.csv"))
  fwrite(
    data.table(
      topology = "numa2", node = 0:1, start = hex(c(0, GiB)), end = hex(c(GiB, 2 * GiB) - 1),
      hotpluggable = 0:1
    ),
    file.path(dir, "memory.csv")
  )
  jsonlite::write_json(
    synthetic_info(penalty_arms, unique(samples$cell), samples), file.path(dir, "run.json"),
    auto_unbox = TRUE, digits = NA
  )
  dir
}

# Into the folder of a run with the same topology and arms.
add_penalty <- function(dir) {
  samples <- penalty_samples()[mapping == "4K"]
  edit_table(
    dir, "samples.csv",
    function(table) rbind(table, samples[, lapply(.SD, as.character)][is.na(node), node := ""])
  )
  edit_table(
    dir, "metrics.csv", function(table) rbind(table, penalty_metrics()[metric != "run.completed"])
  )
  info <- jsonlite::read_json(file.path(dir, "run.json"))
  info$cells <- c(info$cells, as.list(unique(samples$cell)))
  jsonlite::write_json(info, file.path(dir, "run.json"), auto_unbox = TRUE, digits = NA)
  dir
}

# Read back once, handed out as a copy.
penalty_run <- function() {
  if (is.null(synthetic_runs$penalty)) synthetic_runs$penalty <- read_run(write_penalty_run())
  lapply(synthetic_runs$penalty, function(part) if (is.data.table(part)) copy(part) else part)
}
