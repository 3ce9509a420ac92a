// SPDX-License-Identifier: GPL-2.0-only
#include "boot/perfstat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "evidence/perfcounts.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/patience.h"
#include "lib/interrupt.h"

static const char all_events[] =
	"task-clock,page-faults,context-switches,cpu-migrations,cycles,"
	"instructions,dTLB-load-misses,node-loads,node-load-misses";

#define PROBE_TIMEOUT_NS (20 * NS_PER_S)
/* perf notices the end of the process at once. */
#define FINISH_TIMEOUT_NS (10 * NS_PER_S)
#define ENABLE "enable\n"
#define ENABLED "ack"

static void append(char **list, const char *word)
{
	char *longer = xasprintf("%s%s%s", *list, **list ? "," : "", word);

	free(*list);
	*list = longer;
}

static bool is_asked_for(const char *event)
{
	const char *at = strstr(all_events, event);
	size_t length = strlen(event);

	for (; at; at = strstr(at + 1, event))
		if ((at == all_events || at[-1] == ',') &&
		    (!at[length] || at[length] == ','))
			return true;
	return false;
}

static int sort_event(void *context, const char *event, const char *value,
		      struct error *err)
{
	struct perf_events *events = context;
	const char *rest = value ? value + strspn(value, "0123456789") : "";

	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (*rest || !is_asked_for(event))
		return error_set(err, EINVAL,
				 "perf stat: found `%s` of `%s`, expected a number with a decimal point of %s",
				 value ? value : "nothing", event, all_events);
	append(value ? &events->supported : &events->unsupported, event);
	return 0;
}

void perf_events_probe(struct perf_events *events)
{
	struct argv argv = { 0 };
	struct error err;
	char *text = NULL;
	int ret;

	events->supported = xstrdup("");
	events->unsupported = xstrdup("");
	events->reason = NULL;
	argv_add(&argv, "perf");
	argv_add(&argv, "stat");
	argv_add(&argv, "--field-separator=,");
	argv_add(&argv, "--log-fd=1");
	argv_add(&argv, "--event=%s", all_events);
	argv_add(&argv, "true");
	ret = process_output(&argv, PROBE_TIMEOUT_NS, &text, &err);
	if (ret == 0)
		ret = perfcounts_each(text, sort_event, events, &err);
	if (ret < 0)
		events->reason = xstrdup(err.text);
	else if (ret > 0)
		events->reason = xasprintf("perf stat ended with %d", ret);
	/* What cannot be read before a run cannot be read after it. */
	if (events->reason)
		*events->supported = '\0';
	free(text);
	argv_release(&argv);
}

void perf_events_release(struct perf_events *events)
{
	free(events->supported);
	free(events->unsupported);
	free(events->reason);
	*events = (struct perf_events){ 0 };
}

static int start_perf(struct perfstat *perfstat, pid_t pid,
		      const char *events, const char *output,
		      const int passed[3], struct error *err)
{
	const struct process_setup setup = {
		.output_path = "/dev/null",
		.passed_fds = passed,
	};
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "perf");
	argv_add(&argv, "stat");
	argv_add(&argv, "--delay=-1");
	argv_add(&argv, "--control=fd:%d,%d", passed[0], passed[1]);
	argv_add(&argv, "--field-separator=,");
	argv_add(&argv, "--output=%s", output);
	argv_add(&argv, "--event=%s", events);
	argv_add(&argv, "--pid=%d", (int)pid);
	ret = process_start(&perfstat->perf, &argv, &setup, err);
	argv_release(&argv);
	return ret;
}

/* Its answer ends with a NUL, which ends the text here, too. */
static int wait_enabled(struct perfstat *perfstat, uint64_t deadline_ns,
			struct error *err)
{
	struct pollfd answer = { .fd = perfstat->answer_fd, .events = POLLIN };
	char text[32] = "";
	int ready;

	if (write(perfstat->control_fd, ENABLE, strlen(ENABLE)) < 0)
		return error_set(err, errno, "perf stat: %s", strerror(errno));
	ready = interrupt_poll(&answer, 1, deadline_ns);
	if (ready < 0)
		return error_set(err, -ready, "perf stat: %s",
				 strerror(-ready));
	if (ready == 0)
		return error_set(err, ETIMEDOUT,
				 "perf stat: found no answer in time");
	if (read(perfstat->answer_fd, text, sizeof(text) - 1) <= 0 ||
	    strncmp(text, ENABLED, strlen(ENABLED)))
		return error_set(err, EIO,
				 "perf stat: found `%s`, expected `%s`", text,
				 ENABLED);
	return 0;
}

static void close_all(struct perfstat *perfstat)
{
	process_kill(&perfstat->perf);
	close(perfstat->control_fd);
	close(perfstat->answer_fd);
	*perfstat = (struct perfstat){ 0 };
}

int perfstat_start(struct perfstat *perfstat, pid_t pid, const char *events,
		   const char *output, uint64_t deadline_ns,
		   struct error *err)
{
	int control[2], answer[2];
	int ret;

	*perfstat = (struct perfstat){ 0 };
	if (pipe2(control, O_CLOEXEC))
		return error_set(err, errno, "pipe: %s", strerror(errno));
	if (pipe2(answer, O_CLOEXEC)) {
		ret = error_set(err, errno, "pipe: %s", strerror(errno));
		close(control[0]);
		close(control[1]);
		return ret;
	}
	perfstat->control_fd = control[1];
	perfstat->answer_fd = answer[0];
	ret = start_perf(perfstat, pid, events, output,
			 (const int[]){ control[0], answer[1], 0 }, err);
	close(control[0]);
	close(answer[1]);
	if (ret == 0)
		ret = wait_enabled(perfstat, deadline_ns, err);
	if (ret)
		close_all(perfstat);
	return ret;
}

int perfstat_finish(struct perfstat *perfstat, struct error *err)
{
	int status = 0;
	int ret;

	if (perfstat->perf.pid <= 0)
		return 0;
	ret = process_wait(&perfstat->perf,
			   clock_now_ns() +
				   FINISH_TIMEOUT_NS * patience_factor(),
			   &status);
	close_all(perfstat);
	if (ret || !WIFEXITED(status) || WEXITSTATUS(status))
		return error_set(err, EIO,
				 "perf stat: did not end well by itself");
	return 0;
}
