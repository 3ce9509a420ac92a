# SPDX-License-Identifier: GPL-2.0-only
limits_of <- function(run, known = list()) paste(run_limits(run, known), collapse = "\n")

# A run in which little is said of anything, but for what `info` adds.
limited_run <- function(info = list(), ...) {
  run <- synthetic_run(arms = c("unpatched", "patched"), topologies = "numa2", mappings = "2M", ...)
  run$info[names(info)] <- info
  run
}

timed_limits <- function(accelerator = "kvm", host = list(), topology = list(), ...) {
  run <- limited_run(list(
    engine = list(name = "timed", accelerator = accelerator, qemu = "QEMU emulator version 9.1.2",
      ...),
    host = c(list(cpu = "Made-up CPU"), host),
    topologies = list(
      c(list(name = "numa2", nodes = 2, cpus = 2, memory_bytes = 2 * GiB), topology)
    )
  ), noisy = 3)
  run$samples <- run$samples[engine == "timed"]
  limits_of(run)
}

test_that("counts are said to be no times", {
  said <- limits_of(limited_run())
  expect_match(said, "Instructions are counted, not cycles", fixed = TRUE)
  expect_match(said, "Iterations of string instructions (rep) are counted apart", fixed = TRUE)
  expect_match(said, "No time was measured.", fixed = TRUE)
  expect_match(said, "One QEMU ran all boots (7.2.22)", fixed = TRUE)
  expect_match(said, "Nodes and their distances are emulated", fixed = TRUE)
})

test_that("compilers that differ are told, and what make was told", {
  run <- limited_run()
  expect_no_match(limits_of(run), "Compilers differ", fixed = TRUE)
  run$info$arms[[2]]$compiler <- "Own clang 99"
  run$info$arms[[2]]$make <- "LLVM=-99"
  said <- "Compilers differ: A by gcc 12.2.0, B by Own clang 99 (LLVM=-99)."
  expect_match(limits_of(run), said, fixed = TRUE)
  expect_match(paste(text_arms(run), collapse = " "), "Compilers differ: A by", fixed = TRUE)
  expect_match(as.character(html_heading(run)), said, fixed = TRUE)
})

test_that("a given image has no compiler that could differ", {
  run <- limited_run()
  run$info$arms[[2]][c("base", "compiler")] <- NULL
  expect_no_match(limits_of(run), "Compilers differ", fixed = TRUE)
})

test_that("a run that did not record its nodes may have had several", {
  run <- synthetic_run(topologies = "numa2", mappings = "4K")
  run$info$topologies <- list(list(name = "numa2"))
  expect_match(limits_of_machines(run), "Nodes and their distances are emulated", all = FALSE)
  run$info$topologies <- list(list(name = "numa2", nodes = 1, memory_bytes = 2^30))
  expect_no_match(limits_of_machines(run), "emulated")
})

test_that("a run that counts no instructions does not speak of them", {
  said <- limits_of(limited_run(workloads = "placement"))
  expect_no_match(said, "nstructions")
  expect_match(said, "No time was measured.", fixed = TRUE)
})

test_that("what the command lines had is said", {
  lines <- function(...) {
    cells <- lapply(list(...), function(line) list(command_line = line))
    limits_of(limited_run(list(cells = cells)))
  }
  expect_match(lines("quiet maxcpus=1"), "One CPU ran (maxcpus=1)", fixed = TRUE)
  expect_no_match(lines("quiet maxcpus=12"), "maxcpus")
  expect_match(lines("a", "b debug_pagealloc=on"), "had by debug_pagealloc=on", fixed = TRUE)
  expect_no_match(lines("a", "b"), "debug_pagealloc")
})

test_that("the configuration is told by the options that it lacks", {
  run <- limited_run()
  expect_match(limits_of(run), "own configuration, a tiny one.", fixed = TRUE)
  options <- as.list(setNames(rep("y", length(config_wanted)), config_wanted))
  small <- replace(options, c("NET", "EFI"), "n")
  run$info$arms[[1]]$options <- run$info$arms[[2]]$options <- small
  expect_match(limits_of(run), "a tiny one: it lacks NET, EFI.", fixed = TRUE)
  run$info$arms[[2]]$options <- replace(options, "DRM", "n")
  own <- "was built with numaboot's own configuration, a tiny one: it lacks"
  expect_match(limits_of(run), paste("A", own, "NET, EFI."), fixed = TRUE)
  expect_match(limits_of(run), paste("B", own, "DRM."), fixed = TRUE)
})

