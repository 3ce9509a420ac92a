// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/run.h"

#include <stdlib.h>

#include "evidence/files.h"
#include "lib/alloc.h"

/** struct run_cache - what has been read of a run, and how that ended */
struct run_cache {
	struct guest_records guest;
	bool guest_read;
	struct result result;
	bool result_read;
};

struct run_evidence run_evidence_open(const char *directory,
				      const struct topology *topology,
				      const struct symbols *symbols)
{
	return (struct run_evidence){
		.directory = xstrdup(directory),
		.topology = topology,
		.symbols = symbols,
		.cache = xcalloc(1, sizeof(struct run_cache)),
	};
}

void run_evidence_close(struct run_evidence *evidence)
{
	if (evidence->cache)
		guest_records_release(&evidence->cache->guest);
	free(evidence->cache);
	free(evidence->directory);
	*evidence = (struct run_evidence){ 0 };
}

/* What could not be read is tried again, for its sentence. */
int evidence_guest(const struct run_evidence *evidence,
		   const struct guest_records **guest, struct error *err)
{
	struct run_cache *cache = evidence->cache;
	char *path;
	int ret;

	*guest = &cache->guest;
	if (cache->guest_read)
		return 0;
	guest_records_release(&cache->guest);
	path = evidence_path(evidence->directory, EVIDENCE_GUEST);
	ret = guest_records_read(&cache->guest, path, err);
	cache->guest_read = ret == 0;
	free(path);
	return ret;
}

int evidence_result(const struct run_evidence *evidence,
		    const struct result **result, struct error *err)
{
	struct run_cache *cache = evidence->cache;
	int ret = 0;

	*result = &cache->result;
	if (!cache->result_read)
		ret = result_of(&cache->result, evidence->directory, err);
	cache->result_read = ret == 0;
	return ret;
}
