# SPDX-License-Identifier: GPL-2.0-only
# What a run of today says of itself, put into a made-up one.
made_run <- function(commit = strrep("ab", 20)) {
  run <- synthetic_run(arms = c("unpatched", "patched", "patched+movable_node"))
  run$info$numaboot <- list(version = "0.1", commit = commit, url = "https://example.org/x")
  run$info$plan_text <- "[plan]\narms = unpatched patched patched+movable_node\n"
  run$info$packages <- list("qemu-system-x86" = "1:7.2", "my-ld" = NULL, "gcc-12" = "12.2.0-14")
  run$info$topologies <- list(list(
    name = "numa2", path = "bench/topologies/numa2.topo", nodes = 2, cpus = 2,
    memory_bytes = 2 * GiB, text = "[node 0]\n", ours = TRUE, node_list = list(
      list(memory_bytes = GiB, cpus = 1, hotpluggable = FALSE),
      list(memory_bytes = GiB, cpus = 1, hotpluggable = TRUE)
    )
  ))
  run$info$inputs <- list("numa2.topo" = strrep("12", 32), "initramfs.cpio" = strrep("34", 32),
    "direct-map.cpio" = strrep("56", 32))
  run$tables <- c("samples.csv" = strrep("78", 32))
  run
}

entry <- function(lines, key) {
  sub("^[a-z-]+: ", "", grep(paste0("^", key, ": "), lines, value = TRUE))
}

test_that("the footer says what made the run", {
  lines <- footer_lines(made_run())
  expect_identical(lines[1], "Made with")
  expect_identical(entry(lines, "commit"), strrep("ab", 20))
  expect_identical(entry(lines, "url"), "https://example.org/x")
  expect_identical(
    entry(lines, "packages"), "gcc-12 12.2.0-14, my-ld unpackaged, qemu-system-x86 1:7.2"
  )
  expect_identical(
    entry(lines, "topology"), "numa2 2 nodes, 2 CPUs, 2 GiB: 1 GiB, 1 GiB hotpluggable"
  )
  at <- match("plan: synthetic", lines)
  expect_identical(lines[at + 1:2], c(
    "  [plan]", "  arms = unpatched patched patched+movable_node"
  ))
  at <- match("input: direct-map.cpio", lines)
  expect_identical(lines[at + 1], paste0("  ", strrep("56", 32)))
  expect_identical(tail(lines, 2), c("table: samples.csv", paste0("  ", strrep("78", 32))))
})

test_that("each kernel stands once, with the arms that boot it", {
  lines <- footer_lines(made_run())
  expect_identical(entry(lines, "kernel"), c("unpatched", "patched"))
  expect_identical(grep("^  arms: ", lines, value = TRUE), c("  arms: A", "  arms: B C"))
  expect_true(
    "  source: a1a1a1a1a1a1a1a1 series c3c3c3c3c3c3c3c3 config d4d4d4d4d4d4d4d4" %in% lines
  )
})

test_that("arms of one kernel stay two where compiler or configuration differ", {
  run <- made_run()
  run$info$arms[[3]]$make <- "LLVM=-99"
  lines <- footer_lines(run)
  expect_identical(entry(lines, "kernel"), c("unpatched", "patched", "patched"))
  expect_identical(grep("^  arms: ", lines, value = TRUE), paste("  arms:", c("A", "B", "C")))
  expect_identical(match("  make: LLVM=-99", lines) > match("  arms: C", lines), TRUE)
  run <- made_run()
  run$info$arms[[2]]$config_file <- "mine.config"
  lines <- footer_lines(run)
  expect_identical(grep("^  arms: ", lines, value = TRUE), paste("  arms:", c("A", "B", "C")))
  expect_length(grep("^  config-file: mine.config$", lines), 1)
})

test_that("an arm's second kernel is told, and so is a second init", {
  run <- made_run()
  expect_false(any(grepl("4K|init-cmdline", footer_lines(run))))
  expect_null(text_second_kernel("A", run$info$arms[[1]]))
  run$info$init_cmdline_sha256 <- strrep("ee", 32)
  run$info$arms[[1]]$kernel_4K <- list(
    image_sha256 = strrep("f0", 32), config_sha256 = strrep("d0", 32)
  )
  lines <- footer_lines(run)
  whole <- gsub("\\\\ *", "", gsub(" +", " ", paste(lines, collapse = " ")))
  expect_match(whole, paste(" image-4K:", strrep("f0", 32)), fixed = TRUE)
  expect_match(whole, paste(" init-cmdline:", strrep("ee", 32)), fixed = TRUE)
  expect_match(
    text_second_kernel("A", run$info$arms[[1]]),
    "^A  at 4K another kernel: config d0d0.*, image f0f0"
  )
})

