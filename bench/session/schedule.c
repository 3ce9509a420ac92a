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
#include "session/twice.h"
#include "evidence/result.h"

/* This only wakes the progress line. */
#define TICK_NS NS_PER_S
/* From SIGTERM to SIGKILL, less than an interrupt leaves us. */
#define STOP_TIMEOUT_MS 3000
/* What a boot may take beyond its timeout: start, end, reading, hashing. */
#define WORKER_GRACE_NS (300 * NS_PER_S)

/**
 * struct job - a boot
 * @cell: what is booted, NULL for none
 * @again: for the second time
 */
struct job {
	const struct cell *cell;
	bool again;
};

/**
 * struct queue - what is still to be booted
 * @taken: of each cell of the session, whether it is sealed or was begun
 */
struct queue {
	const struct session *session;
	struct twice twice;
	bool *taken;
};

/**
 * struct worker - a process that does one boot
 * @job: what it boots; no cell when the slot is free
 * @deadline_ns: when it must have ended
 * @err: its sentence, in memory shared with it
 */
struct worker {
	struct job job;
	pid_t pid;
	int pidfd;
	uint64_t deadline_ns;
	struct error *err;
};

static void worker_main(const struct session *session, const struct job *job,
			struct error *err, pid_t parent)
{
	const struct session_folder *folder = &session->folder;


	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	/* Ctrl-C reaches the whole group; only the parent decides. */
	setpgid(0, 0);
	interrupt_catch();
	_exit(session_boot(session, job->cell,
			   job->again ? folder->again : folder->runs, err) ?
		      EXIT_FAILURE : EXIT_SUCCESS);
}

static int worker_start(struct worker *worker, const struct session *session,
			const struct job *job, struct error *err)
{
	pid_t parent = getpid();

	worker->err->text[0] = '\0';
	fflush(NULL);
	worker->pid = interrupt_fork();
	if (worker->pid == 0)
		worker_main(session, job, worker->err, parent);
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
	worker->job = *job;
	worker->deadline_ns = clock_now_ns() +
			      session_timeout_ns(session, job->cell) +
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
	worker->job.cell = NULL;
}

/*
 * SIGTERM lets a worker end its QEMU and drop its unfinished evidence; one
 * that somebody stopped goes on for that.
 */
static void workers_stop(struct worker *workers, int jobs)
{
	for (int i = 0; i < jobs; i++) {
		if (!workers[i].job.cell)
			continue;
		kill(workers[i].pid, SIGTERM);
		kill(workers[i].pid, SIGCONT);
	}
	for (int i = 0; i < jobs; i++)
		if (workers[i].job.cell)
			worker_end(&workers[i]);
}

/* A boot has deadlines of its own, unless somebody stopped its process. */
static int check_deadlines(const struct worker *workers, int jobs,
			   struct error *err)
{
	for (int i = 0; i < jobs; i++)
		if (workers[i].job.cell && !clock_left_ns(workers[i].deadline_ns))
			return error_set(err, ETIMEDOUT,
					 "%s: the process of this boot did not end in time: did somebody stop it?",
					 workers[i].job.cell->run_id);
	return 0;
}

static int worker_reap(struct worker *worker, const struct session *session,
		       struct progress *progress, struct error *err)
{
	const struct job job = worker->job;
	const struct cell *cell = job.cell;
	struct result result;
	int status = 0;
	int ret;

	waitpid(worker->pid, &status, 0);
	close(worker->pidfd);
	worker->job.cell = NULL;
	if (status)
		return error_set(err, EIO, "%s: %s", cell->run_id,
				 worker->err->text[0] ? worker->err->text :
				 "the process of this boot died");
	/* What is booted again is none of the runs. */
	if (job.again)
		return 0;
	ret = result_load(&result, session->folder.runs, cell->run_id, err);
	if (ret == 0)
		progress_ended(progress, cell, &result);
	return ret;
}

