/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ALIKE_H
#define NUMABOOT_ALIKE_H

/*
 * The build in the cache that is most like one to come, by what its manifest
 * says: for telling how far that is, and for nothing else.
 */

#include "kernel/source.h"
#include "kernel/steps.h"

/**
 * alike_steps - the steps of the most like build
 * @kernels: the cache's folder of kernels
 * @source: of the build to come
 * @config_sha256: of its fragments
 * @steps: none when no kernel of that source, or of what its tree was before,
 *	is there; freed by steps_release()
 *
 * Of several it is the one with the longest log: a whole build.
 */
void alike_steps(const char *kernels, const struct source *source,
		 const char *config_sha256, struct steps *steps);

#endif