test_that("a kernel that other packages built says so", {
  run <- made_run()
  run$info$packages <- list("gcc-12" = "12.2.0-14", "lz4" = "1")
  run$info$arms[[1]]$packages <- list("lz4" = "1", "gcc-12" = "12.2.0-13")
  run$info$arms[[2]]$packages <- list("lz4" = "1", "gcc-12" = "12.2.0-14")
  lines <- footer_lines(run)
  expect_identical(
    grep("^  packages: ", lines, value = TRUE), "  packages: gcc-12 12.2.0-13, lz4 1"
  )
})

test_that("a topology's text is there unless the commit has it", {
  run <- made_run()
  expect_length(entry(footer_lines(run), "topology-text"), 0)
  for (commit in c("unknown", paste0(strrep("ab", 20), "+changes"))) {
    lines <- footer_lines(made_run(commit))
    expect_identical(lines[match("topology-text: numa2", lines) + 1], "  [node 0]")
  }
  run$info$topologies[[1]]$ours <- FALSE
  expect_identical(entry(footer_lines(run), "topology-text"), "numa2")
})

test_that("equal nodes need no text", {
  run <- made_run("unknown")
  run$info$topologies[[1]]$name <- run$info$topologies[[1]]$path <- "2x1G"
  expect_length(entry(footer_lines(run), "topology-text"), 0)
})

test_that("a modelled CPU is told as topologies are", {
  run <- made_run()
  run$info$mmu <- list(name = "./mine.ini", ours = FALSE, sha256 = "ab", text = "[tlb]\n")
  lines <- footer_lines(run)
  at <- match("mmu: ./mine.ini", lines)
  expect_identical(lines[at + 1:3], c("  sha256: ab", "mmu-text: ./mine.ini", "  [tlb]"))
})

test_that("what an older run did not record is unknown", {
  lines <- footer_lines(synthetic_run())
  for (key in c("commit", "url", "packages", "init", "firmware")) {
    expect_identical(entry(lines, key), "unknown")
  }
  expect_identical(lines[match("plan: synthetic", lines) + 1], "  unknown")
  expect_identical(entry(lines, "compiler"), "gcc 12.2.0")
  expect_length(entry(lines, "table"), 0)
})

test_that("the words of make are told with the kernel, compilers where they differ", {
  run <- made_run()
  expect_length(entry(footer_lines(run), "compiler"), 0)
  run$info$arms[[2]]$make <- "LLVM=-99"
  run$info$arms[[2]]$compiler <- "Own clang 99"
  lines <- footer_lines(run)
  expect_length(grep("^  make: LLVM=-99$", lines), 1)
  expect_match(entry(lines, "compiler"), "; Own clang 99", fixed = TRUE)
})

test_that("the command is told as typed, and as it makes the run again", {
  run <- made_run()
  run$info$argv <- list("compare", "a", "my kernel", "--resume", "out/x", "-j2", "--jobs=3")
  run$info$arms[[1]]$chosen <- "linux-6.1"
  lines <- footer_lines(run)
  expect_identical(entry(lines, "command"),
    "build/numaboot compare a 'my kernel' --resume out/x -j2 --jobs=3")
  expect_identical(entry(lines, "again"),
    "build/numaboot compare a 'my kernel' --base linux-6.1")
  run$info$argv <- list("run", "smoke", "--base=linux-6.1")
  expect_identical(entry(footer_lines(run), "again"), "build/numaboot run smoke --base=linux-6.1")
  run$info$argv <- list(
    "run", "smoke", "--tap", "a.tap", "--junit=-", "--fail-on", "worse", "--base=linux-6.1"
  )
  expect_identical(entry(footer_lines(run), "again"), "build/numaboot run smoke --base=linux-6.1")
})

test_that("the seal of tables is read by their names", {
  path <- tempfile()
  writeLines(c(paste0(strrep("ab", 32), "  samples.csv"), "nothing"), path)
  expect_identical(read_seal(path), c("samples.csv" = strrep("ab", 32)))
  expect_length(read_seal(tempfile()), 0)
})

test_that("a report ends with it, and no line of it is wider than a mail's", {
  lines <- text_report(prepare_report(made_run()))
  at <- match("Made with", lines)
  expect_identical(lines[at - 1], "")
  expect_true(all(nchar(lines[at:length(lines)]) <= 75))
  expect_false(any(grepl(" $|^(From |--)", lines[at:length(lines)])))
})
