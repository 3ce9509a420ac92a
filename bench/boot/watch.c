// SPDX-License-Identifier: GPL-2.0-only
#include "boot/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/patience.h"
#include "lib/file.h"
#include "lib/interrupt.h"
#include "lib/process.h"
#include "machine/qemu.h"
#include "machine/qmp.h"
#include "boot/hyperfine.h"
#include "boot/lookout.h"
#include "boot/perfstat.h"
#include "boot/pinning.h"
#include "boot/unplug.h"

/* From exec to the guest's first instruction; a bare QEMU needs 28 ms. */
#define START_TIMEOUT_NS (30 * NS_PER_S)
/*
 * From the end of the QMP connection to the end of the process: a busy host
 * takes a while to free what a guest of a TiB has.
 */
#define EXIT_TIMEOUT_NS (60 * NS_PER_S)
/* From QEMU's end to that of hyperfine, which writes down how it was. */
#define TELL_TIMEOUT_NS (10 * NS_PER_S)
/* Console and records are looked at so often. */
#define LOOK_NS (NS_PER_S / 4)
/* No file of a boot comes near; real ones are of a few MiB. */
#define FLOOD_BYTES (64 << 20)

/**
 * struct vigil - the state of one watch_run()
 * @unplug: what the guest wanted taken out
 * @records_fd: inotify, -1 once no record matters any more
 * @shutdown_reason: of QEMU's SHUTDOWN event, "" before its end
 * @oom_kills: of the host, before the boot
 * @started_ns: when the guest was let go
 * @deadline_ns: of the phase that is under way
 * @lookout: whether the guest is dead
 */
struct vigil {
	const struct watch *watch;
	struct process qemu;
	struct qmp qmp;
	struct unplug unplug;
	struct perfstat perfstat;
	int records_fd;
	char shutdown_reason[32];
	long long oom_kills;
	uint64_t started_ns;
	uint64_t deadline_ns;
	struct lookout lookout;
};

static void set_reason(struct outcome *outcome, enum end_state state,
		       const char *text)
{
	outcome->state = state;
	snprintf(outcome->reason, sizeof(outcome->reason), "%s", text);
}

static void quote_qemu_log(const struct watch *watch,
			   struct outcome *outcome)
{
	size_t used = strlen(outcome->reason);
	struct error ignored;
	const char *line;
	char *text;

	if (file_read(watch->qemu_log_path, &text, NULL, &ignored))
		return;
	line = qemu_complaint(text);
	/* hyperfine's own words begin with an empty line. */
	if (*line && *line != '\n')
		snprintf(outcome->reason + used,
			 sizeof(outcome->reason) - used, ": %.*s",
			 (int)strcspn(line, "\n"), line);
	free(text);
}

/* oom_kill of /proc/vmstat: processes that the OOM killer has ended. */
static long long oom_kills(void)
{
	struct error ignored;
	const char *at;
	char *text;
	long long kills = 0;

	if (file_read("/proc/vmstat", &text, NULL, &ignored))
		return 0;
	at = strstr(text, "\noom_kill ");
	if (at)
		kills = atoll(at + strlen("\noom_kill "));
	free(text);
	return kills;
}

/* Nothing that QEMU does to itself. */
static bool is_from_outside(int signal_number)
{
	return signal_number == SIGKILL || signal_number == SIGTERM ||
	       signal_number == SIGINT || signal_number == SIGHUP ||
	       signal_number == SIGQUIT;
}

/* All of a bound guest's memory is taken before it is let go. */
static bool takes_bound_memory(const struct vigil *vigil,
			       const struct outcome *outcome)
{
	return vigil->watch->places && vigil->watch->places->bound &&
	       !outcome->end_ns;
}

static void note_no_memory(const struct vigil *vigil, struct outcome *outcome)
{
	const struct watch *watch = vigil->watch;
	char *nodes = hostnodes_tell_free(watch->topology, watch->places);

	outcome->state = END_QEMU_KILLED;
	snprintf(outcome->reason, sizeof(outcome->reason),
		 "out of memory on a node of this host: the kernel's OOM killer ended QEMU while it took the guest's; %s",
		 nodes);
	free(nodes);
}

