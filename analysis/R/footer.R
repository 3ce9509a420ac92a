# SPDX-License-Identifier: GPL-2.0-only
# "Made with": the end of report.txt, which says all that is needed to make it
# again, for people and for `numaboot verify` (docs/report.md).

unknown <- "unknown"

footer_lines <- function(run) {
  info <- run$info
  c(
    "Made with",
    footer_program(info), footer_commands(run), footer_engine(info), footer_hashes(info),
    footer_plan(info), footer_files(info), footer_latency(run$latency_file), footer_kernels(run),
    footer_hashed("table", run$tables)
  )
}

footer_program <- function(info) {
  c(
    mail_entry("numaboot", info_field(info, "version")),
    mail_entry("commit", info_field(info, "numaboot", "commit")),
    mail_entry("url", info_field(info, "numaboot", "url"))
  )
}

footer_commands <- function(run) {
  c(
    mail_entry("command", shell_line(numaboot_words(run$info))),
    mail_entry("again", shell_line(again_words(run$info))),
    if (length(run$options)) mail_entry("report", shell_line(run$options)),
    mail_entry("verify", paste(program_word(run$info), "verify report.txt"))
  )
}

# Who ran it: engine, QEMU, packages, host, and whether two boots were one.
footer_engine <- function(info) {
  c(
    mail_entry("engine", engine_line(info)),
    mail_entry("qemu", engine_of(info)$qemu %||% unknown),
    mail_entry("packages", package_words(info$packages)),
    if (is.null(info$packages) || compilers_differ(info)) {
      mail_entry("compiler", compilers(info))
    },
    mail_entry("host", host_words(info)),
    if (!is.null(info$exactness)) {
      mail_entry("exactness", trimws(paste(
        info_field(info, "exactness", "state"), info_field(info, "exactness", "cell", default = "")
      )))
    }
  )
}

# The engine that stands alone, or the exact one of several.
engine_of <- function(info) {
  engine <- info_field(info, "engine", default = list())
  if (is.list(engine$exact)) c(name = "exact", engine$exact) else engine
}

engine_line <- function(info) {
  engine <- engine_of(info)
  words <- c(engine$name %||% unknown, engine$accelerator)
  paste(c(words, if (!is.null(engine$skipped)) c("skipped:", engine$skipped)), collapse = " ")
}

package_words <- function(packages) {
  if (!length(packages)) {
    return(unknown)
  }
  names <- sort(names(packages), method = "radix")
  versions <- vapply(packages[names], function(version) version %||% "unpackaged", "")
  paste(names, versions, collapse = ", ")
}

compilers <- function(info) {
  arms <- Filter(function(arm) !is.null(arm$base), info$arms)
  found <- vapply(arms, function(arm) as.character(arm$compiler %||% unknown), "")
  if (length(found)) paste(unique(found), collapse = "; ") else "none"
}

# Whether kernels that were built here are of several compilers.
compilers_differ <- function(info) {
  arms <- Filter(function(arm) !is.null(arm$base), info$arms)
  length(unique(lapply(arms, function(arm) c(arm$compiler, arm$make)))) > 1
}

# "A by gcc 12.2.0, B by clang 16 (LLVM=-16)": what the reader must know of a value.
compilers_words <- function(run) {
  if (!compilers_differ(run$info)) {
    return(NULL)
  }
  made <- vapply(run$info$arms, function(arm) {
    if (is.null(arm$base)) return("")
    paste0(
      arm$compiler %||% unknown, if (!is.null(arm$make)) sprintf(" (%s)", arm$make)
    )
  }, "")
  letters <- run$letters[run$arms]
  groups <- split(letters[nzchar(made)], factor(made[nzchar(made)], unique(made[nzchar(made)])))
  sprintf(
    "Compilers differ: %s. A difference may be the compiler's.",
    paste(vapply(groups, join_words, ""), "by", names(groups), collapse = ", ")
  )
}

host_words <- function(info) {
  memory <- suppressWarnings(as.numeric(info_field(info, "host", "memory_bytes", default = NA)))
  sprintf(
    "%s, %s CPUs, %s, Linux %s, governor %s", info_field(info, "host", "cpu"),
    info_field(info, "host", "cpus"),
    if (is.na(memory)) "memory unknown" else format_bytes(memory),
    info_field(info, "host", "kernel"), info_field(info, "host", "governor")
  )
}

# What guests ran and were switched on with.
footer_hashes <- function(info) {
  images <- grep("\\.cpio$", names(info$inputs), value = TRUE)
  programs <- setdiff(images, "initramfs.cpio")
  c(
    mail_entry("init", info_field(info, "init_sha256")),
    if (!is.null(info$init_cmdline_sha256)) mail_entry("init-cmdline", info$init_cmdline_sha256),
    mail_entry("initramfs", info_field(info, "inputs", "initramfs.cpio")),
    footer_hashed("input", info$inputs[programs]),
    mail_entry("firmware", info_field(info, "firmware_sha256")),
    if (!is.null(info$plugin_sha256)) mail_entry("plugin", info$plugin_sha256)
  )
}

