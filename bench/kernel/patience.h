/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PATIENCE_H
#define NUMABOOT_PATIENCE_H

/*
 * How long a build is awaited: as long as its log grows, whatever the host is
 * busy with, and not for ever.
 */

#include <stddef.h>
#include <stdint.h>

/* No step of a build is silent for so long. */
#define PATIENCE_SILENT_S (20 * 60)
/* A loop in a makefile writes for ever. */
#define PATIENCE_WHOLE_S (12 * 3600)

/**
 * struct patience - with one build
 * @size: of its log in bytes
 * @started_ns: when it began, on the monotonic clock
 * @grown_ns: when the log was seen to have grown, at first @started_ns
 */
struct patience {
	size_t size;
	uint64_t started_ns;
	uint64_t grown_ns;
};

/**
 * patience_deadline - until when a build is awaited
 * @size: of its log now
 * @now_ns: on the monotonic clock
 *
 * Return: the time on that clock; it is over when that is past.
 */
uint64_t patience_deadline(struct patience *patience, size_t size,
			   uint64_t now_ns);

/** patience_end - what is said of a build that was not awaited */
const char *patience_end(const struct patience *patience, uint64_t now_ns);

#endif