static void note_signal(const struct vigil *vigil, int signal_number,
			struct outcome *outcome)
{
	const char *name = sigabbrev_np(signal_number);
	bool outside = is_from_outside(signal_number);
	bool oom = signal_number == SIGKILL && oom_kills() > vigil->oom_kills;
	char text[160];

	if (oom && takes_bound_memory(vigil, outcome)) {
		note_no_memory(vigil, outcome);
		return;
	}
	snprintf(text, sizeof(text), "QEMU was ended by signal %d (SIG%s)%s%s",
		 signal_number, name ? name : "?",
		 outside ? " from outside" : "",
		 oom ? ", while the kernel's OOM killer ended a process" : "");
	set_reason(outcome, outside ? END_QEMU_KILLED : END_QEMU_DIED, text);
	quote_qemu_log(vigil->watch, outcome);
}

/* Of QEMU, or of the QEMU that a shell or hyperfine ran; 0 for none. */
static int signal_of(int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) - 128 : 0;

	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return code > 0 && code < NSIG ? code : 0;
}

static void note_status(const struct vigil *vigil, int status,
			struct outcome *outcome)
{
	const struct watch *watch = vigil->watch;

	outcome->exit_status = watch->by_hyperfine ?
		hyperfine_status(watch->hyperfine_path, status) : status;
}

static bool is_full(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_size >= FLOOD_BYTES;
}

/* Return: whether something was written without end. */
static bool note_flood(const struct vigil *vigil, struct outcome *outcome)
{
	const struct watch *watch = vigil->watch;
	const char *what = is_full(watch->console_path) ? "the console" :
			   is_full(watch->records_path) ? "the records" :
			   is_full(watch->qemu_log_path) ? "QEMU's log" : NULL;
	char text[128];

	if (!what && signal_of(outcome->exit_status) == SIGXFSZ)
		what = "a file of QEMU's";
	if (!what)
		return false;
	snprintf(text, sizeof(text), "%s grew to the limit of %d MiB", what,
		 FLOOD_BYTES >> 20);
	set_reason(outcome, END_FLOODED, text);
	return true;
}

static void note_exit(const struct vigil *vigil, struct outcome *outcome)
{
	char text[64] = "";
	int status = outcome->exit_status;
	int signal_number = signal_of(status);
	bool told = strcmp(vigil->shutdown_reason, "host-signal") == 0;

	if (note_flood(vigil, outcome))
		return;
	if (signal_number) {
		note_signal(vigil, signal_number, outcome);
		return;
	}
	if (WEXITSTATUS(status))
		snprintf(text, sizeof(text), "QEMU ended with exit code %d",
			 WEXITSTATUS(status));
	else if (strncmp(vigil->shutdown_reason, "host-", 5) == 0 &&
		 !outcome->ended_at_stop)
		snprintf(text, sizeof(text), "QEMU was told to end: %s",
			 vigil->shutdown_reason);
	if (!*text)
		return;
	set_reason(outcome, told ? END_QEMU_KILLED : END_QEMU_DIED, text);
	quote_qemu_log(vigil->watch, outcome);
}

