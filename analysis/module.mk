# SPDX-License-Identifier: GPL-2.0-only
# The reading: R functions and their tests.

.PHONY: check-r calibrate
check-r:
	$(call say,TEST,analysis)
	$Q Rscript --vanilla analysis/tests/testthat.R

# Two minutes on one CPU.
calibrate: ## how the statistics do on simulated data, against targets
	$Q Rscript --vanilla analysis/calibrate.R
