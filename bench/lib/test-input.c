// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/digest.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/input.h"
#include "lib/jsonfile.h"
#include "lib/tsvfile.h"

static int read_whole(const char *path, struct error *err)
{
	char *text;
	int ret = file_read(path, &text, NULL, err);

	free(text);
	return ret;
}

static int read_digest(const char *path, struct error *err)
{
	char hex[DIGEST_HEX_SIZE];

	return digest_file(path, hex, err);
}

static int take_none(void *context, const struct inifile_entry *entry,
		     struct error *err)
{
	(void)context;
	(void)entry;
	(void)err;
	return 0;
}

static int read_ini(const char *path, struct error *err)
{
	return inifile_read(path, take_none, NULL, err);
}

static int read_json(const char *path, struct error *err)
{
	json_t *value = jsonfile_read(".", path, err);

	json_decref(value);
	return value ? 0 : -EINVAL;
}

static int read_tsv(const char *path, struct error *err)
{
	static const struct tsvfile_record none[] = { { 0 } };
	const struct tsvfile_format format = { "x", none, "nothing" };
	struct tsvfile file;

	return tsvfile_read(&file, path, &format, NULL, err);
}

static int copy(const char *path, struct error *err)
{
	return file_copy(path, "copy", err);
}

static int (*const readers[])(const char *path, struct error *err) = {
	read_whole, read_digest, read_ini, read_json, read_tsv, copy,
};

static const struct {
	const char *path;
	const char *said;
} hostile[] = {
	{ "fifo", "fifo: found a pipe, expected a file" },
	{ "written", "written: found a pipe, expected a file" },
	{ "zero", "zero: found a device, expected a file" },
	{ "folder", "folder: found a folder, expected a file" },
	{ "socket", "socket: found a socket, expected a file" },
	{ "huge", "huge: found 10737418240 bytes, expected at most " },
	{ "dangling", "dangling: No such file or directory" },
	{ "looping", "looping: Too many levels of symbolic links" },
};

static int make_hostile(void **state)
{
	static char folder[] = "/tmp/numaboot-input-XXXXXX";
	struct sockaddr_un address = { AF_UNIX, "socket" };
	int held, fd;

	(void)state;
	if (!mkdtemp(folder) || chdir(folder) || mkfifo("fifo", 0600) ||
	    mkfifo("written", 0600) || symlink("/dev/zero", "zero") ||
	    mkdir("folder", 0700) || symlink("nowhere", "dangling") ||
	    symlink("looping", "looping"))
		return -1;
	/* Somebody who has it open to write, and never does. */
	held = open("written", O_RDWR | O_CLOEXEC);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (held < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return -1;
	close(fd);
	fd = open("huge", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (ftruncate(fd, (off_t)10 << 30))
		return -1;
	return close(fd);
}

static int remove_hostile(void **state)
{
	char *folder = getcwd(NULL, 0);
	struct error err;
	int ret = directory_remove(folder, &err);

	(void)state;
	free(folder);
	return ret;
}

static void no_reader_waits_for_what_is_no_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		for (size_t j = 0; j < sizeof(hostile) / sizeof(hostile[0]);
		     j++) {
			struct error err = { "" };

			assert_true(readers[i](hostile[j].path, &err) < 0);
			assert_non_null(strstr(err.text, hostile[j].said));
		}
	assert_false(file_exists("copy"));
}

/* Files of the kernel tell no size: only what is read can be counted. */
static void a_file_without_a_size_has_its_limit(void **state)
{
	struct error err;
	char *text;

	(void)state;
	assert_int_equal(file_read_at_most("/proc/cpuinfo", 16, &text, NULL,
					   &err), -E2BIG);
	assert_string_equal(err.text,
			    "/proc/cpuinfo: found more than 16 bytes, expected at most so many");
	assert_null(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_reader_waits_for_what_is_no_file),
		cmocka_unit_test(a_file_without_a_size_has_its_limit),
	};

	return cmocka_run_group_tests(tests, make_hostile, remove_hostile);
}
