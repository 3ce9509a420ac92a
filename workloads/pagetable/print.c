// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>

#include "machine/topology.h"
#include "snapshot.h"

#define DIGEST_SHOWN 12

static void print_leaves(FILE *out, const json_t *snapshot)
{
	const char *digest = json_string_value(
		json_object_get(snapshot, SNAPSHOT_MAPPING "_sha256"));
	uint64_t withdrawn = 0;

	fputs("  direct map:", out);
	for (int size = 0; size < PAGETABLE_SIZES; size++) {
		withdrawn += snapshot_pages(snapshot, "withdrawn", size);
		fprintf(out, " %" PRIu64 " of %s,",
			snapshot_pages(snapshot, "leaves", size),
			pagetable_size_name((enum pagetable_size)size));
	}
	fprintf(out, " %" PRIu64 " withdrawn\n  digest %.*s\n", withdrawn,
		DIGEST_SHOWN, digest ? digest : "");
}

/* Tables of the direct map by level, then all others. */
static void print_node(FILE *out, const json_t *snapshot, int levels,
		       int nid, bool hotpluggable)
{
	const struct pagetable_mode mode = { .levels = levels };
	uint64_t others = 0, all = 0;

	fprintf(out, "  %4d%c", nid, hotpluggable ? '*' : ' ');
	for (int level = 1; level <= levels; level++) {
		const char *name = pagetable_level_name(&mode, level);
		uint64_t pages = snapshot_tables(snapshot, "direct_map", name,
						 nid, "pages");

		others += snapshot_tables(snapshot, "image", name, nid,
					  "pages") +
			  snapshot_tables(snapshot, "rest", name, nid,
					  "pages");
		all += pages;
		if (level < levels)
			fprintf(out, " %9" PRIu64, pages);
	}
	fprintf(out, " %9" PRIu64 " %11" PRIu64 "\n", others,
		(all + others) * PAGETABLE_BYTES / 1024);
}

static void print_stop(FILE *out, const json_t *snapshot,
		       const struct topology *topology)
{
	int levels = snapshot_levels(snapshot);
	const struct pagetable_mode mode = { .levels = levels };

	fprintf(out, "%s\n", snapshot_stop(snapshot));
	print_leaves(out, snapshot);
	fputs("  node ", out);
	for (int level = 1; level < levels; level++)
		fprintf(out, " %9s", pagetable_level_name(&mode, level));
	fputs("    others         KiB\n", out);
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		if (topology->nodes[nid].memory_bytes)
			print_node(out, snapshot, levels, (int)nid,
				   topology->nodes[nid].hotpluggable);
}

int pagetable_print(const struct run_evidence *evidence,
		    const struct stop_point *stop, FILE *out,
		    struct error *err)
{
	for (; stop->function; stop++) {
		json_t *snapshot;
		int ret = snapshot_load(evidence->directory, boot_stage_name(stop->stage),
					&snapshot, err);

		if (ret)
			return ret;
		print_stop(out, snapshot, evidence->topology);
		json_decref(snapshot);
	}
	return 0;
}
