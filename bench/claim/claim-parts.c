// SPDX-License-Identifier: GPL-2.0-only
/* What a claim is put together from, and how it goes. */
#include "claim/claim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

/* TOPOLOGY/MAPPING[/WORKLOAD], or all */
static bool is_cells(const char *text)
{
	int slashes = 0;

	if (strcmp(text, CLAIM_ALL_CELLS) == 0)
		return true;
	for (const char *at = text; *at; at++)
		if (*at == '/') {
			if (at == text || at[1] == '/' || !at[1])
				return false;
			slashes++;
		}
	return slashes == 1 || slashes == 2;
}

bool claim_cells_all(const struct claim_expectation *expectation)
{
	return strcmp(expectation->cells, CLAIM_ALL_CELLS) == 0;
}

int claim_add_expectation(struct claim *claim, const char *cells,
			  const char *text, int line, struct error *err)
{
	size_t count = claim->expectation_count;
	struct claim_expectation *added;

	if (!is_cells(cells))
		return error_set(err, EINVAL,
				 "found `%s`, expected a cell TOPOLOGY/MAPPING[/WORKLOAD], or all",
				 cells);
	claim->expectations = xgrow(claim->expectations, count,
				    sizeof(*claim->expectations));
	added = &claim->expectations[count];
	claim->expectation_count++;
	added->cells = xstrdup(cells);
	added->line = line;
	return expectation_parse(&added->parsed, text, err);
}

/* Does the last section of a plan's text begin so? */
static bool is_in(const char *plan, const char *section)
{
	const char *last = NULL;

	for (const char *line = plan; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (*line == '[')
			last = line + 1;
	}
	return last && strncmp(last, section, strlen(section)) == 0 &&
	       last[strlen(section)] == ']';
}

void claim_add_plan(struct claim *claim, const char *section,
		    const char *key, const char *value)
{
	const char *plan = claim->plan ? claim->plan : "";
	char *longer;

	if (is_in(plan, section))
		longer = xasprintf("%s%s = %s\n", plan, key, value);
	else
		longer = xasprintf("%s[%s]\n%s = %s\n", plan, section, key,
				   value);
	free(claim->plan);
	claim->plan = longer;
}

/* Each { has its }, with something between them. */
static bool is_marked(const char *text)
{
	const char *open = NULL;

	for (; *text; text++) {
		if (*text == '{' && open)
			return false;
		if (*text == '{')
			open = text;
		if (*text == '}' && (!open || text == open + 1))
			return false;
		if (*text == '}')
			open = NULL;
	}
	return !open;
}

int claim_add_line(struct claim *claim, const char *name, const char *text,
		   int line, struct error *err)
{
	struct claim_line *added;

	if (!*text || !is_marked(text))
		return error_set(err, EINVAL,
				 "found `%s`, expected words of report.txt, its figures in {}",
				 text);
	claim->lines = xgrow(claim->lines, claim->line_count,
			     sizeof(*claim->lines));
	added = &claim->lines[claim->line_count++];
	added->name = xstrdup(name);
	added->text = xstrdup(text);
	added->line = line;
	return 0;
}

char *claim_beside(const struct claim *claim, const char *name)
{
	const char *slash = strrchr(claim->path, '/');

	return xasprintf("%.*s%s", slash ? (int)(slash + 1 - claim->path) : 0,
			 claim->path, name);
}

char *claim_file(const struct claim *claim, const char *suffix)
{
	char *name = xasprintf("%s%s", claim->name, suffix);
	char *path = claim_beside(claim, name);

	free(name);
	return path;
}

/* Without a comment and blanks around; NULL when nothing is left. */
static char *bare_line(char *line)
{
	char *end;

	line += strspn(line, " \t\r");
	if (*line == ';' || *line == '#')
		return NULL;
	for (end = line; *end; end++)
		if (*end == ';' && end > line && strchr(" \t", end[-1]))
			break;
	while (end > line && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
	return *line ? line : NULL;
}

char *claim_topology_lines(const char *text)
{
	char *copy = xstrdup(text);
	char *lines, *rest;
	size_t size;
	FILE *out = memstream_open(&lines, &size);

	for (char *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		line = bare_line(line);
		if (line)
			fprintf(out, "%s\n", line);
	}
	memstream_close(out);
	free(copy);
	return lines;
}

void claim_text_digest(const char *text, char hex[DIGEST_HEX_SIZE])
{
	SHA256Data((const uint8_t *)text, strlen(text), hex);
}

static void release_kernel(struct claim_kernel *kernel)
{
	free(kernel->arm);
	free(kernel->kernel);
	free(kernel->base);
	free(kernel->base_version);
	free(kernel->base_sha256);
	free(kernel->series_sha256);
	free(kernel->config_sha256);
	free(kernel->compiler);
	free(kernel->key);
	free(kernel->image_sha256);
	free(kernel->image_4k_sha256);
}

static void release_lists(struct claim *claim)
{
	for (size_t i = 0; i < claim->kernel_count; i++)
		release_kernel(&claim->kernels[i]);
	for (size_t i = 0; i < claim->topology_count; i++) {
		free(claim->topologies[i].name);
		free(claim->topologies[i].sha256);
		free(claim->topologies[i].text);
	}
	for (size_t i = 0; i < claim->expectation_count; i++) {
		free(claim->expectations[i].cells);
		expectation_release(&claim->expectations[i].parsed);
	}
	for (size_t i = 0; i < claim->line_count; i++) {
		free(claim->lines[i].name);
		free(claim->lines[i].text);
	}
	free(claim->kernels);
	free(claim->topologies);
	free(claim->expectations);
	free(claim->lines);
}

void claim_release(struct claim *claim)
{
	char *const texts[] = {
		claim->path, claim->name, claim->sentence, claim->version,
		claim->commit, claim->url, claim->date, claim->command,
		claim->qemu, claim->plan_name, claim->plan,
		claim->verdicts_sha256, claim->samples_sha256,
		claim->report_sha256, claim->rows_sha256,
	};

	release_lists(claim);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	*claim = (struct claim){ 0 };
}
