/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LOCK_H
#define NUMABOOT_LOCK_H

/*
 * Locks between processes, as flock(2) has them: on a file that stays.  The
 * kernel lets go of a lock when its holder ends, however that is.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * lock_open - open the file of a lock, made when it is not there
 *
 * Return: the descriptor, which the caller closes, or -errno.
 */
int lock_open(const char *path, struct error *err);

/**
 * lock_try - take or change a lock without waiting
 * @how: LOCK_SH or LOCK_EX
 *
 * Return: whether it is held now.
 */
bool lock_try(int fd, int how);

/**
 * lock_wait - take a lock
 * @path: its file's
 * @notice: said on stderr once when it takes a while, or NULL
 * @deadline_ns: CLOCK_MONOTONIC
 *
 * Return: 0, -EINTR, or -ETIMEDOUT.
 */
int lock_wait(int fd, int how, const char *path, const char *notice,
	      uint64_t deadline_ns, struct error *err);

#endif
