# SPDX-License-Identifier: GPL-2.0-only
# The reading: R functions and their tests.

.PHONY: check-r
check-r:
	$(call say,TEST,analysis)
	$Q Rscript --vanilla analysis/tests/testthat.R
