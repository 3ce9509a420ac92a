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
 * struct passage - what passes from a running host to us
 * @ports: -1 for one that has ended
 * @text: what PID 1 has said so far, whole lines and perhaps a part of one
 * @size: of @text
 * @timeout_ns: for the command
 * @deadline_ns: of the phase that is under way
 * @up: the command has begun
 * @over: … and ended
 */
struct passage {
	struct pollfd ports[HOST_PORT_COUNT];
	char text[2048];
	size_t size;
	uint64_t timeout_ns;
	uint64_t deadline_ns;
	bool up;
	bool over;
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

static int keep_status(struct passage *passage, const char *bytes, size_t size,
		       struct error *err)
{
	if (size > sizeof(passage->text) - 1 - passage->size)
		return error_set(err, EIO,
				 "the emulated host: found a status without end");
	memcpy(passage->text + passage->size, bytes, size);
	passage->size += size;
	passage->text[passage->size] = '\0';
	return 0;
}

/* A port that has something for us, or has ended. */
static int pump(struct passage *passage, int number, struct error *err)
{
	struct pollfd *port = &passage->ports[number];
	char bytes[65536];
	ssize_t size = read(port->fd, bytes, sizeof(bytes));

	if (size <= 0) {
		port->fd = -1;
		return 0;
	}
	return number == HOST_STATUS ?
		       keep_status(passage, bytes, (size_t)size, err) :
		       write_all(outputs[number], bytes, (size_t)size, err);
}

/* The rest of the line that begins so, or NULL. */
static const char *find_line(const struct passage *passage, const char *word)
{
	const char *line = passage->text;

	while (line && *line) {
		if (strncmp(line, word, strlen(word)) == 0 &&
		    strchr(line, '\n'))
			return line + strlen(word);
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* Each phase has a deadline of its own. */
static void note_phase(struct passage *passage)
{
	if (!passage->up && find_line(passage, HOST_SAYS_UP)) {
		passage->up = true;
		passage->deadline_ns = clock_now_ns() + passage->timeout_ns;
	}
	if (!passage->over && find_line(passage, HOST_SAYS_EXIT)) {
		passage->over = true;
		passage->deadline_ns = clock_now_ns() + OFF_TIMEOUT_NS;
	}
}

static int tell_late(const struct passage *passage, struct error *err)
{
	const char *what = passage->over ?
		"the emulated host did not switch off" : passage->up ?
		"the command did not end" :
		"the emulated host did not come up";
	uint64_t timeout_ns = passage->over ? OFF_TIMEOUT_NS : passage->up ?
			      passage->timeout_ns : BOOT_TIMEOUT_NS;

	return error_set(err, ETIMEDOUT, "%s within %llu s", what,
			 (unsigned long long)(timeout_ns / NS_PER_S));
}

static bool is_open(const struct passage *passage)
{
	for (int i = 0; i < HOST_PORT_COUNT; i++)
		if (passage->ports[i].fd >= 0)
			return true;
	return false;
}

/* To the end of all ports, which close with QEMU.  Return: 0 or -errno. */
static int pass_on(struct passage *passage, struct error *err)
{
	int ret = 0;

	while (ret == 0 && is_open(passage)) {
		int ready = interrupt_poll(passage->ports, HOST_PORT_COUNT,
					   passage->deadline_ns);

		if (ready == 0)
			return tell_late(passage, err);
		if (ready < 0)
			return error_set(err, -ready, "the emulated host: %s",
					 ready == -EINTR ? "interrupted" :
					 strerror(-ready));
		for (int i = 0; i < HOST_PORT_COUNT && ret == 0; i++)
			if (passage->ports[i].revents)
				ret = pump(passage, i, err);
		note_phase(passage);
	}
	return ret;
}

static int judge(const struct passage *passage, int *code, struct error *err)
{
	const char *exit = find_line(passage, HOST_SAYS_EXIT);
	const char *failed = find_line(passage, HOST_SAYS_FAILED);

	if (exit) {
		*code = atoi(exit);
		return 0;
	}
	if (failed)
		return error_set(err, EIO, "the emulated host: %.*s",
				 (int)strcspn(failed, "\n"), failed);
	return error_set(err, EIO, "the emulated host ended %s",
			 passage->up ? "before the command did" :
				       "before it was up");
}

int host_watch(struct process *qemu, const int fds[HOST_PORT_COUNT],
	       uint64_t timeout_ns, int *code, struct error *err)
{
	struct passage passage = {
		.timeout_ns = timeout_ns,
		.deadline_ns = clock_now_ns() + BOOT_TIMEOUT_NS,
	};
	int ignored;
	int ret;

	for (int i = 0; i < HOST_PORT_COUNT; i++)
		passage.ports[i] =
			(struct pollfd){ .fd = fds[i], .events = POLLIN };
	ret = pass_on(&passage, err);
	if (ret)
		return ret;
	/* Whatever is left of it is ended by our caller. */
	process_wait(qemu, clock_now_ns() + OFF_TIMEOUT_NS, &ignored);
	return judge(&passage, code, err);
}
