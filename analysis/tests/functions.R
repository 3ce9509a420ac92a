# SPDX-License-Identifier: GPL-2.0-only
# All test files but those of pages.R.
source("analysis/tests/parts.R")
test_files(pages, invert = TRUE)
