# SPDX-License-Identifier: GPL-2.0-only
test_that("a failed run is listed with its end state", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K", fail = "patched/numa2/4K/count")
  expect_match(
    page_of(states_section(), run, known = list(completed = failed_runs(run))),
    "timeout</span></td><td>b1-patched-numa2-4K-count", fixed = TRUE
  )
})

test_that("end states are counted and failed runs listed", {
  run <- synthetic_run(topologies = "numa2", fail = "patched/numa2/4K/count")
  expect_identical(failed_runs(run)$run_id, "b1-patched-numa2-4K-count")
  expect_identical(count_end_states(run), "15 completed, 1 timeout")
})

test_that("runs that did not complete come first", {
  said <- findings(synthetic_report(topologies = "numa2", fail = "patched/numa2/4K/placement"))
  expect_match(
    said[1], "1 of 16 runs did not complete .* b1-patched-numa2-4K-placement \\(timeout\\)"
  )
})
