# SPDX-License-Identifier: GPL-2.0-only
test_that("nodes are emulated unless run.json says which of the host they were bound to", {
  info <- list(topologies = list(list(name = "numa2", nodes = 2), list(name = "uma", nodes = 1)))
  expect_identical(describe_nodes(info), "emulated topology")
  info$topologies[[1]]$host_nodes <- list(0, 1)
  expect_identical(describe_nodes(info), "numa2 on nodes of the host, other topologies emulated")
  info$topologies[[2]]$host_nodes <- list(0)
  expect_identical(describe_nodes(info), "nodes of the host")
})
