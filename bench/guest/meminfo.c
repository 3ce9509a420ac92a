// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/record.h"

/* "MemTotal:        2013952 kB"; anything else is left out. */
static void meminfo_add(json_t *fields, const char *line)
{
	char name[64];
	int64_t value;

	if (sscanf(line, "%63[^:]: %" SCNd64, name, &value) == 2)
		json_object_set_new(fields, name, json_integer(value));
}

int meminfo_report(const char *path, int fd, struct error *err)
{
	json_t *fields = json_object();
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!file) {
		json_decref(fields);
		return error_set(err, errno, "open %s: %m", path);
	}
	while (getline(&line, &size, file) >= 0)
		meminfo_add(fields, line);
	free(line);
	fclose(file);

	if (!json_object_get(fields, "MemTotal")) {
		json_decref(fields);
		return error_set(err, EINVAL, "%s: found no MemTotal", path);
	}
	return record_emit(fd, json_pack("{s:s, s:o}", "record", "meminfo",
					 "fields", fields), err);
}
