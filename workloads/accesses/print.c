// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "joined.h"
#include "lib/alloc.h"

static void print_head(FILE *out, const struct topology *topology,
		       const char *stage)
{
	fprintf(out, "%s\n  %-15s", stage, "KiB on node");
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		fprintf(out, " %10u%c", nid,
			topology->nodes[nid].hotpluggable ? '*' : ' ');
	fputs("      none\n", out);
}

static uint64_t bytes_of(const struct access_counts *counts, bool written)
{
	return written ? counts->written_bytes : counts->read_bytes;
}

static void print_row(FILE *out, const struct topology *topology,
		      const struct access_counts *nodes, const char *name,
		      bool written)
{
	fprintf(out, "  %-15s", name);
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		fprintf(out, " %10" PRIu64 " ",
			bytes_of(&nodes[nid], written) / 1024);
	fprintf(out, "%10" PRIu64 " %s\n",
		bytes_of(&nodes[JOIN_NO_NODE], written) / 1024,
		written ? "written" : "read");
}

static bool is_empty(const struct access_counts *nodes)
{
	uint64_t bytes = 0;

	for (int node = 0; node < JOIN_NODES; node++)
		bytes += nodes[node].read_bytes + nodes[node].written_bytes;
	return bytes == 0;
}

static void print_stage(FILE *out, const struct joined *joined,
			const struct topology *topology, int stage)
{
	print_head(out, topology, touched_stage_names[stage]);
	for (int i = 0; join_class_name(i); i++) {
		const struct access_counts *nodes = joined->sums[stage][i];

		if (is_empty(nodes))
			continue;
		print_row(out, topology, nodes, join_class_name(i), false);
		print_row(out, topology, nodes, "", true);
	}
	fprintf(out, "  %" PRIu64 " accesses went to another node\n",
		join_remote(joined, topology, stage));
}

int accesses_report(const struct run_evidence *evidence, FILE *out,
		    struct error *err)
{
	struct joined *joined = xcalloc(1, sizeof(*joined));
	int ret = joined_read(joined, evidence, err);

	for (int stage = 0; stage < STAGE_COUNT && ret == 0; stage++)
		print_stage(out, joined, evidence->topology, stage);
	if (ret == 0)
		fprintf(out,
			"%" PRIu64 " reads, %" PRIu64 " writes; of %" PRIu64 " pages of RAM in use when init runs, they touched %" PRIu64 "\n",
			joined->total.reads, joined->total.writes,
			joined->backed_pages, joined->seen_pages);
	free(joined);
	return ret;
}

static int64_t change_kib(const struct access_counts *before,
			  const struct access_counts *after, bool written)
{
	return (int64_t)(bytes_of(after, written) / 1024) -
	       (int64_t)(bytes_of(before, written) / 1024);
}

static void print_change(FILE *out, int64_t change)
{
	if (change)
		fprintf(out, " %+10" PRId64 " ", change);
	else
		fprintf(out, " %10s ", "=");
}

/* The class is named once; Return: whether the row was worth printing. */
static bool print_change_row(FILE *out, const struct topology *topology,
			     const struct access_counts *before,
			     const struct access_counts *after,
			     const char *name, bool written)
{
	bool any = false;

	for (int node = 0; node < JOIN_NODES; node++)
		any |= change_kib(&before[node], &after[node], written) != 0;
	if (!any)
		return false;
	fprintf(out, "  %-15s", name);
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		print_change(out, change_kib(&before[nid], &after[nid],
					     written));
	print_change(out, change_kib(&before[JOIN_NO_NODE],
				     &after[JOIN_NO_NODE], written));
	fputs(written ? "written\n" : "read\n", out);
	return true;
}

static void print_stage_change(FILE *out, const struct joined *before,
			       const struct joined *after,
			       const struct topology *topology, int stage)
{
	uint64_t was = join_remote(before, topology, stage);
	uint64_t is = join_remote(after, topology, stage);

	print_head(out, topology, touched_stage_names[stage]);
	for (int i = 0; join_class_name(i); i++) {
		const struct access_counts *a = before->sums[stage][i];
		const struct access_counts *b = after->sums[stage][i];
		const char *name = join_class_name(i);

		if (print_change_row(out, topology, a, b, name, false))
			name = "";
		print_change_row(out, topology, a, b, name, true);
	}
	fprintf(out, "  accesses to another node: %" PRIu64 " -> %" PRIu64 "\n",
		was, is);
}

int accesses_report_difference(const struct run_evidence *before,
			       const struct run_evidence *after, FILE *out,
			       struct error *err)
{
	struct joined *both = xcalloc(2, sizeof(*both));
	int ret = joined_read(&both[0], before, err);

	if (ret == 0)
		ret = joined_read(&both[1], after, err);
	for (int stage = 0; stage < STAGE_COUNT && ret == 0; stage++)
		print_stage_change(out, &both[0], &both[1], before->topology,
				   stage);
	free(both);
	return ret;
}
