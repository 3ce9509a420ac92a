// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/run.h"

#include <stdlib.h>

#include "evidence/files.h"
#include "lib/alloc.h"

/* What a parser made. */
struct parsed {
	const struct evidence_parser *parser;
	void *made;
};

/** struct run_cache - what has been read of a run, and how that ended */
struct run_cache {
	struct guest_records guest;
	bool guest_read;
	struct result result;
	bool result_read;
	struct console console;
	bool console_read;
	struct parsed *parsed;
	size_t parsed_count;
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

static void parsed_release(struct parsed *parsed)
{
	parsed->parser->release(parsed->made);
	free(parsed->made);
}

static void cache_release(struct run_cache *cache)
{
	for (size_t i = 0; i < cache->parsed_count; i++)
		parsed_release(&cache->parsed[i]);
	free(cache->parsed);
	console_release(&cache->console);
	guest_records_release(&cache->guest);
	free(cache);
}

void run_evidence_close(struct run_evidence *evidence)
{
	if (evidence->cache)
		cache_release(evidence->cache);
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

int evidence_console(const struct run_evidence *evidence,
		     const struct console **console, struct error *err)
{
	struct run_cache *cache = evidence->cache;
	char *path;
	int ret;

	*console = &cache->console;
	if (cache->console_read)
		return 0;
	console_release(&cache->console);
	path = evidence_path(evidence->directory, EVIDENCE_CONSOLE);
	ret = console_read(&cache->console, path, err);
	cache->console_read = ret == 0;
	free(path);
	return ret;
}

static const void *parsed_find(const struct run_cache *cache,
			       const struct evidence_parser *parser)
{
	for (size_t i = 0; i < cache->parsed_count; i++)
		if (cache->parsed[i].parser == parser)
			return cache->parsed[i].made;
	return NULL;
}

int evidence_parsed(const struct run_evidence *evidence,
		    const struct evidence_parser *parser, const void **parsed,
		    struct error *err)
{
	struct run_cache *cache = evidence->cache;
	struct parsed made = { .parser = parser };
	int ret;

	*parsed = parsed_find(cache, parser);
	if (*parsed)
		return 0;
	made.made = xcalloc(1, parser->size);
	ret = parser->parse(made.made, evidence, err);
	if (ret) {
		parsed_release(&made);
		return ret;
	}
	cache->parsed = xgrow(cache->parsed, cache->parsed_count,
			      sizeof(*cache->parsed));
	cache->parsed[cache->parsed_count++] = made;
	*parsed = made.made;
	return 0;
}
