/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MADE_MACHINE_H
#define NUMABOOT_MADE_MACHINE_H

/*
 * For unit tests: from what is said of a machine to its topology, and what two
 * topologies have in common.  Included after cmocka.h; whatever fails, fails
 * the test.
 */

#include "import/fit.h"
#include "import/resolve.h"
#include "import/text.h"
#include "lib/alloc.h"

#define SHIPPED "bench/topologies/"
#define MIB(n) ((uint64_t)(n) << 20)

static struct error err;

/* What is compared: of the machine, not of the file. */
enum compared { MEMORY = 1, CPUS = 2, FLAGS = 4, ADDED = 8, DISTANCES = 16 };

/* Its topology, made of all that is said; @d is used up. */
static inline void make(struct described *d, struct topology *t)
{
	struct fit_scale scale = { .limit_bytes = UINT64_MAX };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	char *text = NULL;

	if (resolve(r, d, &err) || fit(f, r, &scale, d, &err) ||
	    text_make(r, f, d, "a machine", &text, &err) ||
	    topology_parse(t, "again.topo", text, &err))
		fail_msg("%s", err.text);
	free(text);
	free(f);
	resolved_release(r);
	free(r);
	described_release(d);
}

static inline void assert_same(const struct topology *a, const struct topology *b,
			int compared)
{
	assert_int_equal(a->node_count, b->node_count);
	for (unsigned int i = 0; i < a->node_count; i++) {
		const struct topology_node *left = &a->nodes[i];
		const struct topology_node *right = &b->nodes[i];

		if (compared & MEMORY) {
			assert_int_equal(left->memory_bytes,
					 right->memory_bytes);
			assert_memory_equal(left->later_bytes,
					    right->later_bytes,
					    sizeof(left->later_bytes));
		}
		if (compared & CPUS)
			assert_int_equal(left->cpu_set, right->cpu_set);
		if (compared & FLAGS)
			assert_int_equal(left->hotpluggable,
					 right->hotpluggable);
		if (compared & ADDED)
			assert_int_equal(left->hot_added, right->hot_added);
	}
	if (compared & DISTANCES)
		assert_memory_equal(a->distance, b->distance,
				    sizeof(a->distance));
}

#endif
