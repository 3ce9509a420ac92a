// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/alike.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/jsonfile.h"

/* The same source counts most, then the configuration, then the length. */
static uint64_t rate(const char *folder, const struct source *source,
		     const char *config_sha256)
{
	char *log = xasprintf("%s/build.log", folder);
	struct error ignored;
	json_t *manifest = jsonfile_read(folder, "manifest.json", &ignored);
	bool same = manifest && strcmp(jsonfile_text(manifest, "base_sha256"),
				       source->sha256) == 0;
	bool was = manifest && strcmp(jsonfile_text(manifest, "base"),
				      source->label) == 0;
	struct stat status;
	uint64_t rated = 0;

	if ((same || was) && stat(log, &status) == 0)
		rated = (same ? 2 * INPUT_WHOLE_BYTES : 0) +
			(strcmp(jsonfile_text(manifest, "config_sha256"),
				config_sha256) ? 0 : INPUT_WHOLE_BYTES) +
			(uint64_t)status.st_size;
	json_decref(manifest);
	free(log);
	return rated;
}

void alike_steps(const char *kernels, const struct source *source,
		 const char *config_sha256, struct steps *steps)
{
	struct error ignored;
	char **names = NULL, *best = NULL;
	uint64_t best_rate = 0;

	if (directory_list(kernels, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *folder = xasprintf("%s/%s", kernels, *name);
		uint64_t rated = rate(folder, source, config_sha256);

		if (rated > best_rate) {
			best_rate = rated;
			free(best);
			best = xasprintf("%s/build.log", folder);
		}
		free(folder);
	}
	steps_read(steps, best ? best : "");
	directory_list_free(names);
	free(best);
}