test_that("nothing is said of the configuration of an image that was given", {
  run <- limited_run()
  run$info$arms[[1]]$base <- run$info$arms[[2]]$base <- NULL
  expect_match(limits_of(run), "The configuration of A and B is not known here", fixed = TRUE)
  expect_no_match(limits_of(run), "numaboot's own")
})

test_that("the sizes are those of this run's topologies", {
  machines <- function(...) limits_of(limited_run(list(topologies = list(...))))
  topology <- function(name, nodes, gib) {
    list(name = name, nodes = nodes, memory_bytes = gib * GiB)
  }
  expect_match(
    machines(topology("numa2", 2, 5), topology("never-booted", 64, 900)),
    "Guests had 5 GiB of RAM on 2 nodes: nothing larger was booted.", fixed = TRUE
  )
  expect_no_match(machines(topology("numa2", 1, 5)), "distances")
  run <- synthetic_run(topologies = c("numa2", "numa8-ring"))
  run$info$topologies <- list(topology("numa2", 2, 2), topology("numa8-ring", 8, 4))
  expect_match(limits_of(run), "2 GiB to 4 GiB of RAM on 2 to 8 nodes", fixed = TRUE)
})

test_that("what is tried in an idle guest is said so", {
  idle <- function(...) limits_of(limited_run(workloads = c(...)))
  expect_match(idle("hotremove"), "idle guest")
  expect_no_match(idle("hotremove", "hotremove-loaded"), "idle guest")
  expect_no_match(idle("count"), "idle guest")
})

test_that("what is modelled is said where it is", {
  run <- limited_run(list(mmu = list(name = "./my-cpu.ini")))
  expect_no_match(limits_of(run), "modelled")
  said <- limits_of(run, list(penalty = list()))
  expect_match(said, "no CPU was timed", fixed = TRUE)
  expect_match(said, "The modelled CPU is my-cpu:", fixed = TRUE)
  expect_match(limits_of(run, list(scaling = list())), "extrapolated")
})

test_that("boots that were not repeated are said to be so", {
  repeated <- function(state) limits_of(limited_run(list(exactness = list(state = state))))
  expect_match(repeated("unknown"), "No boot was repeated", fixed = TRUE)
  expect_no_match(repeated("equal"), "repeated")
  expect_no_match(limits_of(limited_run()), "repeated")
})

test_that("times have other limits than counts", {
  said <- timed_limits()
  expect_match(said, "Times are of one host: its CPU is Made-up CPU.", fixed = TRUE)
  expect_match(said, "under KVM", fixed = TRUE)
  expect_match(said, "Memory of numa2 was not bound", fixed = TRUE)
  expect_match(said, "does not tell its governor", fixed = TRUE)
  expect_match(said, "nominal clock", fixed = TRUE)
  expect_no_match(said, "maxcpus|not cycles|No time|One QEMU")
})

test_that("what the host tells is no limit", {
  said <- timed_limits(
    host = list(governor = "performance", no_turbo = "1"),
    topology = list(host_nodes = list(0, 1))
  )
  expect_no_match(said, "governor|nominal|not bound|emulated")
})

test_that("guests without CPUs of their own are named", {
  expect_match(
    timed_limits(topology = list(unpinned = "it has 2 CPUs, this host 1.")),
    "Guests of numa2 had no CPUs of their own: it has 2 CPUs, this host 1.", fixed = TRUE
  )
})

test_that("times under emulation are no times of a kernel", {
  for (emulated in c("tcg", "kvm in tcg")) {
    expect_match(
      timed_limits(emulated), "Times were taken under emulation: they are QEMU's", fixed = TRUE
    )
  }
  expect_match(
    timed_limits(host = list(hypervisor = "KVMKVMKVM")), "The host was itself a guest (KVMKVMKVM)",
    fixed = TRUE
  )
  expect_no_match(timed_limits(), "itself a guest", fixed = TRUE)
  said <- timed_limits("tcg")
  expect_match(said, "they are QEMU's and no times of a kernel", fixed = TRUE)
  expect_no_match(said, "KVM")
})

test_that("a run without a guest says only that", {
  said <- timed_limits("kvm", skipped = "/dev/kvm is not there.")
  expect_match(said, "No guest was booted: /dev/kvm is not there.", fixed = TRUE)
  expect_no_match(said, "Times are|governor")
})

test_that("every sentence ends and fits a mail", {
  lines <- text_limits(run_limits(limited_run(), list()))
  expect_identical(lines[1], "What this does not show")
  expect_true(all(nchar(lines) <= 75))
  expect_match(run_limits(limited_run(), list()), "[.]$", all = TRUE)
  expect_match(flat(html_limits("One <thing>.")), "<li>One &lt;thing&gt;.</li>", fixed = TRUE)
})
