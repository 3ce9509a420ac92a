// SPDX-License-Identifier: GPL-2.0-only
#include "lib/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "lib/clock.h"
#include "lib/interrupt.h"

#define LOCK_POLL_NS (200 * NS_PER_MS)
/* A shorter wait is not worth a word. */
#define LOCK_NOTICE_NS NS_PER_S

int lock_open(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
		      O_CLOEXEC, 0666);

	return fd >= 0 ? fd :
	       error_set(err, errno, "%s: %s", path, strerror(errno));
}

bool lock_try(int fd, int how)
{
	return flock(fd, how | LOCK_NB) == 0;
}

int lock_wait(int fd, int how, const char *path, const char *notice,
	      uint64_t deadline_ns, struct error *err)
{
	uint64_t notice_ns = clock_now_ns() + LOCK_NOTICE_NS;

	while (!lock_try(fd, how)) {
		int ret;

		if (notice && clock_left_ns(notice_ns) == 0) {
			fprintf(stderr, "%s\n", notice);
			notice = NULL;
		}
		ret = interrupt_poll(NULL, 0, clock_now_ns() + LOCK_POLL_NS);
		if (ret)
			return error_set(err, -ret, "interrupted");
		if (clock_left_ns(deadline_ns) == 0)
			return error_set(err, ETIMEDOUT,
					 "%s: held by another numaboot for too long",
					 path);
	}
	return 0;
}