/* Wait until a worker ends or a second is over. */
static int wait_for_worker(struct worker *workers, int jobs, int *ended)
{
	struct pollfd *fds = xcalloc(jobs, sizeof(*fds));
	int ready;

	for (int i = 0; i < jobs; i++)
		fds[i] = (struct pollfd){
			.fd = workers[i].job.cell ? workers[i].pidfd : -1,
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
		if (workers[i].job.cell)
			return true;
	return false;
}

/* The first cell that nobody has begun, if @cell is not to be it. */
static const struct cell *take(struct queue *queue, const struct cell *cell)
{
	const struct cells *cells = &queue->session->cells;
	int i = cell ? (int)(cell - cells->cells) : 0;

	while (!cell && i < cells->count && queue->taken[i])
		i++;
	if (i == cells->count || queue->taken[i])
		return NULL;
	queue->taken[i] = true;
	return &cells->cells[i];
}

/* What is to be booted twice comes first. */
static int next_job(struct queue *queue, struct job *job, struct error *err)
{
	int ret = twice_next(&queue->twice, &job->cell, &job->again, err);

	if (ret || (job->cell && job->again))
		return ret;
	job->again = false;
	if (job->cell)
		job->cell = take(queue, job->cell);
	if (!job->cell && !queue->session->options->only_twice)
		job->cell = take(queue, NULL);
	return 0;
}

static int fill(struct worker *workers, int jobs, struct queue *queue,
		struct error *err)
{
	for (int i = 0; i < jobs; i++) {
		struct job job;
		int ret;

		if (workers[i].job.cell)
			continue;
		ret = next_job(queue, &job, err);
		if (ret || !job.cell)
			return ret;
		ret = worker_start(&workers[i], queue->session, &job, err);
		if (ret)
			return ret;
	}
	return 0;
}

static int work(struct worker *workers, int jobs, struct queue *queue,
		struct progress *progress, struct error *err)
{
	int ret = fill(workers, jobs, queue, err);

	while (ret == 0 && any_at_work(workers, jobs)) {
		int ended;

		ret = wait_for_worker(workers, jobs, &ended);
		if (ret)
			error_set(err, -ret, "waiting for boots: %s",
				  ret == -EINTR ? "interrupted" :
				  strerror(-ret));
		if (ret == 0 && ended >= 0)
			ret = worker_reap(&workers[ended], queue->session,
					  progress, err);
		if (ret == 0)
			ret = check_deadlines(workers, jobs, err);
		if (ret == 0)
			ret = fill(workers, jobs, queue, err);
		progress_show(progress);
	}
	return ret;
}

/*
 * Runs that an interrupted session left sealed are not booted again, unless
 * somebody killed their QEMU: that says nothing of the kernel.
 */
static int count_sealed(struct queue *queue, struct progress *progress,
			struct error *err)
{
	const struct session *session = queue->session;
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
			progress_found(progress, cell, &result);
		queue->taken[i] = result.state != END_QEMU_KILLED;
	}
	return ret;
}

/* Whatever comes out is written down before it is told. */
static int run_all(struct worker *workers, int jobs, struct queue *queue,
		   struct progress *progress, struct error *err)
{
	struct error ignored;
	int ret = count_sealed(queue, progress, err);

	if (ret == 0)
		ret = twice_begin(&queue->twice, queue->session, err);
	if (ret == 0)
		ret = work(workers, jobs, queue, progress, err);
	if (ret == 0)
		ret = twice_record(&queue->twice, err);
	else if (ret == -EBADMSG)
		twice_record(&queue->twice, &ignored);
	return ret;
}

int schedule_run(const struct session *session, int jobs,
		 int counts[END_STATE_COUNT], struct error *err)
{
	struct queue queue = { .session = session };
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
	progress_begin(&progress, &session->cells, session->host.skip_reason);
	queue.taken = xcalloc(session->cells.count, sizeof(*queue.taken));
	ret = run_all(workers, jobs, &queue, &progress, err);
	workers_stop(workers, jobs);
	progress_end(&progress);
	memcpy(counts, progress.counts, sizeof(progress.counts));
	twice_end(&queue.twice);
	free(queue.taken);
	munmap(shared, jobs * sizeof(*shared));
	free(workers);
	return ret;
}
