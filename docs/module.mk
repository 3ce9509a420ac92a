# SPDX-License-Identifier: GPL-2.0-only
# The documentation: its lists are made of what the program says.

.PHONY: docs
docs: $B/numaboot ## write the lists in README, docs and man pages again
	$Q Rscript --vanilla docs/lists.R $B/numaboot README.md \
		$(wildcard docs/*.md docs/man/*.1)
