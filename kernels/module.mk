# SPDX-License-Identifier: GPL-2.0-only
# The subject: every variant of kernels/variants.ini, built into the cache.

.PHONY: kernels
kernels: deps build ## build every kernel variant (cached)
	$Q$B/numaboot kernel build

.PHONY: mutants
mutants: deps build ## put each known defect back and show what notices it
# Some defects end the kernel, so that runs fail: exit code 1.
	$Q$B/numaboot run mutants --no-report || [ $$? -eq 1 ]
	$Q kernels/mutants/judge out/mutants/latest
