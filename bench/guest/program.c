// SPDX-License-Identifier: GPL-2.0-only
#include "guest/program.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/record.h"
#include "lib/clock.h"

#define OUTPUT_BYTES (1 << 20)
#define LINE_BYTES 4096
#define ARGUMENTS 64
#define EXIT_SKIPPED 77
#define EXIT_NO_EXEC 127
#define EXIT_SIGNAL 128

/* What the program wrote to one pipe; @fd is -1 when that is closed. */
struct stream {
	int fd;
	char *text;
	size_t size;
};

struct program {
	char *words[ARGUMENTS + 1];
	pid_t pid;
	struct stream out;
	struct stream complaints;
	int status;
};

/* Cut at single commas; two of them are one of the argument's own. */
static int split_words(char *text, struct program *program, struct error *err)
{
	char *to = text;
	size_t count = 0;

	program->words[count++] = text;
	for (; *text; text++) {
		if (*text != ',') {
			*to++ = *text;
		} else if (text[1] == ',') {
			*to++ = *text++;
		} else if (count == ARGUMENTS) {
			return error_set(err, E2BIG,
					 "%s: found more than %d words",
					 program->words[0], ARGUMENTS);
		} else {
			*to++ = '\0';
			program->words[count++] = to;
		}
	}
	*to = '\0';
	return 0;
}

static _Noreturn void become_program(const struct program *program,
				     const char *folder, int out,
				     int complaints)
{
	static const char *const environment[] = {
		"HOME=/", "LC_ALL=C", "LD_LIBRARY_PATH=/lib", "PATH=/bin", NULL,
	};
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char path[PATH_MAX];

	setpgid(0, 0);
	snprintf(path, sizeof(path), "%s/%s", folder, program->words[0]);
	if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 &&
	    dup2(complaints, STDERR_FILENO) >= 0)
		execve(path, program->words, (char *const *)environment);
	dprintf(complaints, "exec %s: %s\n", path, strerror(errno));
	_exit(EXIT_NO_EXEC);
}

static int open_stream(struct stream *stream, int *write_end, struct error *err)
{
	int ends[2];

	stream->text = malloc(OUTPUT_BYTES + 1);
	if (!stream->text)
		return error_set(err, ENOMEM,
				 "no memory for a program's output");
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, errno, "pipe: %s", strerror(errno));
	stream->fd = ends[0];
	*write_end = ends[1];
	return 0;
}

static void close_stream(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}

static int start(struct program *program, const char *folder, struct error *err)
{
	int out = -1, complaints = -1;
	int ret = open_stream(&program->out, &out, err);

	if (ret == 0)
		ret = open_stream(&program->complaints, &complaints, err);
	if (ret == 0) {
		program->pid = fork();
		if (program->pid == 0)
			become_program(program, folder, out, complaints);
		if (program->pid < 0)
			ret = error_set(err, errno, "fork: %s",
					strerror(errno));
		else
			setpgid(program->pid, program->pid);
	}
	if (out >= 0)
		close(out);
	if (complaints >= 0)
		close(complaints);
	return ret;
}

static int refuse_late(const struct program *program, struct error *err)
{
	return error_set(err, ETIMEDOUT,
			 "%s did not end within the guest's deadline",
			 program->words[0]);
}

/* One read of what is there; the end of the pipe closes it. */
static int fill_stream(struct program *program, struct stream *stream,
		       struct error *err)
{
	size_t room = OUTPUT_BYTES + 1 - stream->size;
	char *at = stream->text + stream->size;
	ssize_t size = read(stream->fd, at, room);

	if (size < 0)
		return errno == EINTR
			       ? 0
			       : error_set(err, errno, "read from %s: %s",
					   program->words[0], strerror(errno));
	if (size == 0)
		close_stream(stream);
	if (stream == &program->complaints)
		record_write_all(STDERR_FILENO, at, size);
	stream->size += size;
	if (stream->size > OUTPUT_BYTES)
		return error_set(err, EFBIG, "%s wrote more than %d bytes",
				 program->words[0], OUTPUT_BYTES);
	return 0;
}

static int listen_until(struct program *program, uint64_t deadline_ns,
			struct error *err)
{
	struct stream *streams[] = { &program->out, &program->complaints };
	int ret = 0;

	while (ret == 0 &&
	       (program->out.fd >= 0 || program->complaints.fd >= 0)) {
		struct pollfd fds[] = {
			{ .fd = program->out.fd, .events = POLLIN },
			{ .fd = program->complaints.fd, .events = POLLIN },
		};
		uint64_t left_ms = clock_left_ns(deadline_ns) / NS_PER_MS;

		if (!left_ms)
			return refuse_late(program, err);
		if (poll(fds, 2, left_ms > INT_MAX ? INT_MAX : left_ms) < 0 &&
		    errno != EINTR)
			return error_set(err, errno, "poll: %s",
					 strerror(errno));
		for (int i = 0; i < 2 && ret == 0; i++)
			if (fds[i].revents)
				ret = fill_stream(program, streams[i], err);
	}
	return ret;
}

