# SPDX-License-Identifier: GPL-2.0-only
# The test files that draw figures and make pages, and some more: half of the time of all.
source("analysis/tests/parts.R")
test_files(pages)
