// SPDX-License-Identifier: GPL-2.0-only
#include "lib/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

#include "lib/clock.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static volatile sig_atomic_t caught;

static void note(int signal_number)
{
	caught = signal_number;
}

/* nohup asks for SIGHUP to be ignored, and means it. */
static int is_ignored(int signal_number)
{
	struct sigaction old;

	return signal_number == SIGHUP &&
	       sigaction(signal_number, NULL, &old) == 0 &&
	       old.sa_handler == SIG_IGN;
}

static void handle_all(void (*handler)(int), int how)
{
	struct sigaction action = { .sa_handler = handler };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (is_ignored(signals[i]))
			continue;
		sigaddset(&set, signals[i]);
		sigaction(signals[i], &action, NULL);
	}
	sigprocmask(how, &set, NULL);
}

void interrupt_catch(void)
{
	handle_all(note, SIG_BLOCK);
}

void interrupt_default(void)
{
	handle_all(SIG_DFL, SIG_UNBLOCK);
}

int interrupt_signal(void)
{
	return caught;
}

int interrupt_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns)
{
	for (;;) {
		uint64_t left = clock_left_ns(deadline_ns);
		struct timespec timeout = {
			.tv_sec = left / NS_PER_S,
			.tv_nsec = left % NS_PER_S,
		};
		sigset_t open;
		int ready;

		if (caught)
			return -EINTR;
		sigprocmask(SIG_BLOCK, NULL, &open);
		for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]);
		     i++)
			sigdelset(&open, signals[i]);
		ready = ppoll(fds, count, &timeout, &open);
		if (ready >= 0)
			return ready;
		if (errno != EINTR)
			return -errno;
	}
}
