# SPDX-License-Identifier: GPL-2.0-only
# The answer: the main job, and its report made again.

.PHONY: run report
run: deps ## do everything up to the report (PLAN=smoke)
	$(compile) build
	$Q$B/numaboot run $(PLAN)

report: build ## make the report of the latest run again (PLAN=smoke)
	$Q$B/numaboot samples $(PLAN)
	$Q$B/numaboot report $(PLAN)

.PHONY: nightly
nightly: test-long ## long tests, then a night: three reports, and what changed
	$Q$B/numaboot night

.PHONY: mutants
mutants: deps ## put each known defect back and show what notices it
	$(compile) build
# Some defects end the kernel, so that runs fail: exit code 1.
	$Q$B/numaboot run mutants --no-report || [ $$? -eq 1 ]
	$Q kernels/mutants/ask-oracle out/mutants/latest
	$Q Rscript --vanilla analysis/mutants.R out/mutants/latest
