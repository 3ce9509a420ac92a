// SPDX-License-Identifier: GPL-2.0-only
#include "session/schedule.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/interrupt.h"
#include "session/progress.h"
#include "evidence/result.h"

/* This only wakes the progress line. */
#define TICK_NS NS_PER_S
/* From SIGTERM to SIGKILL, less than an interrupt leaves us. */
#define STOP_TIMEOUT_MS 3000
/* What a boot may take beyond its timeout: start, end, reading, hashing. */
#define WORKER_GRACE_NS (300 * NS_PER_S)

/**
 * struct worker - a process that does one boot
 * @cell: what it boots, NULL when the slot is free
 * @deadline_ns: when it must have ended
 * @err: its sentence, in memory shared with it
 */
struct worker {
	const struct cell *cell;
	pid_t pid;
	int pidfd;
	uint64_t deadline_ns;
	struct error *err;
};

static void worker_main(const struct session *session,
			const struct cell *cell, struct error *err,
			pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	/* Ctrl-C reaches the whole group; only the parent decides. */
	setpgid(0, 0);
	interrupt_catch();
	_exit(session_boot(session, cell, err) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int worker_start(struct worker *worker, const struct session *session,
			const struct cell *cell, struct error *err)
{
	pid_t parent = getpid();

	worker->err->text[0] = '\0';
	fflush(NULL);
	worker->pid = interrupt_fork();
	if (worker->pid == 0)
		worker_main(session, cell, worker->err, parent);
	if (worker->pid < 0)
		return error_set(err, errno, "fork: %s", strerror(errno));
	worker->pidfd = pidfd_open(worker->pid, 0);
	if (worker->pidfd < 0) {
		int failure = errno;

		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
		return error_set(err, failure, "pidfd_open: %s",
				 strerror(failure));
	}
	worker->cell = cell;
	worker->deadline_ns = clock_now_ns() + session->plan->timeout_ns +
			      WORKER_GRACE_NS;
	return 0;
}

static void worker_end(struct worker *worker)
{
	struct pollfd ended = { .fd = worker->pidfd, .events = POLLIN };

	/* The interrupt that ends the session does not end this wait. */
	if (poll(&ended, 1, STOP_TIMEOUT_MS) <= 0)
		kill(worker->pid, SIGKILL);
	waitpid(worker->pid, NULL, 0);
	close(worker->pidfd);
	worker->cell = NULL;
}

/*
 * SIGTERM lets a worker end its QEMU and drop its unfinished evidence; one
 * that somebody stopped goes on for that.
 */
static void workers_stop(struct worker *workers, int jobs)
{
	for (int i = 0; i < jobs; i++) {
		if (!workers[i].cell)
			continue;
		kill(workers[i].pid, SIGTERM);
		kill(workers[i].pid, SIGCONT);
	}
	for (int i = 0; i < jobs; i++)
		if (workers[i].cell)
			worker_end(&workers[i]);
}

/* A boot has deadlines of its own, unless somebody stopped its process. */
static int check_deadlines(const struct worker *workers, int jobs,
			   struct error *err)
{
	for (int i = 0; i < jobs; i++)
		if (workers[i].cell && !clock_left_ns(workers[i].deadline_ns))
			return error_set(err, ETIMEDOUT,
					 "%s: the process of this boot did not end in time: did somebody stop it?",
					 workers[i].cell->run_id);
	return 0;
}

static int worker_reap(struct worker *worker, const struct session *session,
		       struct progress *progress, struct error *err)
{
	const struct cell *cell = worker->cell;
	struct result result;
	int status = 0;
	int ret;

	waitpid(worker->pid, &status, 0);
	close(worker->pidfd);
	worker->cell = NULL;
	if (status)
		return error_set(err, EIO, "%s: %s", cell->run_id,
				 worker->err->text[0] ? worker->err->text :
				 "the process of this boot died");
	ret = result_load(&result, session->folder.runs, cell->run_id, err);
	if (ret == 0)
		progress_ended(progress, cell->name, &result);
	return ret;
}

/* Wait until a worker ends or a second is over. */
static int wait_for_worker(struct worker *workers, int jobs, int *ended)
{
	struct pollfd *fds = xcalloc(jobs, sizeof(*fds));
	int ready;

	for (int i = 0; i < jobs; i++)
		fds[i] = (struct pollfd){
			.fd = workers[i].cell ? workers[i].pidfd : -1,
			.events = POLLIN,
		};
	ready = interrupt_poll(fds, jobs, clock_now_ns() + TICK_NS);
	*ended = -1;
	for (int i = 0; ready > 0 && i < jobs; i++)
		if (fds[i].revents)
			*ended = i;
	free(fds);
	return ready < 0 ? ready : 0;
}

static bool any_at_work(const struct worker *workers, int jobs)
{
	for (int i = 0; i < jobs; i++)
		if (workers[i].cell)
			return true;
	return false;
}

static const struct cell *next_cell(const struct session *session, int *next)
{
	while (*next < session->cells.count) {
		const struct cell *cell = &session->cells.cells[(*next)++];

		if (!folder_has(&session->folder, cell->run_id))
			return cell;
	}
	return NULL;
}

static int fill(struct worker *workers, int jobs,
		const struct session *session, int *next, struct error *err)
{
	for (int i = 0; i < jobs; i++) {
		const struct cell *cell;
		int ret;

		if (workers[i].cell)
			continue;
		cell = next_cell(session, next);
		if (!cell)
			return 0;
		ret = worker_start(&workers[i], session, cell, err);
		if (ret)
			return ret;
	}
	return 0;
}

static int work(struct worker *workers, int jobs,
		const struct session *session, struct progress *progress,
		struct error *err)
{
	int next = 0;
	int ret = fill(workers, jobs, session, &next, err);

	while (ret == 0 && any_at_work(workers, jobs)) {
		int ended;

		ret = wait_for_worker(workers, jobs, &ended);
		if (ret)
			error_set(err, -ret, "waiting for boots: %s",
				  ret == -EINTR ? "interrupted" :
				  strerror(-ret));
		if (ret == 0 && ended >= 0)
			ret = worker_reap(&workers[ended], session, progress,
					  err);
		if (ret == 0)
			ret = check_deadlines(workers, jobs, err);
		if (ret == 0)
			ret = fill(workers, jobs, session, &next, err);
		progress_show(progress);
	}
	return ret;
}

/*
 * Runs that an interrupted session left sealed are not booted again, unless
 * somebody killed their QEMU: that says nothing of the kernel.
 */
static int count_sealed(const struct session *session,
			struct progress *progress, struct error *err)
{
	int ret = 0;

	for (int i = 0; i < session->cells.count && ret == 0; i++) {
		const struct cell *cell = &session->cells.cells[i];
		struct result result;

		if (!folder_has(&session->folder, cell->run_id))
			continue;
		ret = result_load(&result, session->folder.runs, cell->run_id, err);
		if (ret == 0 && result.state == END_QEMU_KILLED)
			ret = folder_set_aside(&session->folder, cell->run_id,
					       err);
		else if (ret == 0)
			progress_found(progress, &result);
	}
	return ret;
}

int schedule_run(const struct session *session, int jobs,
		 int counts[END_STATE_COUNT], struct error *err)
{
	struct progress progress;
	struct worker *workers;
	struct error *shared;
	int ret;

	if (session->plan->engine == ENGINE_TIMED || jobs < 1)
		jobs = 1;
	workers = xcalloc(jobs, sizeof(*workers));
	shared = mmap(NULL, jobs * sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		free(workers);
		return error_set(err, ENOMEM, "mmap: %s", strerror(errno));
	}
	for (int i = 0; i < jobs; i++)
		workers[i].err = &shared[i];
	progress_begin(&progress, session->cells.count, session->host.skip_reason);
	ret = count_sealed(session, &progress, err);
	if (ret == 0)
		ret = work(workers, jobs, session, &progress, err);
	workers_stop(workers, jobs);
	progress_end(&progress);
	memcpy(counts, progress.counts, sizeof(progress.counts));
	munmap(shared, jobs * sizeof(*shared));
	free(workers);
	return ret;
}
