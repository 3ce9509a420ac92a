// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "machine/topology.h"
#include "reservations.h"
#include "sums.h"

/**
 * struct early - the early reservations of one run, and what they refer to
 */
struct early {
	struct reservations list;
	struct trace trace;
	const struct topology *topology;
};

static int early_read(struct early *early,
		      const struct run_evidence *evidence, struct error *err)
{
	early->topology = evidence->topology;
	return reservations_read(&early->list, &early->trace, evidence, err);
}

static void early_release(struct early *early)
{
	reservations_release(&early->list);
	trace_release(&early->trace);
}

static uint64_t kib_of(const struct early *early, const char *class_name,
		       int nid)
{
	return sums_class(&early->list, early->topology, class_name, nid) /
	       1024;
}

static void print_head(FILE *out, const struct topology *topology)
{
	fprintf(out, "  %-14s", "KiB on node");
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		fprintf(out, " %8u%c", nid,
			topology->nodes[nid].hotpluggable ? '*' : ' ');
	fputc('\n', out);
}

static void print_class(FILE *out, const struct early *early,
			const char *class_name)
{
	uint64_t all = 0;

	for (int nid = 0; nid < (int)early->topology->node_count; nid++)
		all += kib_of(early, class_name, nid);
	if (!all)
		return;
	fprintf(out, "  %-14s", class_name);
	for (int nid = 0; nid < (int)early->topology->node_count; nid++)
		fprintf(out, " %8" PRIu64 " ", kib_of(early, class_name, nid));
	fputc('\n', out);
}

int placement_print(const struct run_evidence *evidence, FILE *out,
		    struct error *err)
{
	struct early early;
	int ret = early_read(&early, evidence, err);

	if (ret == 0) {
		print_head(out, early.topology);
		for (size_t i = 0; classes_names[i]; i++)
			print_class(out, &early, classes_names[i]);
		fprintf(out, "  before SRAT on hotpluggable nodes (*): %" PRIu64
			" KiB\n",
			sums_hotpluggable(&early.list, early.topology) / 1024);
	}
	early_release(&early);
	return ret;
}

static bool class_differs(const struct early *a, const struct early *b,
			  const char *class_name)
{
	for (int nid = -1; nid < (int)a->topology->node_count; nid++)
		if (kib_of(a, class_name, nid) != kib_of(b, class_name, nid))
			return true;
	return false;
}

static void print_change(FILE *out, const struct early *a,
			 const struct early *b, const char *class_name)
{
	fprintf(out, "  %-14s", class_name);
	for (int nid = 0; nid < (int)a->topology->node_count; nid++) {
		int64_t change = (int64_t)kib_of(b, class_name, nid) -
				 (int64_t)kib_of(a, class_name, nid);

		if (change)
			fprintf(out, " %+8" PRId64 " ", change);
		else
			fprintf(out, " %8s ", "=");
	}
	fputc('\n', out);
}

int placement_print_difference(const struct run_evidence *before,
			       const struct run_evidence *after, FILE *out,
			       struct error *err)
{
	struct early a = { 0 }, b = { 0 };
	bool same = true;
	int ret = early_read(&a, before, err);

	if (ret == 0)
		ret = early_read(&b, after, err);
	if (ret == 0)
		print_head(out, a.topology);
	for (size_t i = 0; ret == 0 && classes_names[i]; i++) {
		if (!class_differs(&a, &b, classes_names[i]))
			continue;
		same = false;
		print_change(out, &a, &b, classes_names[i]);
	}
	if (ret == 0 && same)
		fputs("  no class has moved\n", out);
	early_release(&b);
	early_release(&a);
	return ret;
}
