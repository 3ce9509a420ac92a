// SPDX-License-Identifier: GPL-2.0-only
#include "machine/qmp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/interrupt.h"

/* Longest line that we take from QEMU; its longest replies are far below. */
#define LINE_MAX_BYTES (1 << 20)
/* What it says in all, but for answers: a boot is a few KiB. */
#define TALK_MAX_BYTES (4 << 20)

static void log_line(struct qmp *qmp, const char *direction,
		     const char *line, size_t length)
{
	fprintf(qmp->log, "%s %.*s\n", direction, (int)length, line);
	fflush(qmp->log);
}

/* Take more bytes from the socket without waiting. */
static int receive(struct qmp *qmp, struct error *err)
{
	ssize_t got = recv(qmp->fd, qmp->buffer + qmp->used,
			   LINE_MAX_BYTES - qmp->used, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (got <= 0)
		return error_set(err, EPIPE, "QEMU closed its QMP connection");
	qmp->used += got;
	qmp->heard += got;
	if (qmp->heard > TALK_MAX_BYTES)
		return error_set(err, EFBIG,
				 "QEMU said more than the limit of %d MiB on QMP",
				 TALK_MAX_BYTES >> 20);
	return 0;
}

/*
 * Parse one buffered line.  Return: 1 with @message set, 0 when no line is
 * complete, -EPROTO.
 */
static int next_message(struct qmp *qmp, json_t **message, struct error *err)
{
	char *end = memchr(qmp->buffer, '\n', qmp->used);
	size_t length;

	if (!end && qmp->used == LINE_MAX_BYTES)
		return error_set(err, EPROTO,
				 "QMP: found a line of over %d bytes",
				 LINE_MAX_BYTES);
	if (!end)
		return 0;
	length = end - qmp->buffer;
	while (length && qmp->buffer[length - 1] == '\r')
		length--;
	log_line(qmp, "<", qmp->buffer, length);
	*message = json_loadb(qmp->buffer, length, 0, NULL);
	if (!json_is_object(*message)) {
		json_decref(*message);
		return error_set(err, EPROTO,
				 "QMP: found `%.*s`, expected a JSON object",
				 (int)(length < 80 ? length : 80),
				 qmp->buffer);
	}
	qmp->used -= end + 1 - qmp->buffer;
	memmove(qmp->buffer, end + 1, qmp->used);
	return 1;
}

static void note_event(struct qmp *qmp, const json_t *message)
{
	const char *event =
		json_string_value(json_object_get(message, "event"));
	const json_t *data = json_object_get(message, "data");
	const char *reason = json_string_value(json_object_get(data,
							       "reason"));

	if (event && strcmp(event, "SHUTDOWN") == 0 && reason)
		snprintf(qmp->shutdown_reason, sizeof(qmp->shutdown_reason),
			 "%s", reason);
}

/* Answers come when they come: those of qmp_ask() have an id. */
static bool note_answer(struct qmp *qmp, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message,
							     "return"));

	if (!json_object_get(message, "id"))
		return false;
	free(qmp->answer);
	qmp->answer = text ? xstrdup(text) : NULL;
	qmp->asked = false;
	if (text)
		qmp->heard -= strlen(text) < qmp->heard ? strlen(text) : 0;
	return true;
}

static int wait_for_message(struct qmp *qmp, json_t **message,
			    uint64_t deadline_ns, struct error *err)
{
	int ret;

	while ((ret = next_message(qmp, message, err)) == 0) {
		struct pollfd readable = { .fd = qmp->fd, .events = POLLIN };
		int ready = interrupt_poll(&readable, 1, deadline_ns);

		if (ready == 0)
			return error_set(err, ETIMEDOUT,
					 "QEMU did not answer on QMP in time");
		if (ready < 0)
			return error_set(err, -ready, "QMP: %s",
					 strerror(-ready));
		ret = receive(qmp, err);
		if (ret)
			return ret;
	}
	return ret < 0 ? ret : 0;
}

/* Wait for a message that has @key, noting events on the way. */
static int wait_for_key(struct qmp *qmp, const char *key, json_t **message,
			uint64_t deadline_ns, struct error *err)
{
	for (;;) {
		int ret = wait_for_message(qmp, message, deadline_ns, err);
		const json_t *refusal;

		if (ret)
			return ret;
		if (note_answer(qmp, *message)) {
			json_decref(*message);
			continue;
		}
		if (json_object_get(*message, key))
			return 0;
		refusal = json_object_get(*message, "error");
		if (refusal) {
			const char *text = json_string_value(
				json_object_get(refusal, "desc"));

			ret = error_set(err, EREMOTEIO, "QEMU refused: %s",
					text ? text : "no reason given");
			json_decref(*message);
			return ret;
		}
		note_event(qmp, *message);
		json_decref(*message);
	}
}

