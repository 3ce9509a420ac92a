// SPDX-License-Identifier: GPL-2.0-only
#include "import/fit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/parse.h"

#define GIB(n) ((uint64_t)(n) << 30)

/* QEMU 7.2 has 40 bits of addresses when it emulates, less a hole. */
#define EMULATOR_LIMIT GIB(960)
/* The kernel touches 1/64 of a guest's RAM; half of the host's may be that. */
#define HOST_SHARE 32
/*
 * The kernel executes 41 instructions for each page of 4 KiB, most of them to
 * set up its struct page: 11 million a GiB (6.12, pages of 2 MiB), and 80
 * million besides.  So 32 GiB are 0.43 billion, as many as what comes with the
 * lab executes at most.
 */
#define QUICK_LIMIT GIB(32)

int fit_parse_scale(const char *text, struct fit_scale *scale,
		    struct error *err)
{
	double whole, part = 1;
	int used = 0;

	scale->largest = strcmp(text, "fit") == 0;
	if (scale->largest)
		return 0;
	if (strspn(text, "0123456789./") == strlen(text) &&
	    sscanf(text, "%lf%n/%lf%n", &whole, &used, &part, &used) >= 1 &&
	    !text[used] && part > 0 && whole > 0 && whole / part <= 1) {
		scale->factor = whole / part;
		return 0;
	}
	return error_set(err, EINVAL,
			 "--scale-memory: found `%s`, expected fit, or a factor of at most 1 such as 0.25 or 1/16",
			 text);
}

uint64_t fit_host_limit(void)
{
	uint64_t bytes = (uint64_t)sysconf(_SC_PHYS_PAGES) *
			 (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t limit = GIB(1);

	while (limit < EMULATOR_LIMIT && limit < bytes / 2 * HOST_SHARE)
		limit += GIB(1);
	return limit;
}

static uint64_t round_to_unit(double bytes)
{
	return (uint64_t)(bytes / (double)RESOLVED_UNIT + 0.5) * RESOLVED_UNIT;
}

/* Stretches by address, in rounds over the nodes; false when they are many. */
static bool lay_out(struct fitted *f, const struct resolved *r, double factor)
{
	unsigned int round = 0, pieces = 0;
	int last = -1;

	for (size_t i = 0; i < r->stretch_count; i++) {
		unsigned int index = r->stretches[i].index;
		uint64_t bytes = round_to_unit((double)r->stretches[i].bytes *
					       factor);

		if (!bytes)
			continue;
		if ((int)index == last && round < TOPOLOGY_MAX_ROUNDS) {
			f->pieces[index][round] += bytes;
			continue;
		}
		round += (int)index < last;
		if (round >= TOPOLOGY_MAX_ROUNDS)
			return false;
		pieces += round > 0;
		f->pieces[index][round] += bytes;
		last = (int)index;
	}
	return pieces + r->node_count <= TOPOLOGY_MAX_PIECES;
}

static void lay_out_in_one(struct fitted *f, const struct resolved *r,
			   double factor)
{
	memset(f->pieces, 0, sizeof(f->pieces));
	for (unsigned int i = 0; i < r->node_count; i++)
		f->pieces[i][0] = round_to_unit((double)r->nodes[i].bytes *
						factor);
}

static uint64_t node_bytes(const struct fitted *f, unsigned int index)
{
	uint64_t bytes = 0;

	for (int round = 0; round < TOPOLOGY_MAX_ROUNDS; round++)
		bytes += f->pieces[index][round];
	return bytes;
}

static uint64_t all_bytes(const struct fitted *f, const struct resolved *r)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < r->node_count; i++)
		bytes += node_bytes(f, i);
	return bytes;
}

/* All that a node has may be less than a half of what memory comes in. */
static void lay_out_memory(struct fitted *f, const struct resolved *r,
			   double factor, struct described *d)
{
	memset(f->pieces, 0, sizeof(f->pieces));
	if (!lay_out(f, r, factor)) {
		lay_out_in_one(f, r, factor);
		if (d)
			described_note(d, "memory of the nodes lies in %zu stretches there, more than a guest has: each node has one here",
				       r->stretch_count);
	}
	for (unsigned int i = 0; i < r->node_count; i++) {
		if (r->nodes[i].hot_added)
			f->pieces[i][0] = round_to_unit(
				(double)r->nodes[i].bytes * factor);
		if (r->nodes[i].bytes && !node_bytes(f, i))
			f->pieces[i][0] = RESOLVED_UNIT;
	}
}

