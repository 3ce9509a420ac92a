# SPDX-License-Identifier: GPL-2.0-only
# The subject: every variant of kernels/variants.ini, built into the cache.

.PHONY: kernels
kernels: deps ## build every kernel variant (cached)
	$(compile) build
	$Q$B/numaboot kernel build
