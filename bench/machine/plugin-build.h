/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLUGIN_BUILD_H
#define NUMABOOT_PLUGIN_BUILD_H

/*
 * Which build of the plugin a QEMU takes.  There is one for each family of
 * QEMU's plugin interface.  A version is no proof (development versions,
 * vendors' builds): the one that is picked has been loaded by that QEMU, on a
 * machine without CPU and memory.
 */

#include "lib/error.h"

/**
 * plugin_build_find - the build of the profile plugin that a QEMU loads
 * @qemu: program
 * @version: first line of its --version, for the sentence
 * @path: build/profile-N.so; the caller frees
 *
 * Starts QEMU at most once for each build, with a deadline; the build that
 * fits its version comes first.
 *
 * Return: 0; -ENOTSUP with version, QEMU's reason and what to use instead;
 * or the -errno of a QEMU that does not start, with the sentence set.
 */
int plugin_build_find(const char *qemu, const char *version, char **path,
		      struct error *err);

#endif
