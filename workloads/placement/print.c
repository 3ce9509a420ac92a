// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "reservations.h"
#include "sums.h"

static uint64_t kib_of(const struct early *early, const char *class_name,
		       int nid)
{
	return sums_class(&early->list, &early->places, class_name, nid) /
	       1024;
}

static void print_head(FILE *out, const struct places *places)
{
	fprintf(out, "  %-14s", "KiB on node");
	for (unsigned int nid = 0; nid < places->node_count; nid++)
		fprintf(out, " %8u%c", nid,
			places_has_hotpluggable(places, (int)nid) ? '*' : ' ');
	fputc('\n', out);
}

static void print_class(FILE *out, const struct early *early,
			const char *class_name)
{
	uint64_t all = 0;

	for (int nid = 0; nid < (int)early->places.node_count; nid++)
		all += kib_of(early, class_name, nid);
	if (!all)
		return;
	fprintf(out, "  %-14s", class_name);
	for (int nid = 0; nid < (int)early->places.node_count; nid++)
		fprintf(out, " %8" PRIu64 " ",
			kib_of(early, class_name, nid));
	fputc('\n', out);
}

void placement_print_early(const struct early *early, FILE *out)
{
	print_head(out, &early->places);
	for (size_t i = 0; classes_names[i]; i++)
		print_class(out, early, classes_names[i]);
	print_class(out, early, CLASSES_UNKNOWN);
	if (early->trace.foreign)
		fprintf(out, "  classes are unknown: the console has `%s`, and only callers of x86 are known\n",
			early->trace.foreign);
	if (early->trace.srat_read)
		fprintf(out, "  before SRAT on hotpluggable nodes (*): %" PRIu64
			" KiB\n",
			sums_hotpluggable(&early->list, &early->places) / 1024);
	else
		fputs("  the kernel read no SRAT: nothing is before it\n",
		      out);
}

int placement_print(const struct run_evidence *evidence, FILE *out,
		    struct error *err)
{
	const struct early *early;
	int ret = reservations_of(evidence, &early, err);

	if (ret == 0)
		placement_print_early(early, out);
	return ret;
}

/**
 * struct pair - two runs that are compared, and the nodes of both
 */
struct pair {
	const struct early *before;
	const struct early *after;
};

static int64_t change_of(const struct pair *pair, const char *class_name,
			 int nid)
{
	return (int64_t)kib_of(pair->after, class_name, nid) -
	       (int64_t)kib_of(pair->before, class_name, nid);
}

static bool class_differs(const struct pair *pair, const char *class_name)
{
	for (int nid = -1; nid < (int)pair->before->places.node_count; nid++)
		if (change_of(pair, class_name, nid))
			return true;
	return false;
}

static void print_change(FILE *out, const struct pair *pair,
			 const char *class_name)
{
	fprintf(out, "  %-14s", class_name);
	for (int nid = 0; nid < (int)pair->before->places.node_count;
	     nid++) {
		int64_t change = change_of(pair, class_name, nid);

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
	struct pair pair = { 0 };
	bool same = true;
	int ret = reservations_of(before, &pair.before, err);

	if (ret == 0)
		ret = reservations_of(after, &pair.after, err);
	if (ret)
		return ret;
	print_head(out, &pair.before->places);
	for (size_t i = 0; classes_names[i]; i++) {
		if (!class_differs(&pair, classes_names[i]))
			continue;
		same = false;
		print_change(out, &pair, classes_names[i]);
	}
	if (same)
		fputs("  no class has moved\n", out);
	return 0;
}
