// SPDX-License-Identifier: GPL-2.0-only
#include "shard/identity.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/jsonfile.h"
#include "lib/process.h"

#define PROGRAM "/proc/self/exe"
#define INPUTS "inputs"

int identity_of_host(char program[DIGEST_HEX_SIZE],
		     char emulator[DIGEST_HEX_SIZE], const char *qemu,
		     struct error *err)
{
	char *path = process_find(qemu);
	int ret = digest_file(PROGRAM, program, err);

	if (ret == 0)
		ret = digest_file(path, emulator, err);
	free(path);
	return ret;
}

/* What all hosts must have in common, whatever run.json says beside it. */
void identity_of_plan(const json_t *run, const json_t *shards,
		      char hex[DIGEST_HEX_SIZE])
{
	static const char *const texts[] = {
		"plan_text", "inputs_sha256", "plugin_sha256",
		"firmware_sha256", "init_sha256",
	};
	char *inputs = json_dumps(json_object_get(run, INPUTS),
				  JSON_COMPACT | JSON_SORT_KEYS);
	char count[32];
	SHA2_CTX digest;

	snprintf(count, sizeof(count), "%lld", (long long)json_integer_value(
		json_object_get(shards, "count")));
	SHA256Init(&digest);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		digest_add_text(&digest, texts[i],
				jsonfile_text(run, texts[i]));
	digest_add_text(&digest, "count", count);
	digest_add_text(&digest, "canary", jsonfile_text(shards, "canary"));
	digest_add_text(&digest, "program",
			jsonfile_text(shards, "program_sha256"));
	digest_add_text(&digest, "qemu", jsonfile_text(shards, "qemu_sha256"));
	digest_add_text(&digest, INPUTS, inputs ? inputs : "");
	SHA256End(&digest, hex);
	free(inputs);
}
