// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/deadline.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/clock.h"

#define EXIT_SIGNAL 128
#define LATE "the time is over before all samples are taken (--seconds)"

static char sentence[160];

/* CLOCK_MONOTONIC, 0 when a timer keeps the deadline. */
static uint64_t polled_ns;

static void end_at_once(int signal_number)
{
	if (signal_number != SIGALRM)
		_exit(EXIT_SIGNAL + signal_number);
	if (write(STDERR_FILENO, sentence, strlen(sentence)) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

void deadline_set(const char *program, uint64_t seconds)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
	struct sigaction action = { .sa_handler = end_at_once };
	struct itimerval timer = { .it_value.tv_sec = seconds };

	snprintf(sentence, sizeof(sentence), "%s: " LATE "\n", program);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (setitimer(ITIMER_REAL, &timer, NULL))
		polled_ns = clock_now_ns() + seconds * NS_PER_S;
}

int deadline_check(struct error *err)
{
	if (!polled_ns || clock_left_ns(polled_ns))
		return 0;
	return error_set(err, ETIMEDOUT, LATE);
}
