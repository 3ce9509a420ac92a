# SPDX-License-Identifier: GPL-2.0-only
test_that("the finding says who pays before and after, by node", {
  expect_match(
    told_by(penalty_section(), penalty_run())[1],
    paste(
      "on numa2, the share on another node is 83.3% for CPUs of node 0 and 16.6% for CPUs of node",
      "1 with unpatched; 0.0% for CPUs of node 0 and 100% for CPUs of node 1 with",
      "patched+movable_node."
    ),
    fixed = TRUE
  )
})

test_that("the finding turns round with the arms' tables", {
  run <- penalty_run()
  rows <- startsWith(run$samples$metric, "walk.") & grepl("direct.pte", run$samples$item)
  run$samples[rows, node := 1 - node]
  expect_match(
    told_by(penalty_section(), run)[1],
    paste(
      "100% for CPUs of node 1 with unpatched; 83.3% for CPUs of node 0 and 16.6% for CPUs of node",
      "1 with patched"
    ),
    fixed = TRUE
  )
})

test_that("the sum over all CPUs and its change are told", {
  expect_match(
    told_by(penalty_section(), penalty_run())[2],
    paste(
      "Summed over all 4 CPUs of numa2, one read by each waits 40.5 ns for these tables with",
      "unpatched (567 ns if memory served every reference), modelled from the topology's",
      "distances; that changes by +40.5 ns (+405 ns) with patched+movable_node."
    ),
    fixed = TRUE
  )
})

test_that("it is told at which mapping it matters, and where nothing moves", {
  said <- told_by(penalty_section(), penalty_run())
  expect_match(
    said[3],
    paste(
      "+81 ns at 4K (fault, CPUs of node 1 of numa2, patched+movable_node; +648 ns if memory",
      "served every reference); nothing at 2M; nothing at 1G."
    ),
    fixed = TRUE
  )
  expect_identical(
    said[4],
    paste(
      "No penalty moves at 2M and 1G: no operation changes by 1 ns, even if memory served every",
      "reference."
    )
  )
})

test_that("what only caches hide is not told as nothing", {
  run <- penalty_run()
  run$samples[metric == "walk.fetches", value := 0]
  said <- told_by(penalty_section(), run)
  expect_match(
    said,
    paste(
      "Modelled caches hide it at 4K, where no operation changes by 1 ns; if memory served every",
      "reference, the most would be 648 ns at 4K."
    ),
    fixed = TRUE, all = FALSE
  )
  expect_match(said, "No penalty moves at 2M and 1G", all = FALSE)
})

test_that("equal arms have no change", {
  run <- penalty_run()
  moved <- run$samples[arm == penalty_arms[1]][, arm := factor(penalty_arms[2], penalty_arms)]
  run$samples <- rbind(run$samples[arm == penalty_arms[1]], moved)
  said <- told_by(penalty_section(), run)
  expect_match(said[1], "with unpatched and patched+movable_node.", fixed = TRUE)
  expect_match(said[2], "that changes by 0 ns (0 ns) with patched+movable_node.", fixed = TRUE)
  expect_match(said[4], "No penalty moves at 4K, 2M and 1G", fixed = TRUE)
})

test_that("shares of all waiting are told, largest first", {
  expect_identical(
    tell_penalty_shares(penalty_data(penalty_run())$shares),
    paste(
      "Of all that CPU 0 waits for memory by the model, tables of the direct map are: at 4K fault",
      "100%, read 37.0% to 54.0%, boot 0.6% to 1.9%; less than 0.1% otherwise."
    )
  )
  run <- penalty_run()
  run$samples[metric == "walk.fetches", value := value * 1e-6]
  expect_match(
    tell_penalty_shares(penalty_data(run)$shares), "fault 100%; less than 0.1% otherwise",
    fixed = TRUE
  )
})

test_that("what layout alone changes is told, and no arm changes less", {
  said <- told_by(penalty_section(), penalty_layout_run(function(rows) {
    rows[metric == "walk.fetches" & startsWith(item, "fault."), value := value + 1]
  }))
  expect_true("Layout alone changes as much as 16.2 ns at 4K, 0 ns at 2M and 0 ns at 1G." %in% said)
  expect_false(any(startsWith(said, "No arm changes more")))
  said <- told_by(penalty_section(), penalty_layout_run(function(rows) {
    rows[metric == "walk.fetches", value := value * 100]
  }))
  expect_true("No arm changes more than that at 4K." %in% said)
  expect_false(any(grepl("Layout alone", told_by(penalty_section(), penalty_run()))))
})
