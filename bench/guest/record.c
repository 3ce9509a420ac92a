// SPDX-License-Identifier: GPL-2.0-only
#include "guest/record.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t torn;

void record_make_ascii(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!text[i] || text[i] & 0x80)
			text[i] = '?';
}

bool record_is_torn(void)
{
	return torn;
}

int record_write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		text += written;
		length -= written;
	}
	return 0;
}

int record_emit(int fd, json_t *record, struct error *err)
{
	char *line = record ? json_dumps(record, JSON_COMPACT) : NULL;
	size_t length;
	int ret;

	json_decref(record);
	if (!line)
		return error_set(err, ENOMEM, "cannot make a record");

	length = strlen(line);
	line[length++] = '\n';	/* in the place of the NUL */
	torn = 1;
	ret = record_write_all(fd, line, length);
	torn = 0;
	free(line);
	if (ret < 0)
		return error_set(err, -ret, "write a record: %s",
				 strerror(-ret));
	return 0;
}
