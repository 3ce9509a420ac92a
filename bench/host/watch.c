// SPDX-License-Identifier: GPL-2.0-only
#include "host/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/interrupt.h"

/* It takes 10 s alone on two cores. */
#define BOOT_TIMEOUT_NS (600 * NS_PER_S)
/* From the command's end to that of QEMU. */
#define OFF_TIMEOUT_NS (60 * NS_PER_S)

/**
 * struct status - what PID 1 has said
 * @text: so far, whole lines and perhaps a part of one
 */
struct status {
	char text[2048];
	size_t size;
};

static const int outputs[] = {
	[HOST_STDOUT] = STDOUT_FILENO,
	[HOST_STDERR] = STDERR_FILENO,
};

static int write_all(int fd, const char *bytes, size_t size,
		     struct error *err)
{
	while (size) {
		ssize_t wrote = write(fd, bytes, size);

		if (wrote < 0 && errno != EINTR)
			return error_set(err, errno, "%s: %s",
					 fd == STDOUT_FILENO ? "stdout" :
					 "stderr", strerror(errno));
		if (wrote > 0) {
			bytes += wrote;
			size -= (size_t)wrote;
		}
	}
	return 0;
}

/* Return: what was read, 0 at its end, or -errno. */
static int pump(const struct pollfd *port, int number, struct status *status,
		struct error *err)
{
	char bytes[65536];
	ssize_t size = read(port->fd, bytes, sizeof(bytes));
	size_t room = sizeof(status->text) - 1 - status->size;

	if (size <= 0)
		return 0;
	if (number == HOST_STATUS) {
		if ((size_t)size > room)
			return error_set(err, EIO,
					 "the emulated host: found a status without end");
		memcpy(status->text + status->size, bytes, (size_t)size);
		status->size += (size_t)size;
		status->text[status->size] = '\0';
		return 1;
	}
	return write_all(outputs[number], bytes, (size_t)size, err) ?
		       -EPIPE : 1;
}

/* The rest of the line that begins so, or NULL. */
static const char *find_line(const struct status *status, const char *word)
{
	const char *line = status->text;

	while (line && *line) {
		if (strncmp(line, word, strlen(word)) == 0 &&
		    strchr(line, '\n'))
			return line + strlen(word);
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* All that ends it: the ports close with QEMU.  Return: 0 or -errno. */
static int pass_on(struct pollfd ports[HOST_PORT_COUNT],
		   struct status *status, uint64_t timeout_ns,
		   struct error *err)
{
	uint64_t deadline_ns = clock_now_ns() + BOOT_TIMEOUT_NS;
	bool up = false, over = false;
	int open = HOST_PORT_COUNT;

	while (open) {
		int ready = interrupt_poll(ports, HOST_PORT_COUNT, deadline_ns);

		if (ready == 0)
			return error_set(err, ETIMEDOUT, over ?
					 "the emulated host did not switch off within %llu s" :
					 up ? "the command did not end within %llu s" :
					 "the emulated host did not come up within %llu s",
					 (unsigned long long)((over ?
					 OFF_TIMEOUT_NS : up ? timeout_ns :
					 BOOT_TIMEOUT_NS) / NS_PER_S));
		if (ready < 0)
			return error_set(err, -ready, "the emulated host: %s",
					 ready == -EINTR ? "interrupted" :
					 strerror(-ready));
		for (int i = 0; i < HOST_PORT_COUNT; i++) {
			int got = ports[i].revents ?
				pump(&ports[i], i, status, err) : 1;

			if (got < 0)
				return got;
			if (got == 0) {
				ports[i].fd = -1;
				open--;
			}
		}
		if (!up && find_line(status, HOST_SAYS_UP)) {
			up = true;
			deadline_ns = clock_now_ns() + timeout_ns;
		}
		if (!over && find_line(status, HOST_SAYS_EXIT)) {
			over = true;
			deadline_ns = clock_now_ns() + OFF_TIMEOUT_NS;
		}
	}
	return 0;
}

static int judge(const struct status *status, int *code, struct error *err)
{
	const char *exit = find_line(status, HOST_SAYS_EXIT);
	const char *failed = find_line(status, HOST_SAYS_FAILED);

	if (exit) {
		*code = atoi(exit);
		return 0;
	}
	if (failed)
		return error_set(err, EIO, "the emulated host: %.*s",
				 (int)strcspn(failed, "\n"), failed);
	return error_set(err, EIO, "the emulated host ended %s",
			 find_line(status, HOST_SAYS_UP) ?
			 "before the command did" : "before it was up");
}

int host_watch(struct process *qemu, const int fds[HOST_PORT_COUNT],
	       uint64_t timeout_ns, int *code, struct error *err)
{
	struct pollfd ports[HOST_PORT_COUNT];
	struct status status = { 0 };
	int ignored;
	int ret;

	for (int i = 0; i < HOST_PORT_COUNT; i++)
		ports[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	ret = pass_on(ports, &status, timeout_ns, err);
	if (ret)
		return ret;
	/* Whatever is left of it is ended by our caller. */
	process_wait(qemu, clock_now_ns() + OFF_TIMEOUT_NS, &ignored);
	return judge(&status, code, err);
}
