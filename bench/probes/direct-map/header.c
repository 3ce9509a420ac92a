// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/header.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "probes/common/record.h"
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

	record_fact(out, "samples", "%" PRIu64, options->common.samples);
	record_fact(out, "seed", "%" PRIu64, options->common.seed);
	record_fact(out, "bytes", "%" PRIu64, options->common.bytes);
	record_fact(out, "read_bytes", "%" PRIu64, options->read_bytes);
	record_fact(out, "backing", "%s", backing_name(options->backing));
	record_fact(out, "folder", "%s", folder ? folder : "none");
	record_fact(out, "addresses", "%s",
		    addresses_are_fixed() ? "fixed" : "random");
}

void header_print(FILE *out, const struct direct_options *options)
{
	print_direct_map(out);
	print_options(out, options);
}
