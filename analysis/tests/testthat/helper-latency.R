# SPDX-License-Identifier: GPL-2.0-only
# Made up: 80 ns local, 140 ns remote, walks 12 and 22 ns, each read with a
# spread of 1 %.
two_nodes <- file.path("fixtures", "latency", "two-nodes.csv")
made_up_latency <- function() read_latency(two_nodes, fixture = TRUE)
