# SPDX-License-Identifier: GPL-2.0-only
mutant_names <- c("00-harmless", "01-int-address", "06-direction-kept")
corpus_arms <- c(
  "corpus+movable_node", "corpus+movable_node#2", paste0("mutant@", mutant_names, "+movable_node")
)
patches <- data.table(
  mutant = mutant_names, defect = c("nothing", "an address in an int", "bottom-up for ever")
)

corpus_run <- function(...) synthetic_run(
  arms = corpus_arms, topologies = "numa2", mappings = "4K", ...
)

# Change a value of a mutant's samples.
spoil <- function(run, number, name, change, part = "") {
  run$samples[
    as.character(arm) == corpus_arms[number + 2] & metric == name & item == part,
    value := change(value)
  ]
}

judged <- function(run, oracle = NULL) judge_mutants(list(run), oracle, patches)
row_of <- function(table, number) table[mutant == mutant_names[number]]
problems_with <- function(run, table) mutant_problems(list(run), table, mutant_controls(run))
problems_of <- function(run, oracle = NULL) problems_with(run, judged(run, oracle))

test_that("what does not differ is not caught, and that is a problem", {
  run <- corpus_run()
  table <- judged(run)
  expect_identical(table$caught, c(FALSE, FALSE, FALSE))
  expect_identical(table$defect, patches$defect)
  expect_identical(
    problems_with(run, table), sprintf("mutant %s was not caught.", mutant_names[2:3])
  )
})

test_that("instructions, iterations and free pages tell nothing", {
  run <- corpus_run()
  for (name in c("boot.insns", "pagetable.build.iterations")) spoil(run, 2, name, function(x) x * 2)
  spoil(run, 2, "memory.zone.free.pages", function(x) x - 60, "DMA")
  expect_false(row_of(judged(run), 2)$caught)
})

test_that("a boot that ends otherwise is the first that is told", {
  run <- corpus_run(fail = paste0(corpus_arms[4], "/numa2/4K/count"))
  spoil(run, 2, "placement.below_16m.bytes", function(x) 0)
  row <- row_of(judged(run), 2)
  expect_identical(tell_catch(row), "run.completed: completed -> timeout")
  expect_identical(row$cell, "numa2 4K count movable_node")
})

test_that("the largest change is told, with its place", {
  run <- corpus_run()
  spoil(run, 3, "memblock.find.calls", function(x) x + 1)
  spoil(run, 3, "placement.hotpluggable.bytes", function(x) x + 10 * MiB)
  row <- row_of(judged(run), 3)
  expect_identical(tell_catch(row), "placement.hotpluggable.bytes: 0 B -> 10 MiB")
  expect_identical(row$cell, "numa2 4K placement movable_node")
  expect_equal(row$differing, 2)
  expect_equal(row$judged, 20)
})

test_that("another size of the image is no catch, nor what follows from it", {
  run <- corpus_run()
  grown <- 3 * 4096
  run$placements[
    as.character(arm) == corpus_arms[4] & class == "kernel",
    c("end", "bytes") := .(end + grown, bytes + grown)
  ]
  spoil(run, 2, "placement.bytes", function(x) x + grown, "kernel")
  spoil(run, 2, "placement.below_4g.bytes", function(x) x + grown)
  spoil(run, 2, "memory.total.bytes", function(x) x - grown - section_bytes)
  spoil(run, 2, "memory.zone.pages", function(x) x - 11, "DMA32")
  expect_false(row_of(judged(run), 2)$caught)
  spoil(run, 2, "placement.below_4g.bytes", function(x) x + 1)
  expect_identical(row_of(judged(run), 2)$by, "placement.below_4g.bytes")
})

test_that("the allocator's memory counts beyond the image's change", {
  run <- corpus_run()
  spoil(run, 2, "memory.zone.pages", function(x) x - 9, "DMA32")
  row <- row_of(judged(run), 2)
  expect_match(row$by, "^memory.zone.pages DMA32 node [01]$")
  expect_match(row$from, "^[0-9,]+$")
  run <- corpus_run()
  spoil(run, 3, "memory.total.bytes", function(x) x - section_bytes - 1)
  expect_identical(
    tell_catch(row_of(judged(run), 3)), "memory.total.bytes: 2,082,995,200 B -> 2,082,962,431 B"
  )
})

