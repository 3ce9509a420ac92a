// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/record.h"

struct zone {
	int nid;		/* -1: no zone has begun */
	char name[32];
	int64_t spanned;
	int64_t present;
	int64_t managed;
	int64_t free;
	int64_t start_pfn;
};

/* Zones without memory are printed by newer kernels, not by older ones. */
static int zone_emit(const struct zone *zone, int fd, struct error *err)
{
	if (zone->nid < 0 || zone->present == 0)
		return 0;
	return record_emit(fd, json_pack("{s:s, s:i, s:s, s:I, s:I, s:I, s:I,"
					 " s:I}", "record", "zone",
					 "node", zone->nid,
					 "zone", zone->name,
					 "spanned", (json_int_t)zone->spanned,
					 "present", (json_int_t)zone->present,
					 "managed", (json_int_t)zone->managed,
					 "free", (json_int_t)zone->free,
					 "start_pfn",
					 (json_int_t)zone->start_pfn), err);
}

static void zone_read_field(struct zone *zone, const char *line)
{
	sscanf(line, " pages free %" SCNd64, &zone->free);
	sscanf(line, " spanned %" SCNd64, &zone->spanned);
	sscanf(line, " present %" SCNd64, &zone->present);
	sscanf(line, " managed %" SCNd64, &zone->managed);
	sscanf(line, " start_pfn: %" SCNd64, &zone->start_pfn);
}

static int zoneinfo_read(FILE *file, int fd, int *zones, struct error *err)
{
	struct zone zone = { .nid = -1 }, next = { 0 };
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	while (ret == 0 && getline(&line, &size, file) >= 0) {
		if (sscanf(line, "Node %d, zone %31s", &next.nid,
			   next.name) != 2) {
			zone_read_field(&zone, line);
			continue;
		}
		ret = zone_emit(&zone, fd, err);
		zone = next;
		++*zones;
	}
	free(line);
	return ret < 0 ? ret : zone_emit(&zone, fd, err);
}

int zoneinfo_report(const char *path, int fd, struct error *err)
{
	FILE *file = fopen(path, "re");
	int zones = 0;
	int ret;

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	ret = zoneinfo_read(file, fd, &zones, err);
	fclose(file);
	if (ret == 0 && zones == 0)
		return error_set(err, EINVAL, "%s: found no zone", path);
	return ret;
}
