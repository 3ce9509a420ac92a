// SPDX-License-Identifier: GPL-2.0-only
#include "import/text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "lib/parse.h"

#define COMMENT_WIDTH 96
/* A line of a topology has at most 198 characters. */
#define ROW_LENGTH 32

/* Of the machine's command line. */
struct hole {
	uint64_t start;
	uint64_t size;
};

/* "# " and words, as many as fit; what is not to be printed is a `?`. */
static void put_comment(FILE *out, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (!length) {
			text++;
			continue;
		}
		if (column && column + 1 + length > COMMENT_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		column += (size_t)fprintf(out, column ? " " : "# ");
		for (size_t i = 0; i < length; i++, column++)
			fputc(isprint((unsigned char)text[i]) ? text[i] : '?',
			      out);
		text += length;
	}
	fputc('\n', out);
}

static void put_head(FILE *out, const struct resolved *r,
		     const struct described *d, const char *source)
{
	const char *slash = strrchr(source, '/');
	unsigned int left = 60;

	if (d->note_count)
		fputs("# What is not as on the machine, or not known of it:\n",
		      out);
	for (size_t i = 0; i < d->note_count; i++)
		put_comment(out, d->notes[i]);
	fputs("[topology]\ndescription = imported from ", out);
	for (const char *at = slash && slash[1] ? slash + 1 : source;
	     *at && left; at++, left--)
		fputc(isalnum((unsigned char)*at) || strchr("._+-", *at) ?
		      *at : '_', out);
	fprintf(out, ": %u node%s, %zu CPU%s, %" PRIu64 " MiB\n",
		r->node_count, r->node_count == 1 ? "" : "s", r->cpus.count,
		r->cpus.count == 1 ? "" : "s", resolved_bytes(r) >> 20);
	if (r->srat_corrupt)
		fputs("srat = corrupt\n", out);
}

static void put_bytes(FILE *out, uint64_t bytes)
{
	if (bytes && bytes % (UINT64_C(1) << 30) == 0)
		fprintf(out, "%" PRIu64 "G", bytes >> 30);
	else if (bytes)
		fprintf(out, "%" PRIu64 "M", bytes >> 20);
	else
		fputc('0', out);
}

/* "0-3,8": a number alone would be a count, so it is "4-4". */
static void put_cpu_list(FILE *out, const struct described_cpus *cpus,
			 int index)
{
	char *list = NULL;
	size_t size;
	FILE *to = memstream_open(&list, &size);
	const char *between = "";

	for (size_t i = 0; i < cpus->count; i++) {
		size_t last = i;

		if (cpus->at[i].nid != index)
			continue;
		while (last + 1 < cpus->count &&
		       cpus->at[last + 1].nid == index)
			last++;
		fprintf(to, last > i ? "%s%zu-%zu" : "%s%zu", between, i, last);
		between = ",";
		i = last;
	}
	memstream_close(to);
	if (strpbrk(list, ",-"))
		fputs(list, out);
	else
		fprintf(out, "%s-%s", list, list);
	free(list);
}

/* Are CPUs counted over the nodes, so that no number need be said? */
static bool in_order(const struct described_cpus *cpus)
{
	for (size_t i = 1; i < cpus->count; i++)
		if (cpus->at[i].nid < cpus->at[i - 1].nid)
			return false;
	return true;
}

static void put_node(FILE *out, const struct resolved *r,
		     const struct fitted *f, unsigned int index)
{
	const struct resolved_node *node = &r->nodes[index];
	int last = TOPOLOGY_MAX_ROUNDS - 1;

	fprintf(out, "\n[node %u]\n", index);
	while (last >= 0 && !f->pieces[index][last])
		last--;
	if (last >= 0) {
		fputs("memory =", out);
		for (int round = 0; round <= last; round++) {
			fputc(' ', out);
			put_bytes(out, f->pieces[index][round]);
		}
		fputc('\n', out);
	}
	if (f->cpus[index]) {
		fputs("cpus = ", out);
		if (f->numbered && !in_order(&r->cpus))
			put_cpu_list(out, &r->cpus, (int)index);
		else
			fprintf(out, "%u", f->cpus[index]);
		fputc('\n', out);
	}
	if (node->hot_added && last >= 0)
		fputs("hot-add = yes\n", out);
	else if (node->hotpluggable && last >= 0)
		fputs("hotpluggable = yes\n", out);
}

