// SPDX-License-Identifier: GPL-2.0-only
#include "unplugged.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/input.h"

static int take_guest(struct unplugged *unplugged,
		      const struct guest_records *guest, struct error *err)
{
	for (size_t i = 0; i < guest->unplugged_count; i++) {
		int64_t nid = guest->unplugged[i].nid;

		if (nid < 0 || nid >= TOPOLOGY_MAX_NODES)
			return error_set(err, EINVAL,
					 "%s: found node %lld unplugged, expected one below %d",
					 evidence_name(EVIDENCE_GUEST),
					 (long long)nid, TOPOLOGY_MAX_NODES);
		unplugged->tried[nid] = true;
		unplugged->gone[nid] =
			guest->unplugged[i].memory_blocks_left == 0;
	}
	return 0;
}

/* The node whose DIMM an event says is deleted, -1 for any other message. */
static int deleted_node(const json_t *message)
{
	const char *event =
		json_string_value(json_object_get(message, "event"));
	const char *device = json_string_value(json_object_get(
		json_object_get(message, "data"), "device"));
	int nid;

	if (!event || strcmp(event, "DEVICE_DELETED") || !device ||
	    sscanf(device, "dimm%d", &nid) != 1 || nid < 0 ||
	    nid >= TOPOLOGY_MAX_NODES)
		return -1;
	return nid;
}

static int read_deleted(const char *path, bool *deleted, struct error *err)
{
	FILE *file = input_open(path, INPUT_WHOLE_BYTES, err);
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return -errno;
	while (getline(&line, &size, file) > 0) {
		json_t *message = *line == '<' ?
				  json_loads(line + 2, 0, NULL) : NULL;
		int nid = deleted_node(message);

		if (nid >= 0)
			deleted[nid] = true;
		json_decref(message);
	}
	free(line);
	fclose(file);
	return 0;
}

/* A DIMM that the guest let go of and QEMU kept is neither in nor out. */
static int check_deleted(const struct unplugged *unplugged,
			 const bool *deleted, const char *log,
			 struct error *err)
{
	for (int nid = 0; nid < TOPOLOGY_MAX_NODES; nid++)
		if (unplugged->gone[nid] && !deleted[nid])
			return error_set(err, EINVAL,
					 "%s: found no DEVICE_DELETED of dimm%d, expected one: the guest has no memory block of node %d any more",
					 log, nid, nid);
	return 0;
}

int unplugged_read(struct unplugged *unplugged,
		   const struct run_evidence *evidence, struct error *err)
{
	const struct guest_records *guest;
	char *log = evidence_path(evidence->directory, EVIDENCE_QMP_LOG);
	bool deleted[TOPOLOGY_MAX_NODES] = { false };
	int ret = evidence_guest(evidence, &guest, err);

	*unplugged = (struct unplugged){ .gone = { false } };
	if (ret == 0)
		ret = take_guest(unplugged, guest, err);
	if (ret == 0)
		ret = read_deleted(log, deleted, err);
	if (ret == 0)
		ret = check_deleted(unplugged, deleted, log, err);
	free(log);
	return ret;
}
