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
  expect_identical(said[1], "1 of 16 runs did not complete.")
  expect_identical(said[2], paste(
    "patched completed 3 of its 4 runs: timeout on numa2 4K placement.",
    "Cells that it did not complete are not compared."
  ))
})

# Every cell of an arm.
cells_of <- function(arm, mappings = "2M") {
  workloads <- unique(synthetic_run(topologies = "numa2", mappings = mappings)$samples$workload)
  sprintf("%s/numa2/%s/%s", arm, rep(mappings, each = length(workloads)), workloads)
}

failing_report <- function(arms) {
  fail <- unlist(lapply(arms, cells_of))
  synthetic_report(topologies = "numa2", mappings = "2M", fail = fail)
}

test_that("nothing is compared with an arm that completed no run", {
  report <- failing_report("patched")
  said <- findings(report)
  expect_match(said[2], "^patched completed none of its . runs: .* Nothing is compared with it[.]$")
  text <- text_report(report)
  expect_false(any(grepl("Every metric|invalid|not measured$", sub("^No layout.*", "", text))))
})

test_that("where the baseline completed no run nothing is compared", {
  report <- failing_report("unpatched")
  expect_match(findings(report)[2], "It is the baseline, so nothing is compared[.]$")
  expect_null(report$sections$comparison)
  expect_false(any(grepl("Every metric", findings(report))))
})

test_that("an arm that failed on one mapping is compared on the other", {
  run <- synthetic_run(topologies = "numa2", fail = cells_of("patched", "4K"))
  rows <- side_by_side(run)
  expect_false(any(rows$verdict == "invalid"))
  expect_identical(
    unique(as.character(rows[as.character(arm) == "patched"]$mapping)), "2M"
  )
  expect_identical(
    sort(unique(as.character(rows[as.character(arm) != "patched"]$mapping))), c("2M", "4K")
  )
  expect_true(any(verdict_table(run)[arm == "patched" & mapping == "4K"]$reason == "missing"))
})

test_that("the reason of a failed run is that of its evidence", {
  run <- synthetic_run(topologies = "numa2", fail = "patched/numa2/4K/count")
  run$dir <- tempfile()
  folder <- file.path(run$dir, "runs", "b1-patched-numa2-4K-count")
  dir.create(folder, recursive = TRUE)
  writeLines('{"reason": "Kernel panic - not syncing: No init."}', file.path(folder, "result.json"))
  bad <- failed_runs(run)
  expect_identical(bad$reason, "Kernel panic - not syncing: No init.")
  expect_match(
    tell_runs(bad, run)[2], "timeout on numa2 4K count: Kernel panic - not syncing: No init. ",
    fixed = TRUE
  )
})