test_that("a value that one side lacks is a difference, one that both lack is none", {
  run <- corpus_run()
  run$samples <- run$samples[
    !(metric == "memory.total.bytes" & as.character(arm) == corpus_arms[4])
  ]
  expect_identical(row_of(judged(run), 2)$to, "not measured")
  run$samples <- run$samples[metric != "memory.total.bytes" | as.character(arm) == corpus_arms[5]]
  table <- judged(run)
  expect_false(row_of(table, 2)$caught)
  expect_true(row_of(table, 3)$caught)
})

test_that("the oracle's word counts where no boot tells", {
  oracle <- data.table(mutant = mutant_names, wrong = c(0, 12, 3), cases = 100000, first = "x")
  run <- corpus_run()
  spoil(run, 3, "memblock.find.calls", function(x) x + 1)
  table <- judged(run, oracle)
  expect_identical(table$caught, c(FALSE, TRUE, TRUE))
  expect_identical(tell_catch(row_of(table, 2)), "oracle: 12 of 100,000 answers")
  expect_identical(row_of(table, 3)$by, "memblock.find.calls")
  expect_match(tell_extent(row_of(table, 3)), "values differ; oracle: 3 of 100,000 answers$")
  expect_identical(problems_of(run, oracle), character())
})

test_that("controls that speak are problems", {
  oracle <- data.table(mutant = mutant_names, wrong = c(1, 12, 3), cases = 100, first = "x")
  run <- corpus_run()
  expect_identical(
    problems_of(run, oracle),
    "mutant 00-harmless is harmless, but differs: oracle: 1 of 100 answers."
  )
  oracle[1, wrong := 0]
  spoil(run, 1, "placement.reservations", function(x) x + 1, "other")
  run$samples[as.character(arm) == corpus_arms[2] & metric == "boot.insns", value := value + 1]
  spoil(run, 1, "memblock.reserve.calls", function(x) x + 1)
  expect_match(
    problems_of(run, oracle),
    paste(
      "harmless, but differs: memblock.reserve.calls|differs from corpus\\+movable_node in 1 of",
      "[0-9]+ exact values"
    )
  )
  expect_length(problems_of(run, oracle), 2)
})

test_that("what is missing is a problem", {
  oracle <- data.table(mutant = mutant_names, wrong = c(0, 12, 3), cases = 100, first = "x")
  run <- corpus_run()
  table <- judge_mutants(
    list(run), oracle, rbind(patches, data.table(mutant = "09-absent", defect = "x"))
  )
  expect_identical(problems_with(run, table), "mutant 09-absent is not in the run.")
  run$info$arms <- run$info$arms[-2]
  expect_identical(problems_of(run, oracle), "the run has no A/A pair of kernel corpus.")
  run <- corpus_run(fail = paste0(corpus_arms[1], "/numa2/4K/placement"))
  expect_match(
    problems_of(run, oracle)[1],
    "^corpus\\+movable_node did not complete on numa2 4K placement: nothing to judge against.$"
  )
})

test_that("a mutant needs a reference with the same parameters", {
  info <- info_of(c("corpus", "corpus+b", "mutant@01-x", "mutant@01-x+b", "mutant@02-y+c"))
  expect_identical(mutant_arms(info)$reference, c("corpus", "corpus+b", NA))
  expect_identical(mutant_arms(info_of("mutant@02-y+c"))$reference, NA_character_)
})

test_that("a mutant's reference is of its base", {
  arm <- function(name, kernel) list(name = name, kernel = kernel, parameters = "")
  info <- list(arms = list(
    arm("corpus", "corpus-6.12"), arm("corpus-6.1", "corpus-6.1"),
    arm("mutant@01-x", "mutant-6.12@01-x"), arm("mutant-6.1@02-y", "mutant-6.1@02-y"),
    arm("mutant-6.9@03-z", "mutant-6.9@03-z")
  ))
  expect_identical(mutant_arms(info)$mutant, c("01-x", "02-y", "03-z"))
  expect_identical(mutant_arms(info)$reference, c("corpus", "corpus-6.1", NA))
})

test_that("a mutant of several arms is one row, and any arm may catch it", {
  arms <- c("corpus", "corpus#2", "corpus+movable_node", "mutant@01-a", "mutant@01-a+movable_node")
  run <- synthetic_run(arms = arms, topologies = "numa2", mappings = "4K")
  run$samples[as.character(arm) == arms[5] & metric == "memblock.find.calls", value := 1]
  table <- judge_mutants(list(run))
  expect_equal(nrow(table), 1)
  expect_true(table$caught)
})