/* Whether QEMU was ended before it could say anything, and the reason set. */
static bool note_early_end(struct vigil *vigil, struct outcome *outcome)
{
	uint64_t wait_ns = vigil->watch->by_hyperfine ? TELL_TIMEOUT_NS :
							 NS_PER_S;
	int status;

	if (process_wait(&vigil->qemu,
			 clock_now_ns() + wait_ns * patience_factor(), &status))
		return false;
	note_status(vigil, status, outcome);
	if (!signal_of(outcome->exit_status))
		return false;
	note_exit(vigil, outcome);
	return true;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int let_go(struct vigil *vigil, uint64_t deadline_ns,
		  struct error *err)
{
	if (vigil->watch->stops)
		return stops_start(vigil->watch->stops, deadline_ns, err);
	return qmp_execute(&vigil->qmp, "cont", NULL, deadline_ns, err);
}

/* The process that runs the guest may be a child of the one we started. */
static int find_qemu(struct vigil *vigil, pid_t *qemu, uint64_t deadline_ns,
		     struct error *err)
{
	*qemu = vigil->qemu.pid;
	return vigil->watch->by_hyperfine ?
		       qmp_find_process(&vigil->qmp, qemu, deadline_ns, err) :
		       0;
}

static int start_counting(struct vigil *vigil, uint64_t deadline_ns,
			  struct error *err)
{
	const struct watch *watch = vigil->watch;
	pid_t qemu;
	int ret;

	if (!*watch->perf_events)
		return 0;
	ret = find_qemu(vigil, &qemu, deadline_ns, err);
	return ret ? ret : perfstat_start(&vigil->perfstat, qemu,
					  watch->perf_events, watch->perf_path,
					  deadline_ns, err);
}

/* Before the guest's first instruction; its RAM is all there when bound. */
static int keep_in_place(struct vigil *vigil, uint64_t deadline_ns,
			 struct error *err)
{
	const struct watch *watch = vigil->watch;
	pid_t qemu;
	int ret;

	if (!watch->places)
		return 0;
	ret = pinning_apply(&vigil->qmp, watch->places,
			    watch->topology->cpu_count, deadline_ns, err);
	if (ret || !watch->places->bound)
		return ret;
	ret = find_qemu(vigil, &qemu, deadline_ns, err);
	return ret ? ret : pinning_verify(qemu, watch->topology, watch->places,
					  watch->numa_maps_path, err);
}

/* Negotiate, learn the version, let the guest go. */
static int start_guest(struct vigil *vigil, int fd, FILE *log,
		       struct outcome *outcome, struct error *err)
{
	uint64_t deadline_ns = clock_now_ns() +
			       earlier(vigil->watch->timeout_ns,
				       patience_factor() *
				       START_TIMEOUT_NS);
	int ret = qmp_open(&vigil->qmp, fd, log, outcome->qemu_version,
			   deadline_ns, err);

	if (ret == 0)
		ret = keep_in_place(vigil, deadline_ns, err);
	if (ret == 0)
		ret = start_counting(vigil, deadline_ns, err);
	if (ret == 0)
		ret = let_go(vigil, deadline_ns, err);
	vigil->started_ns = clock_now_ns();
	vigil->deadline_ns = vigil->started_ns + vigil->watch->timeout_ns;
	lookout_find_log(&vigil->lookout, vigil->watch->map);
	lookout_begin(&vigil->lookout, vigil->started_ns);
	return ret;
}

/*
 * The first records date the end of the boot.  Later ones matter only to a
 * guest that may ask for something.
 */
static int note_records(struct vigil *vigil, struct outcome *outcome,
			struct error *err)
{
	uint64_t events[64];
	struct stat status;

	/* QEMU truncates the file when it starts: that is an event too. */
	if (read(vigil->records_fd, events, sizeof(events)) < 0 ||
	    stat(vigil->watch->records_path, &status) || !status.st_size)
		return 0;
	if (!outcome->hello_ns)
		outcome->hello_ns = clock_now_ns() - vigil->started_ns;
	if (vigil->watch->unplugs && vigil->qmp.fd >= 0)
		return unplug_serve(&vigil->unplug, &vigil->qmp,
				    vigil->deadline_ns, err);
	close(vigil->records_fd);
	vigil->records_fd = -1;
	return 0;
}

/* The connection is gone: QEMU is about to end, or hangs. */
static int note_qmp(struct vigil *vigil, struct error *err)
{
	int ret = qmp_drain(&vigil->qmp, err);

	/* QEMU may be gone before the end of the connection is read. */
	strcpy(vigil->shutdown_reason, vigil->qmp.shutdown_reason);
	if (ret == 0 || ret == -EFBIG)
		return ret;
	qmp_close(&vigil->qmp);
	vigil->qmp.fd = -1;
	vigil->deadline_ns = clock_now_ns() +
			     earlier(vigil->watch->timeout_ns,
				     patience_factor() * EXIT_TIMEOUT_NS);
	return 0;
}

static enum end_state failed_end_state(int ret)
{
	switch (ret) {
	case -EINVAL:
		return END_GUEST_FAILED;
	case -ETIMEDOUT:
		return END_TIMEOUT;
	case -EFBIG:
		return END_FLOODED;
	case -EPIPE:
	case -EPROTO:
	case -EREMOTEIO:
		return END_QEMU_DIED;
	default:
		return END_COMPLETED;
	}
}

/*
 * What a failure on the way means for the boot.  Return: 0, -ECANCELED with
 * the outcome set when the boot is over, or -errno with @err set when this
 * host or the user ends it.
 */
static int judge_failure(int ret, const struct error *err,
			 struct outcome *outcome)
{
	enum end_state state = failed_end_state(ret);

	if (ret == 0 || state == END_COMPLETED)
		return ret;
	set_reason(outcome, state, err->text);
	return -ECANCELED;
}

static int note_stop(struct vigil *vigil, struct outcome *outcome,
		     struct error *err)
{
	int ret = stops_handle(vigil->watch->stops, &vigil->qmp,
			       vigil->deadline_ns, err);

	outcome->ended_at_stop = ret == 0 &&
				 stops_ended_boot(vigil->watch->stops);
	return ret;
}

/*
 * A kernel may panic before it reads panic=, or halt without a word: then it
 * never resets.  Return: -ECANCELED with the outcome set when it is dead.
 */
static int look_at_guest(struct vigil *vigil, struct outcome *outcome)
{
	struct lookout *lookout = &vigil->lookout;
	uint64_t now_ns = clock_now_ns();

	bool is_dead = lookout_note_answer(lookout, &vigil->qmp, now_ns);

	if (lookout_look(lookout, now_ns) || is_dead) {
		if (is_dead && !lookout->panics)
			lookout_ask_log(lookout, &vigil->qmp);
		outcome->state = END_GUEST_PANIC;
		return -ECANCELED;
	}
	lookout_ask(lookout, &vigil->qmp, now_ns);
	return 0;
}

/*
 * Wait until QEMU has ended.  Return: 0, -ETIMEDOUT, or as judge_failure().
 */
static int wait_for_end(struct vigil *vigil, struct outcome *outcome,
			struct error *err)
{
	const struct stops *stops = vigil->watch->stops;
	int ret = 0;

	while (ret == 0) {
		struct pollfd fds[] = {
			{ .fd = vigil->qemu.pidfd, .events = POLLIN },
			{ .fd = vigil->qmp.fd, .events = POLLIN },
			{ .fd = vigil->records_fd, .events = POLLIN },
			{ .fd = stops ? stops_fd(stops) : -1,
			  .events = POLLIN },
		};
		int ready = interrupt_poll(fds, 4,
					   earlier(vigil->deadline_ns,
						   clock_now_ns() + LOOK_NS));

		if (ready < 0)
			return error_set(err, -ready, "waiting for QEMU: %s",
					 strerror(-ready));
		if (ready == 0 && clock_now_ns() >= vigil->deadline_ns)
			return -ETIMEDOUT;
		if (look_at_guest(vigil, outcome))
			return -ECANCELED;
		if (fds[2].revents)
			ret = note_records(vigil, outcome, err);
		if (ret == 0 && fds[3].revents)
			ret = note_stop(vigil, outcome, err);
		if (ret == 0 && fds[1].revents)
			ret = note_qmp(vigil, err);
		ret = judge_failure(ret, err, outcome);
		if (ret == 0 && fds[0].revents)
			return process_wait(&vigil->qemu, vigil->deadline_ns,
					    &outcome->exit_status);
	}
	return ret;
}

static void note_timeout(struct vigil *vigil, struct outcome *outcome)
{
	char text[128];

	lookout_ask_last(&vigil->lookout, &vigil->qmp);
	if (vigil->qmp.fd < 0)
		snprintf(text, sizeof(text),
			 "QEMU closed its QMP connection but did not end");
	else
		snprintf(text, sizeof(text),
			 "the guest did not end within %llu s",
			 (unsigned long long)(vigil->watch->timeout_ns /
					      NS_PER_S));
	set_reason(outcome, END_TIMEOUT, text);
}

/* Usually it has ended. */
static void end_qemu(struct vigil *vigil, struct outcome *outcome)
{
	size_t used = strlen(outcome->reason);

	if (process_kill(&vigil->qemu))
		snprintf(outcome->reason + used,
			 sizeof(outcome->reason) - used,
			 "; SIGKILL does not end QEMU");
}

static int run_guest(struct vigil *vigil, int fd, FILE *log,
		     struct outcome *outcome, struct error *err)
{
	int ret = start_guest(vigil, fd, log, outcome, err);

	if (ret == -EINTR)
		return ret;
	if (ret == -EPIPE && note_early_end(vigil, outcome))
		return 0;
	if (ret) {
		set_reason(outcome, ret == -ETIMEDOUT ? END_TIMEOUT :
			   ret == -EFBIG ? END_FLOODED : END_QEMU_DIED,
			   err->text);
		end_qemu(vigil, outcome);
		quote_qemu_log(vigil->watch, outcome);
		return 0;
	}
	ret = wait_for_end(vigil, outcome, err);
	outcome->end_ns = clock_now_ns() - vigil->started_ns;
	if (ret == 0) {
		note_status(vigil, outcome->exit_status, outcome);
		note_exit(vigil, outcome);
	} else if (ret == -ETIMEDOUT) {
		note_timeout(vigil, outcome);
	} else if (ret != -ECANCELED) {
		return ret;
	}
	outcome->cpu = vigil->lookout.cpu;
	outcome->cpu_known = vigil->lookout.cpu_known;
	/* It is for guests that had no console to say it on. */
	if (outcome->state != END_GUEST_PANIC && outcome->state != END_TIMEOUT)
		unlink(vigil->watch->log_path);
	return 0;
}

int watch_run(const struct watch *watch, const struct argv *argv,
	      const int ends[2], struct outcome *outcome, struct error *err)
{
	struct process_setup setup = {
		.output_path = watch->qemu_log_path,
		.passed_fd = ends[1],
		.file_max_bytes = FLOOD_BYTES,
		.passed_fds = watch->stops ? watch->stops->passed_fds : NULL,
	};
	struct vigil vigil = {
		.watch = watch,
		.unplug = { .records_path = watch->records_path },
		.records_fd = -1,
		.oom_kills = oom_kills(),
		.lookout = {
			.console_path = watch->console_path,
			.records_path = watch->records_path,
			.log_path = watch->log_path,
			.is_timed = watch->is_timed,
		},
	};
	FILE *log = fopen(watch->qmp_log_path, "we");
	struct error ignored;
	int perf_ret;
	int ret = 0;

	/* QEMU opens the file again and keeps the inode. */
	if (!log)
		ret = error_set(err, errno, "%s: %s", watch->qmp_log_path,
				strerror(errno));
	else
		ret = file_write(watch->records_path, "", 0, err);
	vigil.records_fd = inotify_init1(IN_CLOEXEC);
	if (ret == 0 && inotify_add_watch(vigil.records_fd,
					  watch->records_path, IN_MODIFY) < 0)
		ret = error_set(err, errno, "inotify: %s", strerror(errno));
	if (ret == 0)
		ret = process_start(&vigil.qemu, argv, &setup, err);
	/* QEMU's end must be QEMU's alone, or its death would go unseen. */
	close(ends[1]);
	if (watch->stops)
		stops_release_qemu_fds(watch->stops);
	if (ret == 0)
		ret = run_guest(&vigil, ends[0], log, outcome, err);
	else
		close(ends[0]);
	end_qemu(&vigil, outcome);
	perf_ret = perfstat_finish(&vigil.perfstat, ret ? &ignored : err);
	if (ret == 0)
		ret = perf_ret;
	qmp_close(&vigil.qmp);
	if (vigil.records_fd >= 0)
		close(vigil.records_fd);
	if (log)
		fclose(log);
	return ret;
}
