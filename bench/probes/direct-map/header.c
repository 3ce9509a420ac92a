// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/header.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "probes/direct-map/addresses.h"
#include "probes/direct-map/dentry.h"

/* "DirectMap2M:  123 kB", a line for each size of page. */
static void print_direct_map(FILE *out)
{
	struct error ignored;
	char *text, *rest, *line;

	if (file_read("/proc/meminfo", &text, NULL, &ignored))
		return;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		unsigned long long kib;
		char size[8];

		if (sscanf(line, "DirectMap%7[^:]: %llu kB", size, &kib) == 2)
			fprintf(out, "# DirectMap%s: %llu kB\n", size, kib);
	}
	free(text);
}

static void print_options(FILE *out, const struct direct_options *options)
{
	struct error ignored;
	const char *folder = dentry_find_folder(&ignored);

	fprintf(out, "# samples: %" PRIu64 "\n# seed: %" PRIu64 "\n",
		options->samples, options->seed);
	fprintf(out, "# bytes: %" PRIu64 "\n# read_bytes: %" PRIu64 "\n",
		options->bytes, options->read_bytes);
	fprintf(out, "# backing: %s\n# folder: %s\n# addresses: %s\n",
		backing_name(options->backing), folder ? folder : "none",
		addresses_are_fixed() ? "fixed" : "random");
}

void header_print(FILE *out, const struct direct_options *options,
		  const struct facts *facts, const struct nodes *nodes)
{
	fputs("# direct-map: " NUMABOOT_VERSION "\n", out);
	if (!options->mark)
		facts_print_time(out);
	facts_print_host(out, facts);
	print_direct_map(out);
	print_options(out, options);
	nodes_print(out, nodes);
}
