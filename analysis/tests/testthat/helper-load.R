# SPDX-License-Identifier: GPL-2.0-only
library(data.table)
for (file in list.files(file.path("..", "..", "R"), pattern = "\\.R$", full.names = TRUE)) {
  source(file)
}

setDTthreads(1)

# A run written below R's temporary folder and read back; each kind only once,
# handed out as a copy.
synthetic_runs <- new.env()
synthetic_run <- function(...) {
  key <- paste(deparse(list(...)), collapse = "")
  if (is.null(synthetic_runs[[key]])) {
    synthetic_runs[[key]] <- read_run(write_synthetic_run(tempfile("run-"), ...))
  }
  lapply(synthetic_runs[[key]], function(part) if (is.data.table(part)) copy(part) else part)
}

# A series of six patches, some of them together.
series_arms <- c(paste0("series@", c(0, 1, 2, 4, 6)), "series@6+movable_node")
series_run <- function() synthetic_run(
  arms = series_arms, topologies = "numa4-hole", mappings = c("2M", "4K")
)

synthetic_report <- function(...) prepare_report(synthetic_run(...))

# Rewrite one table of a written run, to put a single thing wrong with it.
edit_table <- function(dir, file, change) {
  path <- file.path(dir, file)
  table <- fread(path, colClasses = "character", na.strings = NULL)
  fwrite(change(table), path)
  dir
}
