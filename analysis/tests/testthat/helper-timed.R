# SPDX-License-Identifier: GPL-2.0-only
# A run whose timed guests also ran programs: latency.ns by CPU node, page size,
# load and memory node, and qemu.wall.ns of two workloads. `effect` is what the
# second arm makes of reads from node 1.
timed_run <- function(effect = 1, blocks = 12, nodes = 0:1) {
  run <- synthetic_run(
    arms = c("unpatched", "patched"), topologies = "numa2", mappings = "4K", noisy = 3
  )
  set.seed(5)
  row <- CJ(
    arm = c("unpatched", "patched"), block = seq_len(blocks), iteration = 0:2, cpu = nodes,
    node = nodes, sorted = FALSE
  )
  boots <- unique(row[, .(arm, block)])[, drift := exp(stats::rnorm(.N, 0, 0.05))]
  row[boots, drift := i.drift, on = c("arm", "block")]
  row[
    ,
    value := ifelse(cpu == node, 80, 140) * drift *
      ifelse(arm == "patched" & node == 1, effect, 1) * exp(stats::rnorm(.N, 0, 0.001))
  ]
  latency <- row[, .(
    arm, block, iteration, workload = "numa-latency", metric = "latency.ns",
    item = sprintf("node%d.4K.load0", as.integer(cpu)), node, value
  )]
  walls <- CJ(
    arm = c("unpatched", "patched"), block = seq_len(blocks),
    workload = c("numa-latency", "direct-map"), sorted = FALSE
  )
  walls <- walls[, .(
    arm, block, iteration = 0, workload, metric = "qemu.wall.ns", item = "", node = NA_real_,
    value = ifelse(workload == "direct-map", 9e9, 1e9) * exp(stats::rnorm(.N, 0, 0.001))
  )]
  added <- rbind(latency, walls)[
    ,
    c("topology", "mapping", "unit", "class", "end_state", "engine") := .(
      "numa2", "4K", "ns", "noisy", "completed", "timed"
    )
  ]
  run$samples <- rbind(
    run$samples,
    added[
      ,
      c("arm", "topology", "mapping") := .(
        factor(arm, run$arms), factor(topology), factor(mapping, levels(run$samples$mapping))
      )
    ],
    fill = TRUE
  )
  run$metrics <- rbind(
    run$metrics,
    data.table(
      metric = c("latency.ns", "qemu.wall.ns"), unit = "ns", class = "noisy", direction = "less",
      min_effect = 0.03, show = "", role = "", title = "",
      description = c("time of a load", "of the QEMU process")
    )
  )
  run
}
