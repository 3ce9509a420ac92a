// SPDX-License-Identifier: GPL-2.0-only
#include "lib/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *input_kind(unsigned int mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "a file";
	case S_IFDIR:
		return "a folder";
	case S_IFIFO:
		return "a pipe";
	case S_IFSOCK:
		return "a socket";
	case S_IFLNK:
		return "a link";
	default:
		return "a device";
	}
}

static int check(const char *path, const struct stat *status,
		 uint64_t max_bytes, struct error *err)
{
	if (S_ISFIFO(status->st_mode))
		return error_set(err, EINVAL,
				 "%s: found a pipe, expected a file: save what comes out of it as one",
				 path);
	if (!S_ISREG(status->st_mode))
		return error_set(err, EINVAL, "%s: found %s, expected a file",
				 path, input_kind(status->st_mode));
	if ((uint64_t)status->st_size > max_bytes)
		return error_set(err, E2BIG,
				 "%s: found %llu bytes, expected at most %llu",
				 path, (unsigned long long)status->st_size,
				 (unsigned long long)max_bytes);
	return 0;
}

static FILE *refuse(int fd, int code)
{
	if (fd >= 0)
		close(fd);
	errno = code;
	return NULL;
}

FILE *input_open(const char *path, uint64_t max_bytes, struct error *err)
{
	struct stat status;
	FILE *file;
	int fd = -1;
	int ret;

	/* Opening a device or a socket may do something, or fail oddly. */
	if (stat(path, &status) == 0) {
		ret = check(path, &status, max_bytes, err);
		if (ret)
			return refuse(fd, -ret);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	}
	if (fd < 0 || fstat(fd, &status)) {
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
		return refuse(fd, -ret);
	}
	ret = check(path, &status, max_bytes, err);
	if (ret)
		return refuse(fd, -ret);
	file = fdopen(fd, "r");
	if (!file) {
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
		return refuse(fd, -ret);
	}
	return file;
}