/* It may have closed its output long before. */
static int await_end(struct program *program, uint64_t deadline_ns,
		     struct error *err)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	pid_t ended;

	while ((ended = waitpid(program->pid, &program->status, WNOHANG)) ==
	       0) {
		if (!clock_left_ns(deadline_ns))
			return refuse_late(program, err);
		nanosleep(&pause, NULL);
	}
	if (ended < 0)
		return error_set(err, errno, "waitpid: %s", strerror(errno));
	program->pid = 0;
	return 0;
}

/* The program and what it started. */
static void end_program(struct program *program)
{
	if (program->pid <= 0)
		return;
	kill(-program->pid, SIGKILL);
	kill(program->pid, SIGKILL);
	waitpid(program->pid, &program->status, 0);
	program->pid = 0;
}

static int record_line(const char *name, char *line, size_t length, int fd,
		       struct error *err)
{
	record_make_ascii(line, length);
	return record_emit(fd,
			   json_pack("{s:s, s:s, s:s%}", "record", "line",
				     "program", name, "text", line, length),
			   err);
}

/* What is too long is recorded as far as it may go, and is a failure. */
static int record_lines(struct program *program, int fd, struct error *err)
{
	char *line = program->out.text;
	char *end = line + program->out.size;
	int ret = 0;

	for (int number = 1; ret == 0 && line < end; number++) {
		char *stop = memchr(line, '\n', end - line);
		size_t length = (stop ? stop : end) - line;
		bool fits = length <= LINE_BYTES;

		ret = record_line(program->words[0], line,
				  fits ? length : LINE_BYTES, fd, err);
		if (ret == 0 && !fits)
			ret = error_set(
				err, EMSGSIZE,
				"%s: line %d of its output has %zu bytes, expected at most %d",
				program->words[0], number, length, LINE_BYTES);
		line += length + 1;
	}
	return ret;
}

/* The last line that is not empty, cut off where a sentence must end. */
static const char *last_words(struct stream *stream)
{
	char *text = stream->text, *start;
	size_t size = stream->size < OUTPUT_BYTES ? stream->size : OUTPUT_BYTES;

	record_make_ascii(text, size);
	while (size && text[size - 1] == '\n')
		size--;
	text[size] = '\0';
	start = strrchr(text, '\n');
	start = start ? start + 1 : text;
	if (strlen(start) > LINE_BYTES / 4)
		start[LINE_BYTES / 4] = '\0';
	return start;
}

static int exit_code(const struct program *program)
{
	return WIFSIGNALED(program->status)
		       ? EXIT_SIGNAL + WTERMSIG(program->status)
		       : WEXITSTATUS(program->status);
}

/* Its sentence may begin with its name, as ours does. */
static const char *without_name(const char *message, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(message, name, length) || message[length] != ':')
		return message;
	message += length + 1;
	return message + strspn(message, " ");
}

static int judge(const struct program *program, const char *message,
		 struct error *err)
{
	const char *name = program->words[0];
	int code = exit_code(program);

	message = without_name(message, name);
	if (code == 0)
		return 0;
	if (code == EXIT_SKIPPED) {
		error_set(err, ENOTSUP, "%s: %s", name,
			  *message ? message : "this guest cannot do it");
		return PROGRAM_SKIPPED;
	}
	error_set(err, EIO, "%s ended %s %d%s%s", name,
		  code > EXIT_SIGNAL ? "by signal" : "with exit code",
		  code > EXIT_SIGNAL ? code - EXIT_SIGNAL : code,
		  *message ? ": " : "", message);
	return -EIO;
}

/* @ret and @err say how listening to it ended. */
static int report(struct program *program, int ret, int fd, struct error *err)
{
	const char *message = last_words(&program->complaints);
	struct error second;
	int lines = record_lines(program, fd, ret ? &second : err);
	int last =
		record_emit(fd,
			    json_pack("{s:s, s:s, s:i, s:s}", "record", "exit",
				      "program", program->words[0], "status",
				      exit_code(program), "message", message),
			    ret || lines ? &second : err);

	if (ret || lines || last)
		return ret ? ret : lines ? lines : last;
	return judge(program, message, err);
}

int program_run(const struct program_place *place, const char *words, int fd,
		struct error *err)
{
	struct program program = {
		.out.fd = -1,
		.complaints.fd = -1,
	};
	char *copy = strdup(words);
	int ret = copy ? split_words(copy, &program, err)
		       : error_set(err, ENOMEM, "no memory for a program");

	if (ret == 0)
		ret = start(&program, place->folder, err);
	if (ret == 0) {
		ret = listen_until(&program, place->deadline_ns, err);
		if (ret == 0)
			ret = await_end(&program, place->deadline_ns, err);
		end_program(&program);
		ret = report(&program, ret, fd, err);
	}
	close_stream(&program.out);
	close_stream(&program.complaints);
	free(program.out.text);
	free(program.complaints.text);
	free(copy);
	return ret;
}
