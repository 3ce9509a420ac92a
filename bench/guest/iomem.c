// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/record.h"

/* "  01000000-01ffffff : Kernel code": two blanks for each level. */
static int iomem_emit(const char *path, char *line, int fd, struct error *err)
{
	int indent = strspn(line, " ");
	uint64_t start, end;
	int name = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " : %n", &start, &end,
		   &name) != 2 || !line[name])
		return error_set(err, EINVAL, "%s: found `%s`, expected an "
				 "address range and a name", path, line);
	return record_emit(fd, json_pack("{s:s, s:I, s:I, s:i, s:s}",
					 "record", "iomem",
					 "start", (json_int_t)start,
					 "end", (json_int_t)end,
					 "depth", indent / 2,
					 "name", line + name), err);
}

int iomem_report(const char *path, int fd, struct error *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	while (ret == 0 && getline(&line, &size, file) >= 0)
		ret = iomem_emit(path, line, fd, err);
	free(line);
	fclose(file);
	return ret;
}