/* The largest factor; no node gets less than what memory comes in. */
static double largest_factor(struct fitted *f, const struct resolved *r,
			     uint64_t limit)
{
	double factor = 1;

	for (int i = 0; i < 64; i++) {
		lay_out_memory(f, r, factor, NULL);
		if (all_bytes(f, r) <= limit)
			break;
		factor *= (i ? 0.98 : 1) * (double)limit /
			  (double)all_bytes(f, r);
	}
	return factor;
}

static void note_sizes(const struct fitted *f, const struct resolved *r,
		       double factor, struct described *d)
{
	uint64_t low = 0;

	if (factor < 1)
		described_note(d, "memory is scaled by %.6g: %" PRIu64 " MiB there, %" PRIu64 " MiB here",
			       factor, resolved_bytes(r) >> 20,
			       all_bytes(f, r) >> 20);
	for (unsigned int i = 0; factor >= 1 && i < r->node_count; i++)
		if (node_bytes(f, i) >> 20 != r->nodes[i].bytes >> 20)
			described_note(d, "node %d has %" PRIu64 " MiB there, %" PRIu64 " MiB here: a multiple of 128 MiB",
				       r->nodes[i].nid, r->nodes[i].bytes >> 20,
				       node_bytes(f, i) >> 20);
	for (unsigned int i = 0; i < r->node_count; i++)
		low += r->nodes[i].hot_added ? 0 : node_bytes(f, i);
	low = low >= 0xb0000000 ? GIB(2) : low;
	if (r->low_bytes && (r->low_bytes > low + RESOLVED_UNIT ||
			     low > r->low_bytes + RESOLVED_UNIT))
		described_note(d, "below 4 GiB are %" PRIu64 " MiB of RAM there, %" PRIu64 " MiB here",
			       r->low_bytes >> 20, low >> 20);
}

static int fit_memory(struct fitted *f, const struct resolved *r,
		      const struct fit_scale *scale, struct described *d,
		      struct error *err)
{
	double factor = scale->factor > 0 ? scale->factor : 1;

	if (scale->largest)
		factor = largest_factor(f, r, scale->limit_bytes < QUICK_LIMIT ?
					scale->limit_bytes : QUICK_LIMIT);
	lay_out_memory(f, r, factor, d);
	if (!(scale->factor > 0) && all_bytes(f, r) > scale->limit_bytes)
		return error_set(err, E2BIG,
				 "found %" PRIu64 " GiB of RAM, expected at most %" PRIu64 " that a guest on this host can have: --scale-memory fit makes it so, --scale-memory 1 leaves it",
				 all_bytes(f, r) >> 30,
				 scale->limit_bytes >> 30);
	note_sizes(f, r, factor, d);
	return 0;
}

/* A node that has CPUs keeps one. */
static void fit_cpus(struct fitted *f, const struct resolved *r,
		     struct described *d)
{
	unsigned int all = 0, left = 0;

	for (unsigned int i = 0; i < r->node_count; i++) {
		f->cpus[i] = r->nodes[i].cpus;
		all += f->cpus[i];
	}
	f->numbered = r->numbered && all <= TOPOLOGY_MAX_CPUS;
	if (all <= TOPOLOGY_MAX_CPUS)
		return;
	for (unsigned int i = 0; i < r->node_count; i++) {
		unsigned int share = r->nodes[i].cpus * TOPOLOGY_MAX_CPUS / all;

		f->cpus[i] = r->nodes[i].cpus && !share ? 1 : share;
		left += f->cpus[i];
	}
	for (unsigned int i = 0; left > TOPOLOGY_MAX_CPUS;
	     i = (i + 1) % r->node_count)
		if (f->cpus[i] > 1) {
			f->cpus[i]--;
			left--;
		}
	described_note(d, "%u CPUs there, %u here: a guest has at most %d, and each node its share",
		       all, left, TOPOLOGY_MAX_CPUS);
}

int fit(struct fitted *f, const struct resolved *r,
	const struct fit_scale *scale, struct described *d, struct error *err)
{
	int ret;

	*f = (struct fitted){ 0 };
	ret = fit_memory(f, r, scale, d, err);
	if (ret == 0)
		fit_cpus(f, r, d);
	return ret;
}
