// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "guest/record.h"

static int cmdline_read(const char *path, char *text, int size,
			struct error *err)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	if (!fgets(text, size, file))
		text[0] = '\0';
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	record_make_ascii(text, strlen(text));
	return 0;
}

int hello_report(const char *path, int fd, struct error *err)
{
	char cmdline[4096];
	struct utsname names;
	int ret = cmdline_read(path, cmdline, sizeof(cmdline), err);

	if (ret < 0)
		return ret;
	if (uname(&names) < 0)
		return error_set(err, errno, "uname: %m");
	return record_emit(fd, json_pack("{s:s, s:i, s:s, s:s}",
					 "record", "hello", "version", 1,
					 "kernel", names.release,
					 "cmdline", cmdline), err);
}
