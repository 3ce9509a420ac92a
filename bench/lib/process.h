/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROCESS_H
#define NUMABOOT_PROCESS_H

/*
 * Other programs.  Each runs without a shell, in a process group of its own,
 * in the C locale unless its setup names another, and dies with us.  Every
 * wait has a deadline and ends at an interrupt; a child is reaped, or said to
 * be left behind.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/argv.h"
#include "lib/error.h"

/**
 * struct process - a child of ours, leader of its own process group
 * @pid: 0 when there is none
 * @pidfd: readable once it has ended
 */
struct process {
	pid_t pid;
	int pidfd;
};

/**
 * struct process_setup - how a child starts; zeroed fields mean "as here"
 * @directory: its working directory
 * @output_path: stdout and stderr are appended to this file
 * @output_fd: stdout goes here when @output_path is NULL
 * @error_fd: and stderr here
 * @input_fd: stdin is this instead of /dev/null
 * @passed_fd: this descriptor stays open across the exec under its number
 * @passed_fds: so do these; the list ends with 0
 * @file_max_bytes: it ends by SIGXFSZ when it makes a file larger than this
 * @environment: NAME=VALUE strings to add, NULL-terminated
 * @environment_only: and nothing of ours but PATH
 * @death_signal: what it gets when we die, instead of SIGKILL
 */
struct process_setup {
	const char *directory;
	const char *output_path;
	int output_fd;
	int error_fd;
	int input_fd;
	int passed_fd;
	const int *passed_fds;
	uint64_t file_max_bytes;
	const char *const *environment;
	bool environment_only;
	int death_signal;
};

/**
 * process_start - run a program, found by PATH, without a shell
 *
 * The child dies with this process (PR_SET_PDEATHSIG), or is asked to, reads /dev/null and
 * has its own process group, so that Ctrl-C reaches only us.
 *
 * Return: 0, or -errno of the failed step, the exec included.
 */
int process_start(struct process *process, const struct argv *argv,
		  const struct process_setup *setup, struct error *err);

/**
 * process_wait - wait for the end
 * @deadline_ns: CLOCK_MONOTONIC
 * @status: as waitpid()
 *
 * Return: 0, -ETIMEDOUT (still running), -EINTR (the user wants to stop;
 * still running).
 */
int process_wait(struct process *process, uint64_t deadline_ns, int *status);

/**
 * process_kill - end the child and its group, and reap it
 *
 * A process that waits in the kernel, for a dead disk or a network file
 * system, takes SIGKILL only after that.  It is left behind then.
 *
 * Return: 0, also when there is no child; -ETIMEDOUT when it has not ended
 * 10 s after SIGKILL.
 */
int process_kill(struct process *process);

/**
 * process_run - start, wait, and end at the deadline
 * @timeout_ns: from now; stretched by patience_factor()
 *
 * Return: the exit code, 128 + signal, or -errno with @err set.
 */
int process_run(const struct argv *argv, const struct process_setup *setup,
		uint64_t timeout_ns, struct error *err);

/**
 * process_output - first lines of what a program prints
 * @text: its stdout, at most 64 KiB; the caller frees
 *
 * Return: as process_run(); @text is set when that is not negative.
 */
int process_output(const struct argv *argv, uint64_t timeout_ns, char **text,
		   struct error *err);

/**
 * process_find - the file that a program's name means, as execvp() finds it
 *
 * Return: its path without symbolic links, @program when there is none; the
 * caller frees.
 */
char *process_find(const char *program);

/**
 * process_version - the first line of `PROGRAM --version`
 * @version: the caller frees; NULL when there is none
 *
 * Return: 0 or -errno with @err set, -EIO when it ended with another code.
 */
int process_version(const char *program, char **version, struct error *err);

#endif
