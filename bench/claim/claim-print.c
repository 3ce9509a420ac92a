// SPDX-License-Identifier: GPL-2.0-only
/* Writing a claim, each line as short as its reader takes. */
#include "claim/claim.h"

#include <string.h>

/* What a line may have, with its end, is 198 characters. */
#define WRAP_COLUMN 100

static void print_key(FILE *out, const char *key, const char *value)
{
	if (value)
		fprintf(out, "%s = %s\n", key, value);
}

/* At blanks, later lines indented: the reader joins them again. */
static void print_wrapped(FILE *out, const char *key, const char *value)
{
	size_t column = strlen(key) + 2;

	fprintf(out, "%s =", key);
	while (*value) {
		size_t length = strcspn(value, " ");

		if (column > strlen(key) + 2 &&
		    column + length >= WRAP_COLUMN) {
			fputs("\n ", out);
			column = 1;
		}
		fprintf(out, " %.*s", (int)length, value);
		column += length + 1;
		value += length;
		value += strspn(value, " ");
	}
	fputc('\n', out);
}

static void print_kernel(FILE *out, const struct claim_kernel *kernel)
{
	print_key(out, "arm", kernel->arm);
	print_key(out, "kernel", kernel->kernel);
	print_key(out, "base", kernel->base);
	print_key(out, "base_version", kernel->base_version);
	print_key(out, "base_sha256", kernel->base_sha256);
	print_key(out, "series_sha256", kernel->series_sha256);
	print_key(out, "config_sha256", kernel->config_sha256);
	print_key(out, "compiler", kernel->compiler);
	print_key(out, "key", kernel->key);
	print_key(out, "image_sha256", kernel->image_sha256);
	print_key(out, "image_4k_sha256", kernel->image_4k_sha256);
}

static void print_topology(FILE *out, const struct claim_topology *topology)
{
	print_key(out, topology->name, topology->sha256);
	for (const char *line = topology->text; line && *line;) {
		size_t length = strcspn(line, "\n");

		fprintf(out, "  |%.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

/* Those of the same cells stand below each other. */
static void print_expectations(FILE *out, const struct claim *claim)
{
	const char *before = "";

	if (claim->expectation_count)
		fputs("\n[expect]\n", out);
	for (size_t i = 0; i < claim->expectation_count; i++) {
		const struct claim_expectation *at = &claim->expectations[i];

		if (strcmp(at->cells, before) == 0)
			fprintf(out, "  %s\n", at->parsed.text);
		else
			print_key(out, at->cells, at->parsed.text);
		before = at->cells;
	}
}

static void print_tables(FILE *out, const struct claim *claim)
{
	fputs("\n[tables]\n", out);
	print_key(out, "verdicts.csv", claim->verdicts_sha256);
	print_key(out, "samples.csv", claim->samples_sha256);
	print_key(out, "report.txt", claim->report_sha256);
	print_key(out, "rows", claim->rows_sha256);
}

void claim_print(FILE *out, const struct claim *claim)
{
	fputs("[claim]\n", out);
	print_wrapped(out, "sentence", claim->sentence);
	print_key(out, "version", claim->version);
	print_key(out, "commit", claim->commit);
	print_key(out, "url", claim->url);
	print_key(out, "date", claim->date);
	print_wrapped(out, "command", claim->command);
	print_key(out, "qemu", claim->qemu);
	/* Its own first section gets the name. */
	fprintf(out, "\n[plan]\nname = %s\n%s", claim->plan_name,
		claim->plan + strlen("[plan]\n"));
	for (size_t i = 0; i < claim->kernel_count; i++) {
		fputs(i ? "\n" : "\n[kernels]\n", out);
		print_kernel(out, &claim->kernels[i]);
	}
	fputs("\n[topologies]\n", out);
	for (size_t i = 0; i < claim->topology_count; i++)
		print_topology(out, &claim->topologies[i]);
	print_expectations(out, claim);
	if (claim->line_count)
		fputs("\n[report]\n", out);
	for (size_t i = 0; i < claim->line_count; i++)
		print_key(out, claim->lines[i].name, claim->lines[i].text);
	print_tables(out, claim);
}
