// SPDX-License-Identifier: GPL-2.0-only
#include "lib/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/patience.h"
#include "lib/interrupt.h"

#define PROCESS_OUTPUT_MAX 65536
/* A flood ends the program that makes it. */
#define PROCESS_WRITTEN_MAX (64ULL << 20)
#define VERSION_TIMEOUT_NS (20 * NS_PER_S)
/* From SIGKILL to the end; a wait in the kernel may keep a process longer. */
#define KILL_TIMEOUT_NS (10 * NS_PER_S)

static int redirect(int target, const char *path, int flags)
{
	int fd = open(path, flags, 0666);

	return fd < 0 || dup2(fd, target) < 0 ? -1 : 0;
}

/* SIGXFSZ ends whoever writes more; a core of it would be larger still. */
static int limit_files(uint64_t max_bytes)
{
	const struct rlimit size = { max_bytes, max_bytes };
	const struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_FSIZE, &size);
}

/* A number has a point and a message is English, wherever we run. */
static void set_environment(const struct process_setup *setup)
{
	if (setup->environment_only) {
		const char *path = getenv("PATH");

		clearenv();
		if (path)
			setenv("PATH", path, 1);
	}
	setenv("LC_ALL", "C", 1);
	for (const char *const *entry = setup->environment; entry && *entry;
	     entry++)
		putenv((char *)*entry);
}

static int child_setup(const struct process_setup *setup, pid_t parent)
{
	int death_signal = setup->death_signal ? setup->death_signal :
						 SIGKILL;

	interrupt_default();
	if (prctl(PR_SET_PDEATHSIG, death_signal) || setpgid(0, 0))
		return -1;
	/* The parent may have died before prctl() took effect. */
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	if (setup->input_fd ? dup2(setup->input_fd, STDIN_FILENO) < 0 :
			      redirect(STDIN_FILENO, "/dev/null", O_RDONLY))
		return -1;
	if (setup->output_path &&
	    (redirect(STDOUT_FILENO, setup->output_path,
		      O_WRONLY | O_CREAT | O_APPEND) ||
	     dup2(STDOUT_FILENO, STDERR_FILENO) < 0))
		return -1;
	if (setup->output_fd && dup2(setup->output_fd, STDOUT_FILENO) < 0)
		return -1;
	if (setup->error_fd && dup2(setup->error_fd, STDERR_FILENO) < 0)
		return -1;
	if (setup->file_max_bytes && limit_files(setup->file_max_bytes))
		return -1;
	if (setup->passed_fd && fcntl(setup->passed_fd, F_SETFD, 0))
		return -1;
	for (const int *fd = setup->passed_fds; fd && *fd; fd++)
		if (fcntl(*fd, F_SETFD, 0))
			return -1;
	set_environment(setup);
	return setup->directory ? chdir(setup->directory) : 0;
}

