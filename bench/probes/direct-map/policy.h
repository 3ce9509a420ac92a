/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_POLICY_H
#define NUMABOOT_DIRECT_POLICY_H

/*
 * Which node the kernel allocates from for this thread.  It is bound before an
 * operation is prepared and is as before behind each sample.
 */

#include "lib/error.h"

/**
 * policy_bind - from now on this thread's memory comes from one node
 *
 * So do page tables and whatever else the kernel allocates for it, but from
 * a node whose memory is all movable.
 *
 * Return: 0 or -errno.
 */
int policy_bind(int nid, struct error *err);

/** policy_reset - from anywhere again; Return: 0 or -errno */
int policy_reset(struct error *err);

#endif
