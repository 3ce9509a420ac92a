/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_QMP_H
#define NUMABOOT_QMP_H

/*
 * QEMU's control socket.  One command at a time, and every line in both
 * directions is logged.  Events that come in between are noted, not lost.
 * Every wait has a deadline.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "lib/error.h"

/**
 * struct qmp - a QEMU Machine Protocol connection
 * @fd: our end of the socket
 * @log: every line in both directions is written here; not owned
 * @buffer: bytes received and not yet parsed
 * @used: number of those
 * @heard: bytes from QEMU in all
 * @shutdown_reason: of the SHUTDOWN event ("guest-reset", …), "" before
 * @asked: a question of qmp_ask() is on its way
 * @answer: to the last one, NULL before it came or after it was taken
 */
struct qmp {
	int fd;
	FILE *log;
	char *buffer;
	size_t used;
	size_t heard;
	char shutdown_reason[32];
	bool asked;
	char *answer;
};

/**
 * qmp_open - greet QEMU and leave negotiation mode
 * @fd: connected socket; owned by @qmp from now on, also on failure
 * @version: "7.2.22"-like, from QEMU's greeting
 * @deadline_ns: CLOCK_MONOTONIC
 *
 * Return: 0, -ETIMEDOUT, -EINTR, -EPIPE when QEMU closed the connection,
 * -EPROTO when it said something else than QMP.
 * Source: QEMU, docs/interop/qmp-spec.txt.
 */
int qmp_open(struct qmp *qmp, int fd, FILE *log, char version[32],
	     uint64_t deadline_ns, struct error *err);

/**
 * qmp_execute - run a command without arguments
 * @reply: its return value, or NULL when it is not wanted
 *
 * Events that come in between are noted.
 *
 * Return: as qmp_open(); -EREMOTEIO when QEMU refused the command.
 */
int qmp_execute(struct qmp *qmp, const char *command, json_t **reply,
		uint64_t deadline_ns, struct error *err);

/**
 * qmp_find_process - the process that answers
 *
 * By the thread of its first vCPU (query-cpus-fast) and /proc.
 *
 * Return: as qmp_execute().
 */
int qmp_find_process(struct qmp *qmp, pid_t *pid, uint64_t deadline_ns,
		     struct error *err);

/**
 * qmp_call - run a command with arguments
 * @arguments: a JSON object; the reference is taken, also on failure
 *
 * Otherwise as qmp_execute().
 */
int qmp_call(struct qmp *qmp, const char *command, json_t *arguments,
	     json_t **reply, uint64_t deadline_ns, struct error *err);

/**
 * qmp_ask - run a command without waiting for what it returns
 * @arguments: a JSON object; the reference is taken, also on failure
 *
 * A text that it returns becomes @answer of the connection, whatever other
 * command is under way when it comes.  One question at a time: nothing is sent
 * while @asked.
 *
 * Return: 0 or -EPIPE.
 */
int qmp_ask(struct qmp *qmp, const char *command, json_t *arguments,
	    struct error *err);

/** qmp_take_answer - the answer, which is the caller's now, or NULL */
char *qmp_take_answer(struct qmp *qmp);

/**
 * qmp_drain - note the events that have arrived
 *
 * To be called when @fd is readable.
 *
 * Return: 0, -EPIPE at the end of the connection, or -EPROTO.
 */
int qmp_drain(struct qmp *qmp, struct error *err);

/** qmp_close - close and free */
void qmp_close(struct qmp *qmp);

#endif
