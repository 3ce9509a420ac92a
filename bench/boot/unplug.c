// SPDX-License-Identifier: GPL-2.0-only
#include "boot/unplug.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/guestlog.h"
#include "lib/clock.h"
#include "lib/input.h"

/* From device_del to QEMU's answer, which does not wait for the guest. */
#define ANSWER_TIMEOUT_NS (10 * NS_PER_S)

static int ask_qemu(struct qmp *qmp, int nid, uint64_t deadline_ns,
		    struct error *err)
{
	uint64_t answer_ns = clock_now_ns() + ANSWER_TIMEOUT_NS;
	char id[32];

	snprintf(id, sizeof(id), "dimm%d", nid);
	return qmp_call(qmp, "device_del", json_pack("{s:s}", "id", id), NULL,
			answer_ns < deadline_ns ? answer_ns : deadline_ns,
			err);
}

int unplug_serve(struct unplug *unplug, struct qmp *qmp,
		 uint64_t deadline_ns, struct error *err)
{
	FILE *file = input_open(unplug->records_path, INPUT_WHOLE_BYTES, err);
	size_t size = 0;
	char *line = NULL;
	int ret = 0;

	if (!file)
		return -errno;
	fseek(file, unplug->read, SEEK_SET);
	while (ret == 0) {
		ssize_t length = getline(&line, &size, file);
		int nid;

		/* A line without an end is still being written. */
		if (length <= 0 || line[length - 1] != '\n')
			break;
		unplug->read += length;
		nid = guestlog_unplug_node(line);
		if (nid >= 0)
			ret = ask_qemu(qmp, nid, deadline_ns, err);
	}
	free(line);
	fclose(file);
	return ret;
}