write_patch <- function(dir, name, lines) writeLines(lines, file.path(dir, name))

test_that("a digest is told only where nothing else differs", {
  run <- corpus_run()
  add <- function(at, digests) run$samples[metric == "memory.total.bytes"][
    , c("metric", "item", "unit", "value") := .("pagetable.digest", at, "digest", digests)
  ]
  run$samples <- rbind(
    run$samples, add("initmem_init.return.frames", c(9, 9, 9, 9, 1)),
    add("run_init_process.mapping", 1:5)
  )
  run$metrics <- rbind(
    run$metrics,
    run$metrics[1][, c("metric", "unit", "direction") := .("pagetable.digest", "digest", "none")]
  )
  expect_identical(
    tell_catch(row_of(judged(run), 3)),
    "pagetable.digest initmem_init.return.frames: 0x00000009 -> 0x00000001"
  )
  expect_false(row_of(judged(run), 2)$caught)
  spoil(run, 3, "memblock.find.calls", function(x) x + 1)
  expect_identical(row_of(judged(run), 3)$by, "memblock.find.calls")
})

test_that("several runs make one table", {
  run <- corpus_run()
  spoil(run, 2, "memblock.find.calls", function(x) x + 1)
  other <- synthetic_run(
    arms = c("corpus", "mutant@07-spill"), topologies = "numa4-hole", mappings = "2M"
  )
  other$samples[
    as.character(arm) == "mutant@07-spill" & metric == "memblock.reserve.calls", value := 0
  ]
  table <- judge_mutants(list(run, other), NULL, patches)
  expect_identical(table$mutant, c(mutant_names, "07-spill"))
  expect_identical(table[mutant == "07-spill", cell], "numa4-hole 2M count")
  expect_identical(
    mutant_problems(list(run, other), table, rbind(mutant_controls(run), mutant_controls(other))),
    "mutant 06-direction-kept was not caught."
  )
})

test_that("a partial table has the run's mutants only", {
  expect_identical(
    judge_mutants(
      list(corpus_run()), NULL, rbind(patches, data.table(mutant = "09-x", defect = "y")), TRUE
    )$mutant,
    mutant_names
  )
})

test_that("a value that doubled with a direction goes before one that vanished without", {
  run <- corpus_run()
  spoil(run, 2, "placement.reservations", function(x) 0, "firmware")
  spoil(run, 2, "placement.below_16m.bytes", function(x) x * 3)
  expect_identical(row_of(judged(run), 2)$by, "placement.below_16m.bytes")
})

test_that("subjects are read from patches, folded ones too", {
  dir <- tempfile()
  dir.create(dir)
  write_patch(
    dir, "01-a.patch",
    c("From 0", "Subject: [PATCH 1/2] memblock: keep an address", " in an int", "", "body")
  )
  write_patch(dir, "02-b.patch", c("Subject: short", "Date: x", " y"))
  expect_identical(
    read_mutants(dir),
    data.table(
      mutant = c("01-a", "02-b"), defect = c("memblock: keep an address in an int", "short")
    )
  )
  write_patch(dir, "03-c.patch", "diff")
  expect_error(read_mutants(dir), "03-c.patch has no subject.")
  expect_error(read_mutants(tempfile()), "has no patches.")
})

test_that("the oracle's answers are read and checked", {
  path <- tempfile()
  expect_null(read_oracle(path))
  writeLines(c("mutant,wrong,cases,first", "mutant@01-a,3,100,\"find(1, 2)\""), path)
  expect_identical(
    read_oracle(path)[, .(mutant, wrong, cases)],
    data.table(mutant = "01-a", wrong = 3, cases = 100)
  )
  writeLines(c("mutant,wrong,cases,first", "01-a,many,100,x"), path)
  expect_error(read_oracle(path), "is not a number")
})

test_that("recorded mutants are caught by what they did", {
  table <- judge_mutants(list(read_run(file.path("fixtures", "mutants"))))
  expect_identical(
    table$mutant, c("03-cma-before-srat", "05-kernel-node-mask", "06-direction-kept")
  )
  expect_identical(
    tell_catch(table),
    c(
      "placement.hotpluggable.bytes: 8.58 MiB -> 265 MiB",
      "placement.below_4g.bytes: 74.4 MiB -> 10.4 MiB",
      "placement.bytes memmap node 1: 32.0 MiB -> 16.0 MiB"
    )
  )
  expect_identical(table$cell[1], "numa3-low-gap 4K placement movable_node cma=256M")
})
