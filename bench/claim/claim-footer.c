// SPDX-License-Identifier: GPL-2.0-only
/* A claim in the words of a report's footer, for what makes reports again. */
#include <stdlib.h>
#include <string.h>

#include "claim/claim.h"
#include "lib/alloc.h"

/* Takes @line.  A backslash of a footer is written twice. */
static void add(struct footer *footer, char *line)
{
	char *escaped = xcalloc(2 * strlen(line) + 1, 1);
	char *to = escaped;

	for (const char *at = line; *at; at++) {
		if (*at == '\\')
			*to++ = '\\';
		*to++ = *at;
	}
	footer_add_line(footer, escaped, 0);
	free(escaped);
	free(line);
}

static void add_indented(struct footer *footer, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		add(footer, xasprintf("  %.*s", (int)length, text));
		text += length + (text[length] == '\n');
	}
}

static void add_topology(struct footer *footer,
			 const struct claim_topology *topology)
{
	add(footer, xasprintf("topology: %s", topology->name));
	add(footer, xasprintf("  sha256: %s", topology->sha256));
	if (!topology->text)
		return;
	add(footer, xasprintf("topology-text: %s", topology->name));
	add_indented(footer, topology->text);
}

/* A to Z, then A1, B1, … */
static void add_kernel(struct footer *footer, size_t index,
		       const struct claim_kernel *kernel)
{
	add(footer, xasprintf("kernel: %s", kernel->kernel));
	if (index < 26)
		add(footer, xasprintf("  arms: %c", (int)('A' + index)));
	else
		add(footer, xasprintf("  arms: %c%zu",
				      (int)('A' + index % 26), index / 26));
	add(footer, xasprintf("  image: %s", kernel->image_sha256));
	if (kernel->image_4k_sha256)
		add(footer, xasprintf("  image-4K: %s",
				      kernel->image_4k_sha256));
}

void claim_footer(struct footer *footer, const struct claim *claim)
{
	add(footer, xasprintf("plan: %s", claim->plan_name));
	add_indented(footer, claim->plan);
	for (size_t i = 0; i < claim->topology_count; i++)
		add_topology(footer, &claim->topologies[i]);
	for (size_t i = 0; i < claim->kernel_count; i++)
		add_kernel(footer, i, &claim->kernels[i]);
	footer_end(footer);
}
