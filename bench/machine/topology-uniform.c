// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology-uniform.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "lib/parse.h"
#include "machine/topology.h"

static bool read_name(const char *name, uint64_t *nodes, const char **memory)
{
	const char *cross = strchr(name, 'x');
	uint64_t bytes;
	char *count;
	int ret;

	if (!cross)
		return false;
	*memory = cross + 1;
	count = xasprintf("%.*s", (int)(cross - name), name);
	ret = parse_u64(count, nodes);
	free(count);
	return ret == 0 && *nodes >= 1 && *nodes <= TOPOLOGY_MAX_NODES &&
	       parse_bytes(*memory, &bytes) == 0;
}

char *topology_uniform_text(const char *name)
{
	const char *memory;
	uint64_t nodes;
	size_t size;
	char *text;
	FILE *out;

	if (!read_name(name, &nodes, &memory))
		return NULL;
	out = memstream_open(&text, &size);
	fprintf(out, "[topology]\ndescription = %" PRIu64 " equal node%s\n",
		nodes, nodes == 1 ? "" : "s");
	for (uint64_t nid = 0; nid < nodes; nid++)
		fprintf(out, "\n[node %" PRIu64 "]\nmemory = %s\ncpus = 1\n%s",
			nid, memory, nid ? "hotpluggable = yes\n" : "");
	memstream_close(out);
	return text;
}
