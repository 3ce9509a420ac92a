# SPDX-License-Identifier: GPL-2.0-only
# All test files but those of pages.R.
source("analysis/tests/parts.R")

# Most functions run too seldom to be worth compiling.
invisible(compiler::enableJIT(0))
test_files(pages, invert = TRUE)
