// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/predict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "machine/pagetable-entry.h"
#include "mmu/mmu.h"
#include "probes/common/buffer.h"
#include "probes/common/cycle.h"

/* The walked memory is the kernel's, since only its tables are modelled. */
#define BASE UINT64_C(0xffff888000000000)

/*
 * Page tables that need no memory: a table's address tells its level and
 * which one of that level it is.  They lie behind all memory that is walked.
 */
#define TABLES (UINT64_C(1) << 46)
#define LEVEL_SHIFT 42
#define TOP_LEVEL 4

#define SCATTERED_PAGES (UINT64_C(1) << 24)
#define SCATTER 40503

/* The walk, and the page size whose tables are made up. */
struct prediction {
	struct mmu mmu;
	enum pagetable_size page;
	bool scattered;
	char *memory;
	void **start;
};

static uint64_t table_address(uint64_t level, uint64_t index)
{
	return TABLES | level << LEVEL_SHIFT | index * PAGETABLE_BYTES;
}

/*
 * Scattered: a permutation of all pages of 64 GiB, after which no two
 * neighbours share a line of a hypervisor's entries.
 */
static uint64_t frame_of(const struct prediction *prediction, uint64_t page)
{
	bool scattered = prediction->scattered &&
			 prediction->page == PAGETABLE_4K;

	if (scattered)
		page = page * SCATTER & (SCATTERED_PAGES - 1);
	return page * pagetable_size_bytes(prediction->page) & ENTRY_ADDRESS;
}

static bool read_entry(void *context, uint64_t physical, uint64_t *entry)
{
	const struct prediction *prediction = context;
	uint64_t level = (physical & ~TABLES) >> LEVEL_SHIFT;
	uint64_t below = (physical & ((UINT64_C(1) << LEVEL_SHIFT) - 1)) /
			 sizeof(*entry);

	*entry = ENTRY_PRESENT;
	if (level > (uint64_t)prediction->page + 1)
		*entry |= table_address(level - 1, below);
	else
		*entry |= frame_of(prediction, below) |
			  (level > 1 ? ENTRY_LARGE : 0);
	return true;
}

static void on_reference(void *context,
			 const struct mmu_reference *reference)
{
	(void)context;
	(void)reference;
}

static void walk(struct prediction *prediction)
{
	void **at = prediction->start;

	do {
		mmu_access(&prediction->mmu,
			     BASE + (uint64_t)((char *)at - prediction->memory),
			     sizeof(*at));
		at = *at;
	} while (at != prediction->start);
}

/* The same cycle as a sample with that seed. */
static int write_cycle(struct prediction *prediction,
		       const struct latency_options *options,
		       struct error *err)
{
	prediction->memory = aligned_alloc(HUGE_PAGE_BYTES, options->bytes);
	if (prediction->memory)
		prediction->start = cycle_write(prediction->memory,
						options->bytes,
						options->stride,
						options->aligned,
						options->seed);
	return prediction->start ? 0 :
	       error_set(err, ENOMEM, "no memory for %" PRIu64 " bytes to walk",
			 options->bytes);
}

static double picoseconds(const struct mmu_counters *counters,
			  const struct mmu_parameters *parameters)
{
	double sum = 0;

	for (int i = 0; i < SERVED_COUNT; i++)
		sum += (double)(counters->references[i] + counters->lines[i]) *
		       (double)parameters->latency_ps[i];
	return sum;
}

static void print_row(FILE *out, const struct prediction *prediction,
		      const struct latency_options *options,
		      const struct mmu_parameters *parameters)
{
	const struct mmu_counters *counters = &prediction->mmu.counters;

	fprintf(out, "latency,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64,
		pagetable_size_bytes(prediction->page), options->bytes,
		options->stride, options->bytes / options->stride,
		counters->walks[prediction->page]);
	for (int i = 0; i < SERVED_COUNT; i++)
		fprintf(out, ",%" PRIu64, counters->references[i]);
	for (int i = 0; i < SERVED_COUNT; i++)
		fprintf(out, ",%" PRIu64, counters->lines[i]);
	fprintf(out, ",%.0f\n", picoseconds(counters, parameters) / 1000);
}

static enum pagetable_size page_of(uint64_t bytes)
{
	return bytes == HUGE_PAGE_BYTES ? PAGETABLE_2M : PAGETABLE_4K;
}

static void predict(FILE *out, struct prediction *prediction,
		    const struct latency_options *options,
		    const struct mmu_parameters *parameters)
{
	const struct mmu_memory memory = {
		read_entry, on_reference, prediction,
	};

	mmu_open(&prediction->mmu, parameters, &memory);
	if (options->nested_bytes)
		mmu_nest(&prediction->mmu, parameters,
			   page_of(options->nested_bytes));
	mmu_load_root(&prediction->mmu, table_address(TOP_LEVEL, 0));
	prediction->mmu.direct_base = BASE;
	walk(prediction);
	prediction->mmu.counters = (struct mmu_counters){ 0 };
	walk(prediction);
	print_row(out, prediction, options, parameters);
	mmu_close(&prediction->mmu);
}

static void print_head(FILE *out, const struct latency_options *options,
		       const struct mmu_parameters *parameters)
{
	fprintf(out, "# numa-latency: " NUMABOOT_VERSION "\n"
		"# predicted: yes\n# model: %s\n# parameters: %s\n# nested: %s\n# scattered: %s\n# seed: %" PRIu64 "\n",
		parameters->name, options->predict,
		options->nested_bytes ?
			pagetable_size_name(page_of(options->nested_bytes)) :
			"no",
		options->scattered ? "yes" : "no", options->seed);
	fputs("kind,page_bytes,bytes,stride,steps,walks", out);
	for (int i = 0; i < SERVED_COUNT; i++)
		fprintf(out, ",references_%s", mmu_served_names[i]);
	for (int i = 0; i < SERVED_COUNT; i++)
		fprintf(out, ",lines_%s", mmu_served_names[i]);
	fputs(",ns\n", out);
}

int predict_print(FILE *out, const struct latency_options *options,
		  struct error *err)
{
	struct mmu_parameters parameters;
	struct prediction prediction = { .scattered = options->scattered };
	int ret = mmu_parameters_read(&parameters, options->predict, err);

	if (ret == 0)
		ret = write_cycle(&prediction, options, err);
	if (ret == 0)
		print_head(out, options, &parameters);
	for (size_t i = 0; i < options->page_sizes && ret == 0; i++) {
		prediction.page = page_of(options->page_bytes[i]);
		predict(out, &prediction, options, &parameters);
	}
	free(prediction.memory);
	return ret;
}
