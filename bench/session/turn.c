// SPDX-License-Identifier: GPL-2.0-only
#include "session/turn.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/lock.h"

/* No plan that comes with numaboot takes longer. */
#define TURN_TIMEOUT_NS (86400 * NS_PER_S)

int turn_wait(const char *device, struct error *err)
{
	int fd = open(device, O_RDWR | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return 0;
	ret = lock_wait(fd, LOCK_EX, device,
			"waiting for another timed run on this host to end: at once they would time each other",
			clock_now_ns() + TURN_TIMEOUT_NS, err);
	if (ret)
		close(fd);
	return ret ? ret : fd;
}
