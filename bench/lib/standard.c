// SPDX-License-Identifier: GPL-2.0-only
#include "lib/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *name;

/* Files that are opened later must not get the number of a closed stream. */
static void fill(int stream, int flags)
{
	if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", flags) != stream)
		_exit(EXIT_FAILURE);
}

static void close_stdout(void)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) || failed) {
		fprintf(stderr, "%s: stdout: %s\n", name,
			errno ? strerror(errno) : "it could not be written");
		_exit(EXIT_FAILURE);
	}
}

void standard_open(const char *program)
{
	name = program;
	fill(STDIN_FILENO, O_WRONLY);
	fill(STDOUT_FILENO, O_RDONLY);
	fill(STDERR_FILENO, O_RDONLY);
	atexit(close_stdout);
}