/* The distance between any two nodes, 0 when there are several. */
static unsigned int same_distance(const struct resolved *r)
{
	unsigned int same = r->node_count > 1 ? r->distance[0][1] : 20;

	for (unsigned int from = 0; from < r->node_count; from++)
		for (unsigned int to = 0; to < r->node_count; to++)
			if (from != to && r->distance[from][to] != same)
				return 0;
	return same;
}

static void put_distances(FILE *out, const struct resolved *r)
{
	unsigned int same = r->has_distances ? same_distance(r) : 20;

	if (r->node_count == 1)
		return;
	fputs("\n[distance]\n", out);
	if (same)
		fprintf(out, "default = %u\n", same);
	for (unsigned int from = 0; !same && from < r->node_count; from++) {
		fprintf(out, "%u =", from);
		for (unsigned int to = 0; to < r->node_count; to++)
			fprintf(out, "%s %u", to && to % ROW_LENGTH == 0 ?
				"\n   " : "", r->distance[from][to]);
		fputc('\n', out);
	}
}

/* With a table that Linux gives up it makes one node of everything. */
static void put_guest(FILE *out, const struct resolved *r,
		      const struct fitted *f)
{
	uint64_t bytes = 0;
	unsigned int cpus = 0;

	if (!r->srat_corrupt || r->node_count == 1)
		return;
	for (unsigned int i = 0; i < r->node_count; i++) {
		cpus += f->cpus[i];
		for (int round = 0; round < TOPOLOGY_MAX_ROUNDS; round++)
			bytes += f->pieces[i][round];
	}
	fputs("\n[guest 0]\nmemory = ", out);
	put_bytes(out, bytes);
	fprintf(out, "\ncpus = 0-%u\n", cpus - 1);
}

static void put_holes(FILE *out, const struct hole *holes, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		fprintf(out, "\n[hole %u]\nstart = 0x%" PRIx64 "\nsize = 0x%" PRIx64 "\n",
			i, holes[i].start, holes[i].size);
}

/* "memmap=64M$0x60000000"; sizes and addresses as the kernel takes them. */
static unsigned int find_holes(const char *line, struct hole *holes)
{
	unsigned int count = 0;
	char **words;

	parse_words(line ? line : "", &words);
	for (char **word = words; *word && count < TOPOLOGY_MAX_HOLES; word++) {
		char *dollar = strchr(*word, '$');

		if (strncmp(*word, "memmap=", 7) || !dollar)
			continue;
		*dollar = '\0';
		if (parse_bytes(*word + 7, &holes[count].size) == 0 &&
		    parse_bytes(dollar + 1, &holes[count].start) == 0)
			count++;
	}
	free(words);
	return count;
}

static char *make(const struct resolved *r, const struct fitted *f,
		  const struct described *d, const char *source,
		  const struct hole *holes, unsigned int hole_count)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	put_head(out, r, d, source);
	for (unsigned int i = 0; i < r->node_count; i++)
		put_node(out, r, f, i);
	put_distances(out, r);
	put_holes(out, holes, hole_count);
	put_guest(out, r, f);
	memstream_close(out);
	return text;
}

int text_make(const struct resolved *r, const struct fitted *f,
	      struct described *d, const char *source, char **text,
	      struct error *err)
{
	struct topology *t = xcalloc(1, sizeof(*t));
	struct hole holes[TOPOLOGY_MAX_HOLES];
	unsigned int count = find_holes(d->command_line, holes);
	int ret;

	*text = make(r, f, d, source, holes, count);
	ret = topology_parse(t, "imported.topo", *text, err);
	if (ret && count) {
		described_note(d, "holes of the command line (memmap=) are left out: a guest has no RAM there, or needs it");
		free(*text);
		*text = make(r, f, d, source, NULL, 0);
		ret = topology_parse(t, "imported.topo", *text, err);
	}
	if (ret) {
		error_prefix(err, "no guest can have this machine's nodes: ");
		free(*text);
		*text = NULL;
	}
	free(t);
	return ret;
}
