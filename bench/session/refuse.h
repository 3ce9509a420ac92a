/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_REFUSE_H
#define NUMABOOT_SESSION_REFUSE_H

/*
 * The end of a plan before its first boot, when a kernel of it cannot answer
 * what is asked.  Only what is sure is refused: a kernel of which nothing is
 * known is booted.
 */

#include "session/kernels.h"

/**
 * refuse_kernels - what does a plan ask that its kernels cannot answer?
 * @kernels: each is found, maps are not needed; what slows each of them is
 *	noted, while its configuration may still lie beside its image
 *
 * Return: 0, -EINVAL with a line for each kernel that is refused, or -errno.
 */
int refuse_kernels(struct session_kernels *kernels,
		   const struct plan *plan, const struct catalog *catalog,
		   struct error *err);

#endif
