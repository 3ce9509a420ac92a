# SPDX-License-Identifier: GPL-2.0-only
# Rscript analysis/tests/testthat.R, from the project's root: all test files.
source("analysis/tests/parts.R")
test_files()