static char *format_command(const char *command, json_t *arguments,
			    const char *id)
{
	json_t *message = json_pack("{s:s}", "execute", command);
	char *text, *line;

	if (arguments)
		json_object_set_new(message, "arguments", arguments);
	if (id)
		json_object_set_new(message, "id", json_string(id));
	text = json_dumps(message, 0);
	line = xasprintf("%s\n", text);
	free(text);
	json_decref(message);
	return line;
}

/* @line is freed. */
static int send_line(struct qmp *qmp, char *line, struct error *err)
{
	size_t length = strlen(line);
	int ret = 0;

	log_line(qmp, ">", line, length - 1);
	if (send(qmp->fd, line, length, MSG_NOSIGNAL) != (ssize_t)length)
		ret = error_set(err, EPIPE, "QEMU closed its QMP connection");
	free(line);
	return ret;
}

int qmp_ask(struct qmp *qmp, const char *command, json_t *arguments,
	    struct error *err)
{
	if (qmp->asked) {
		json_decref(arguments);
		return 0;
	}
	free(qmp_take_answer(qmp));
	qmp->asked = true;
	return send_line(qmp, format_command(command, arguments, "ask"), err);
}

char *qmp_take_answer(struct qmp *qmp)
{
	char *answer = qmp->answer;

	qmp->answer = NULL;
	return answer;
}

int qmp_call(struct qmp *qmp, const char *command, json_t *arguments,
	     json_t **reply, uint64_t deadline_ns, struct error *err)
{
	json_t *message;
	int ret = send_line(qmp, format_command(command, arguments, NULL),
			    err);

	if (ret == 0)
		ret = wait_for_key(qmp, "return", &message, deadline_ns, err);
	if (ret) {
		error_prefix(err, "%s: ", command);
		return ret;
	}
	if (reply)
		*reply = json_incref(json_object_get(message, "return"));
	json_decref(message);
	return 0;
}

int qmp_execute(struct qmp *qmp, const char *command, json_t **reply,
		uint64_t deadline_ns, struct error *err)
{
	return qmp_call(qmp, command, NULL, reply, deadline_ns, err);
}

static int read_greeting(const json_t *greeting, char version[32],
			 struct error *err)
{
	int major, minor, micro;

	if (json_unpack((json_t *)greeting,
			"{s:{s:{s:{s:i, s:i, s:i}}}}", "QMP", "version",
			"qemu", "major", &major, "minor", &minor, "micro",
			&micro))
		return error_set(err, EPROTO,
				 "QMP: found a greeting without QEMU's version");
	snprintf(version, 32, "%d.%d.%d", major, minor, micro);
	return 0;
}

/* Tgid of proc(5), /proc/PID/status: the process of a thread. */
static int find_group(pid_t thread, pid_t *pid, struct error *err)
{
	char *path = xasprintf("/proc/%d/status", (int)thread);
	char *text, *line;
	int ret = file_read(path, &text, NULL, err);

	if (ret == 0) {
		line = strstr(text, "\nTgid:");
		*pid = line ? atoi(line + strlen("\nTgid:")) : 0;
		if (*pid <= 0)
			ret = error_set(err, EPROTO, "%s: found no Tgid", path);
		free(text);
	}
	free(path);
	return ret;
}

int qmp_find_process(struct qmp *qmp, pid_t *pid, uint64_t deadline_ns,
		     struct error *err)
{
	json_t *vcpus = NULL;
	json_int_t thread;
	int ret = qmp_execute(qmp, "query-cpus-fast", &vcpus, deadline_ns,
			      err);

	thread = json_integer_value(json_object_get(json_array_get(vcpus, 0),
						    "thread-id"));
	json_decref(vcpus);
	return ret ? ret : find_group((pid_t)thread, pid, err);
}

int qmp_open(struct qmp *qmp, int fd, FILE *log, char version[32],
	     uint64_t deadline_ns, struct error *err)
{
	json_t *greeting;
	int ret;

	*qmp = (struct qmp){
		.fd = fd,
		.log = log,
		.buffer = xcalloc(1, LINE_MAX_BYTES),
	};
	ret = wait_for_key(qmp, "QMP", &greeting, deadline_ns, err);
	if (ret)
		return ret;
	ret = read_greeting(greeting, version, err);
	json_decref(greeting);
	if (ret == 0)
		ret = qmp_execute(qmp, "qmp_capabilities", NULL, deadline_ns,
				  err);
	return ret;
}

int qmp_drain(struct qmp *qmp, struct error *err)
{
	int ret = receive(qmp, err);
	json_t *message;
	int more;

	while ((more = next_message(qmp, &message, err)) > 0) {
		if (!note_answer(qmp, message))
			note_event(qmp, message);
		json_decref(message);
	}
	return more < 0 ? more : ret;
}

void qmp_close(struct qmp *qmp)
{
	if (qmp->fd > 0)
		close(qmp->fd);
	free(qmp->buffer);
	free(qmp->answer);
	*qmp = (struct qmp){ 0 };
}
