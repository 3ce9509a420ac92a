// SPDX-License-Identifier: GPL-2.0-only
#include "import/numactl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/cpulist.h"
#include "lib/alloc.h"

bool numactl_is_text(const char *text)
{
	const char *head = strstr(text, "available: ");

	return head && (head == text || head[-1] == '\n') &&
	       strstr(head, " node") && strstr(head, " cpus:");
}

/* The row of "node   0   1   2" makes the table; then "  0:  10  21". */
static bool take_distance(struct described *d, const char *line)
{
	int from, nid, used = 0;
	size_t row, to = 0;
	unsigned int value;

	if (strncmp(line, "node ", 5) == 0) {
		if (d->distance)
			return true;
		for (line += 4; sscanf(line, " %4d%n", &nid, &used) == 1 &&
		     d->distance_count < DESCRIBED_MAX_NODES; line += used) {
			d->distance_nids = xgrow(d->distance_nids,
						 d->distance_count,
						 sizeof(*d->distance_nids));
			d->distance_nids[d->distance_count++] = nid;
		}
		d->distance = xcalloc(d->distance_count * d->distance_count +
				      1, 1);
		return true;
	}
	if (sscanf(line, " %4d:%n", &from, &used) != 1 || !used)
		return true;
	for (row = 0; row < d->distance_count; row++)
		if (d->distance_nids[row] == from)
			break;
	if (row == d->distance_count)
		return false;
	for (line += used; sscanf(line, " %3u%n", &value, &used) == 1 &&
	     to < d->distance_count; line += used, to++)
		d->distance[row * d->distance_count + to] =
			value <= 255 ? (uint8_t)value : 0;
	return to == d->distance_count;
}

static bool take_line(struct described *d, const char *line, bool *distances,
		      unsigned int *nodes)
{
	uint64_t mib;
	int nid, used = 0;

	if (strncmp(line, "available: ", 11) == 0)
		return sscanf(line + 11, "%4u node", nodes) == 1;
	if (strncmp(line, "node distances:", 15) == 0)
		*distances = true;
	else if (*distances)
		return take_distance(d, line);
	else if (sscanf(line, "node %4d cpus:%n", &nid, &used) == 1 && used)
		return nid >= 0 && nid < DESCRIBED_MAX_NODES &&
		       cpulist_add(&d->cpus, line + used, nid);
	else if (sscanf(line, "node %4d size:%n", &nid, &used) == 1 && used) {
		if (strstr(line, "not available"))
			mib = 0;
		else if (sscanf(line + used, "%" SCNu64 " MB", &mib) != 1 ||
			 mib > UINT64_MAX >> 21)
			return false;
		if (nid < 0 || nid >= DESCRIBED_MAX_NODES)
			return false;
		described_add_memory(d, nid, mib << 20);
	}
	return true;
}

int numactl_describe(const char *text, const char *name, struct described *d,
		     struct error *err)
{
	unsigned int nodes = 0, at = 0;
	bool distances = false;

	for (const char *next; *text; text = next) {
		char line[65536];
		size_t length = strcspn(text, "\n");

		next = text + length + (text[length] == '\n');
		at++;
		while (length && strchr(" \r", text[length - 1]))
			length--;
		if (length >= sizeof(line))
			length = sizeof(line) - 1;
		memcpy(line, text, length);
		line[length] = '\0';
		if (!take_line(d, line, &distances, &nodes))
			return error_set(err, EINVAL,
					 "%s:%u: found `%.80s`, expected a line as numactl --hardware prints it",
					 name, at, line);
	}
	if (nodes != d->memory_count)
		return error_set(err, EINVAL,
				 "%s: found sizes of %zu nodes, expected those of %u as its first line says",
				 name, d->memory_count, nodes);
	return 0;
}