static void child_run(const struct argv *argv,
		      const struct process_setup *setup, pid_t parent,
		      int report_fd)
{
	if (child_setup(setup, parent) == 0)
		execvp(argv->words[0], argv->words);
	if (write(report_fd, &errno, sizeof(errno)) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

int process_start(struct process *process, const struct argv *argv,
		  const struct process_setup *setup, struct error *err)
{
	pid_t parent = getpid();
	int report[2];
	int failure = 0;
	ssize_t got;

	if (pipe2(report, O_CLOEXEC))
		return error_set(err, errno, "pipe: %s", strerror(errno));
	process->pid = interrupt_fork();
	if (process->pid == 0)
		child_run(argv, setup, parent, report[1]);
	close(report[1]);
	if (process->pid < 0) {
		failure = errno;
	} else {
		do {
			got = read(report[0], &failure, sizeof(failure));
		} while (got < 0 && errno == EINTR);
	}
	close(report[0]);
	if (failure) {
		if (process->pid > 0)
			waitpid(process->pid, NULL, 0);
		*process = (struct process){ 0 };
		return error_set(err, failure, "cannot run %s: %s",
				 argv->words[0], strerror(failure));
	}
	interrupt_adopt(process->pid);
	process->pidfd = pidfd_open(process->pid, 0);
	if (process->pidfd < 0) {
		failure = errno;
		process_kill(process);
		return error_set(err, failure, "pidfd_open: %s",
				 strerror(failure));
	}
	return 0;
}

static void process_forget(struct process *process)
{
	interrupt_disown(process->pid);
	if (process->pidfd >= 0)
		close(process->pidfd);
	*process = (struct process){ 0 };
}

int process_wait(struct process *process, uint64_t deadline_ns, int *status)
{
	struct pollfd ended = { .fd = process->pidfd, .events = POLLIN };
	int ready = interrupt_poll(&ended, 1, deadline_ns);

	if (ready < 0)
		return ready;
	/* It may have ended at the deadline. */
	ready = waitpid(process->pid, status, ready ? 0 : WNOHANG);
	if (ready < 0)
		return -errno;
	if (ready == 0)
		return -ETIMEDOUT;
	process_forget(process);
	return 0;
}

int process_kill(struct process *process)
{
	const struct timespec pause = { .tv_nsec = NS_PER_MS };
	uint64_t deadline_ns = clock_now_ns() + KILL_TIMEOUT_NS;
	pid_t reaped = 0;

	if (process->pid <= 0)
		return 0;
	kill(-process->pid, SIGKILL);
	kill(process->pid, SIGKILL);
	while ((reaped = waitpid(process->pid, NULL, WNOHANG)) == 0 &&
	       clock_left_ns(deadline_ns))
		nanosleep(&pause, NULL);
	process_forget(process);
	return reaped ? 0 : -ETIMEDOUT;
}

/* Return: @code, with the sentence about a program that was not awaited. */
static int process_give_up(struct process *process, const char *program,
			   int code, uint64_t timeout_ns, struct error *err)
{
	const char *left = process_kill(process) ?
		", and SIGKILL does not end it" : "";

	if (code == -EINTR)
		return error_set(err, EINTR, "%s: interrupted%s", program,
				 left);
	return error_set(err, -code, "%s: no end within %llu s%s", program,
			 (unsigned long long)(timeout_ns / NS_PER_S), left);
}

int process_run(const struct argv *argv, const struct process_setup *setup,
		uint64_t timeout_ns, struct error *err)
{
	struct process process;
	int status;
	int ret = process_start(&process, argv, setup, err);

	if (ret)
		return ret;
	timeout_ns *= patience_factor();
	ret = process_wait(&process, clock_now_ns() + timeout_ns, &status);
	if (ret)
		return process_give_up(&process, argv->words[0], ret,
				       timeout_ns, err);
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

int process_output(const struct argv *argv, uint64_t timeout_ns, char **text,
		   struct error *err)
{
	/* In memory: no folder for temporary files has to be found. */
	struct process_setup setup = {
		.output_fd = memfd_create("output", MFD_CLOEXEC),
		.file_max_bytes = PROCESS_WRITTEN_MAX,
	};
	int ret;

	if (setup.output_fd < 0)
		return error_set(err, errno, "memfd_create: %s",
				 strerror(errno));
	ret = process_run(argv, &setup, timeout_ns, err);
	if (ret >= 0) {
		*text = xcalloc(1, PROCESS_OUTPUT_MAX + 1);
		if (pread(setup.output_fd, *text, PROCESS_OUTPUT_MAX, 0) < 0)
			**text = '\0';
	}
	close(setup.output_fd);
	return ret;
}

char *process_find(const char *program)
{
	const char *folders = getenv("PATH");
	char *copy = xstrdup(folders ? folders : "");
	char *rest = copy, *folder, *path = NULL;

	if (strchr(program, '/'))
		path = realpath(program, NULL);
	while (!strchr(program, '/') && !path && (folder = strsep(&rest, ":"))) {
		char *whole = xasprintf("%s/%s", folder, program);

		if (access(whole, X_OK) == 0)
			path = realpath(whole, NULL);
		free(whole);
	}
	free(copy);
	return path ? path : xstrdup(program);
}

int process_version(const char *program, char **version, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "%s", program);
	argv_add(&argv, "--version");
	*version = NULL;
	ret = process_output(&argv, VERSION_TIMEOUT_NS, version, err);
	argv_release(&argv);
	if (ret > 0) {
		free(*version);
		*version = NULL;
		return error_set(err, EIO, "%s --version ended with %d",
				 program, ret);
	}
	if (ret == 0)
		(*version)[strcspn(*version, "\n")] = '\0';
	return ret;
}