footer_plan <- function(info) {
  text <- info$plan_text
  c(
    mail_entry("plan", info_field(info, "plan")),
    if (is.null(text)) paste0(mail_indent, unknown) else mail_text(text)
  )
}

# Whether a checkout of the commit has the files that it had.
is_clean <- function(info) {
  grepl("^[0-9a-f]{40}$", info_field(info, "numaboot", "commit"))
}

footer_files <- function(info) {
  topologies <- lapply(info_field(info, "topologies", default = list()), function(topology) {
    hash <- info_field(info, "inputs", paste0(topology$name, ".topo"))
    known <- identical(topology$path, topology$name) ||
      (isTRUE(topology$ours) && is_clean(info))
    footer_file(
      "topology", topology$name, tell_topology(topology), hash, if (!known) topology$text
    )
  })
  mmu <- info$mmu
  known <- isTRUE(mmu$ours) && is_clean(info)
  c(
    unlist(topologies),
    if (!is.null(mmu)) {
      footer_file("mmu", mmu$name, NULL, mmu$sha256, if (!known) mmu$text)
    }
  )
}

footer_file <- function(key, name, words, hash, text) {
  c(
    mail_entry(key, paste(c(name, words), collapse = " ")),
    mail_entry("sha256", hash, mail_indent),
    if (!is.null(text)) c(mail_entry(paste0(key, "-text"), name), mail_text(text))
  )
}

# Times that were named for what is modelled: a report is made of them, too.
footer_latency <- function(path) {
  if (is.null(path)) {
    return(NULL)
  }
  text <- readChar(path, file.size(path), useBytes = TRUE)
  short <- nchar(text, "bytes") <= 4096
  c(mail_entry("latency", basename(path)), if (short) mail_text(text))
}

# Each kernel once, with the letters of the arms that boot it. Another compiler or
# configuration makes another one of the same name.
footer_kernels <- function(run) {
  arms <- run$info$arms
  names <- vapply(arms, function(arm) as.character(arm$kernel %||% arm$name), "")
  kernels <- vapply(seq_along(arms), function(i) {
    arm <- arms[[i]]
    paste(c(names[i], arm$key, arm$kernel_4K$key, arm$make, arm$config_file), collapse = "\n")
  }, "")
  letters <- split(run$letters[run$arms], factor(kernels, unique(kernels)))
  unlist(lapply(unique(kernels), function(kernel) {
    first <- match(kernel, kernels)
    footer_kernel(names[first], letters[[kernel]], arms[[first]], run$info$packages)
  }))
}

footer_kernel <- function(kernel, letters, arm, packages) {
  built <- !is.null(arm$base)
  part <- function(name) substr(hash_or(arm[[paste0(name, "_sha256")]]), 1, 16)
  inside <- function(key, value) mail_entry(key, value, mail_indent)
  c(
    mail_entry("kernel", kernel),
    inside("arms", paste(letters, collapse = " ")),
    if (built) inside("base", name_base(arm)),
    if (built) {
      inside("source", paste(part("base"), "series", part("series"), "config", part("config")))
    },
    if (was_built_with_others(arm$packages, packages)) {
      inside("packages", package_words(arm$packages))
    },
    if (!is.null(arm$make)) inside("make", arm$make),
    if (!is.null(arm$config_file)) inside("config-file", arm$config_file),
    inside("key", hash_or(arm$key)),
    inside("image", hash_or(arm$image_sha256)),
    if (!is.null(arm$kernel_4K)) inside("image-4K", hash_or(arm$kernel_4K$image_sha256))
  )
}

# An image of the cache may be older than what is installed.
was_built_with_others <- function(then, now) {
  !is.null(then) && !identical(then[order(names(then))], now[sort(names(then))])
}

hash_or <- function(hash) if (is.null(hash) || !nzchar(hash)) unknown else hash

# Files by name, each with its hash on a line of its own.
footer_hashed <- function(key, hashes) {
  unlist(lapply(names(hashes), function(name) {
    c(mail_entry(key, name), paste0(mail_indent, hashes[[name]]))
  }))
}

# "HASH  NAME" lines, by name.
read_seal <- function(path) {
  lines <- if (file.exists(path)) readLines(path, warn = FALSE)
  lines <- grep("^[0-9a-f]{64}  ", lines, value = TRUE)
  stats::setNames(substr(lines, 1, 64), substring(lines, 67))
}
