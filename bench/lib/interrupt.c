// SPDX-License-Identifier: GPL-2.0-only
#include "lib/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"

/* From the first signal to the end, whatever is under way. */
#define PATIENCE_S 4
/* timeout(1) and terminals send the same signal twice. */
#define ONE_PRESS_NS (200 * NS_PER_MS)
#define CHILDREN_MAX 256

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static volatile sig_atomic_t caught;
static volatile uint64_t caught_ns;
static volatile pid_t children[CHILDREN_MAX];

/* Only what signal-safety(7) allows. */
static void end_at_once(void)
{
	static const char text[] = "numaboot: ended at once\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)ignored;
	for (size_t i = 0; i < CHILDREN_MAX; i++)
		if (children[i] > 0)
			kill(-children[i], SIGKILL);
	_exit(128 + caught);
}

static void note(int signal_number)
{
	if (caught && clock_now_ns() - caught_ns > ONE_PRESS_NS)
		end_at_once();
	if (caught)
		return;
	caught_ns = clock_now_ns();
	caught = signal_number;
	alarm(PATIENCE_S);
}

static void lose_patience(int signal_number)
{
	(void)signal_number;
	end_at_once();
}

/* nohup asks for SIGHUP to be ignored, and means it. */
static int is_ignored(int signal_number)
{
	struct sigaction old;

	return signal_number == SIGHUP &&
	       sigaction(signal_number, NULL, &old) == 0 &&
	       old.sa_handler == SIG_IGN;
}

static void fill_set(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(set, signals[i]);
}

static void handle_all(void (*handler)(int), void (*at_alarm)(int))
{
	struct sigaction action = {
		.sa_handler = handler,
		.sa_flags = SA_RESTART,
	};
	sigset_t set;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!is_ignored(signals[i]))
			sigaction(signals[i], &action, NULL);
	action.sa_handler = at_alarm;
	sigaction(SIGALRM, &action, NULL);
	fill_set(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void interrupt_catch(void)
{
	handle_all(note, lose_patience);
}

void interrupt_default(void)
{
	alarm(0);
	handle_all(SIG_DFL, SIG_DFL);
}

pid_t interrupt_fork(void)
{
	sigset_t held, before;
	pid_t pid;

	fill_set(&held);
	sigprocmask(SIG_BLOCK, &held, &before);
	pid = fork();
	if (pid == 0) {
		caught = 0;
		memset((void *)children, 0, sizeof(children));
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static void replace(pid_t old, pid_t pid)
{
	for (size_t i = 0; i < CHILDREN_MAX; i++)
		if (children[i] == old) {
			children[i] = pid;
			return;
		}
}

void interrupt_adopt(pid_t pid)
{
	replace(0, pid);
}

void interrupt_disown(pid_t pid)
{
	replace(pid, 0);
}

int interrupt_signal(void)
{
	return caught;
}

/* Return: as interrupt_poll(), or -EINTR for any signal. */
static int poll_once(struct pollfd *fds, nfds_t count, uint64_t left)
{
	struct timespec timeout = {
		.tv_sec = left / NS_PER_S,
		.tv_nsec = left % NS_PER_S,
	};
	sigset_t held, open;
	int ready = -EINTR;

	fill_set(&held);
	/* None may fall between the check and the wait. */
	sigprocmask(SIG_BLOCK, &held, &open);
	if (!caught) {
		ready = ppoll(fds, count, &timeout, &open);
		ready = ready < 0 ? -errno : ready;
	}
	sigprocmask(SIG_SETMASK, &open, NULL);
	return ready;
}

int interrupt_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns)
{
	for (;;) {
		uint64_t left = clock_left_ns(deadline_ns);
		int ready = left || caught ? poll_once(fds, count, left) : 0;

		if (ready != -EINTR || caught)
			return ready;
	}
}
