// SPDX-License-Identifier: GPL-2.0-only
/*
 * What memblock's operations cost, in user space: no guest is booted.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/memblock-cost.h"
#include "kernel/cache.h"
#include "kernel/naming.h"
#include "kernel/part.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/csv.h"
#include "lib/file.h"
#include "lib/parse.h"
#include "lib/root.h"

#define MAX_ARMS 16
#define MOST_REGIONS 100000
#define COLUMNS 10
/* Columns that this adds to those of kernels/cost. */
#define ADDED "insns,find,reserve,iterate,other"

static const char *word_regions, *console, *replayed, *image_end, *output,
	*times;

static const struct poptOption options[] = {
	{ "regions", 'n', POPT_ARG_STRING, &word_regions, 0,
	  "measure up to so many regions (100000)", "N" },
	{ "console", 0, POPT_ARG_STRING, &console, 0,
	  "also with the shape of this machine's e820 map", "FILE" },
	{ "replay", 0, POPT_ARG_STRING, &replayed, 0,
	  "make the calls of this boot with memblock=debug again, instead",
	  "CONSOLE" },
	{ "image-end", 0, POPT_ARG_STRING, &image_end, 0,
	  "with --replay: where the kernel image ends, its _end", "ADDRESS" },
	{ "output", 'o', POPT_ARG_STRING, &output, 0,
	  "write every row to this file", "FILE" },
	{ "times", 0, POPT_ARG_STRING, &times, 0,
	  "measure also by this host's clock, into this file", "FILE" },
	POPT_AUTOHELP POPT_TABLEEND
};

/**
 * struct measured - what is measured of all arms
 * @arm: the current one
 * @rows: of @output, or of no file at all
 * @calls: of a replay
 * @insns: of these
 * @previous: the row before, for the table: its words, regions and count
 */
struct measured {
	const char *arm;
	FILE *rows;
	uint64_t calls;
	uint64_t insns[COST_PARTS];
	char previous[128];
	uint64_t regions;
	uint64_t count;
	uint64_t first_regions;
	uint64_t first_count;
};

static uint64_t sum(const uint64_t *insns)
{
	uint64_t all = 0;

	for (int part = 0; part < COST_PARTS; part++)
		all += insns[part];
	return all;
}

static void write_row(FILE *out, const char *arm, const struct cost_row *row)
{
	csv_field(out, arm);
	fprintf(out, ",%s,%" PRIu64, row->text, sum(row->insns));
	for (int part = 0; part < COST_PARTS; part++)
		fprintf(out, ",%" PRIu64, row->insns[part]);
	fputc('\n', out);
}

/* One line for each operation: what it costs at the fewest and the most. */
static void end_line(struct measured *measured)
{
	if (*measured->previous)
		printf("%-36s %7" PRIu64 " %12" PRIu64 " %7" PRIu64
		       " %12" PRIu64 "\n",
		       measured->previous, measured->first_regions,
		       measured->first_count, measured->regions,
		       measured->count);
	*measured->previous = '\0';
}

/* number,operation,variant,place,mode,map,regions,nodes,answer,moved */
static void take_point(const struct cost_row *row, void *context)
{
	struct measured *measured = context;
	char *text = xstrdup(row->text), *fields[COLUMNS], *words;
	size_t count;

	if (measured->rows)
		write_row(measured->rows, measured->arm, row);
	if (csv_split(text, fields, COLUMNS, &count) || count != COLUMNS ||
	    strcmp(fields[7], "1") != 0 || strcmp(fields[5], "made") != 0) {
		free(text);
		return;
	}
	words = xasprintf("%s %s %s%s%s", fields[1], fields[2], fields[3],
			  *fields[3] ? " " : "", fields[4]);
	if (strcmp(words, measured->previous) != 0) {
		end_line(measured);
		snprintf(measured->previous, sizeof(measured->previous), "%s",
			 words);
		measured->first_regions = strtoull(fields[6], NULL, 10);
		measured->first_count = sum(row->insns);
	}
	measured->regions = strtoull(fields[6], NULL, 10);
	measured->count = sum(row->insns);
	free(words);
	free(text);
}

static void take_call(const struct cost_row *row, void *context)
{
	struct measured *measured = context;

	if (measured->rows)
		write_row(measured->rows, measured->arm, row);
	measured->calls++;
	for (int part = 0; part < COST_PARTS; part++)
		measured->insns[part] += row->insns[part];
}

static int count_points(struct measured *measured,
			const struct cost_program *program,
			const struct symbols *symbols, char **head,
			struct error *err)
{
	const char *words[] = { "count", word_regions, console, NULL };
	int ret;

	printf("%-36s %7s %12s %7s %12s\n", measured->arm, "regions",
	       "instructions", "regions", "instructions");
	ret = cost_count(program, words, symbols, head, take_point, measured,
			 err);
	end_line(measured);
	return ret;
}

static int count_replay(struct measured *measured,
			const struct cost_program *program,
			const struct symbols *symbols, char **head,
			struct error *err)
{
	const char *words[] = { "replay", replayed, image_end, NULL };
	int ret = cost_count(program, words, symbols, head, take_call,
			     measured, err);

	if (ret < 0)
		return ret;
	printf("%s: %" PRIu64 " calls, %s; instructions: find %" PRIu64
	       ", reserve %" PRIu64 ", iterate %" PRIu64 ", other %" PRIu64
	       "\n",
	       measured->arm, measured->calls,
	       ret ? "another answer or state than the kernel's" :
		     "every answer and state the kernel's",
	       measured->insns[COST_FIND], measured->insns[COST_RESERVE],
	       measured->insns[COST_ITERATE], measured->insns[COST_OTHER]);
	return ret ? error_set(err, EINVAL,
			       "%s: found another answer than the kernel's: is %s where this kernel's image ends, and was it this kernel?",
			       replayed, image_end) :
		     0;
}

/* Parameters of an arm change no line of memblock.c: modes are measured. */
static char *kernel_of(const char *arm)
{
	return xasprintf("%.*s", (int)strcspn(arm, "+"), arm);
}

static int find_variant(const struct catalog *catalog, const char *name,
			const struct variant **variant, struct error *err)
{
	int ret = naming_find(catalog, name, variant, err);
	char *question;

	if (ret != -ESRCH)
		return ret;
	question = naming_question(catalog, name);
	error_set(err, EINVAL,
		  "found kernel `%s`, expected a name of kernels/variants.ini or a kernel tree%s",
		  name, question);
	free(question);
	return -EINVAL;
}

/* A wrong word is found before anything is made or written. */
static int check_arms(const struct catalog *catalog, const char **arms,
		      struct error *err)
{
	int ret = 0;

	for (; ret == 0 && *arms; arms++) {
		const struct variant *variant;
		char *name = kernel_of(*arms);

		ret = strchr(name, '/') ? worktree_check(name, err) :
			find_variant(catalog, name, &variant, err);
		free(name);
	}
	return ret;
}

static int open_tree(const struct catalog *catalog, const char *arm,
		     char **tree, struct error *err)
{
	const struct variant *variant;
	char *name = kernel_of(arm);
	int ret = 0;

	if (strchr(name, '/')) {
		*tree = name;
		return 0;
	}
	ret = find_variant(catalog, name, &variant, err);
	if (ret == 0)
		ret = part_open(catalog, variant, tree, err);
	free(name);
	return ret;
}

static int time_points(const struct cost_program *program, const char *arm,
		       struct error *err)
{
	const char *words[] = { "time", word_regions, console, NULL };
	FILE *out = fopen(times, "ae");
	int ret;

	if (!out)
		return error_set(err, errno, "%s: %s", times, strerror(errno));
	fprintf(out, "# %s, ns by this host's clock\n", arm);
	fflush(out);
	ret = cost_time(program, words, out, err);
	if (fclose(out) && ret == 0)
		ret = error_set(err, errno, "%s: %s", times, strerror(errno));
	return ret;
}

static int measure_arm(struct measured *measured,
		       const struct catalog *catalog,
		       const struct symbols *symbols, struct error *err)
{
	struct cost_program program = { 0 };
	char *tree = NULL, *head = NULL;
	int ret = open_tree(catalog, measured->arm, &tree, err);

	if (ret == 0)
		ret = cost_open(&program, tree, err);
	if (ret == 0)
		ret = replayed ? count_replay(measured, &program, symbols,
					      &head, err) :
				 count_points(measured, &program, symbols,
					      &head, err);
	if (ret == 0 && times)
		ret = time_points(&program, measured->arm, err);
	cost_close(&program);
	free(head);
	free(tree);
	return ret;
}

static int measure_arms(const struct catalog *catalog, const char **arms,
			struct error *err)
{
	char *table = root_path("kernels/symbols.ini");
	struct symbols *symbols = NULL;
	struct measured measured = { 0 };
	int ret = symbols_read(&symbols, table, err);

	if (ret == 0 && output && !(measured.rows = fopen(output, "wxe")))
		ret = error_set(err, errno, "%s: %s", output, strerror(errno));
	if (ret == 0 && output)
		fprintf(measured.rows, "arm,%s," ADDED "\n", replayed ?
			"number,operation,size,expected,found" :
			"number,operation,variant,place,mode,map,regions,nodes,answer,moved");
	for (; ret == 0 && *arms; arms++) {
		measured = (struct measured){ .arm = *arms,
					      .rows = measured.rows };
		ret = measure_arm(&measured, catalog, symbols, err);
	}
	if (measured.rows && fclose(measured.rows) && ret == 0)
		ret = error_set(err, errno, "%s: %s", output, strerror(errno));
	symbols_free(symbols);
	free(table);
	return ret;
}

/* Return: the command's exit code. */
static int measure(const char **arms, struct error *err)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	int ret = catalog_load(&catalog, variants, err), code;

	if (ret)
		code = command_fail(err);
	else if ((ret = check_arms(&catalog, arms, err)))
		code = command_refuse(ret, err);
	else
		code = measure_arms(&catalog, arms, err) ? command_fail(err) : 0;
	catalog_release(&catalog);
	free(variants);
	return code;
}

static int check_words(struct error *err)
{
	uint64_t most;

	if (!word_regions)
		word_regions = "100000";
	if (parse_u64(word_regions, &most) || most < 10 || most > MOST_REGIONS)
		return error_set(err, EINVAL,
				 "--regions: found %s, expected a number from 10 to %d",
				 word_regions, MOST_REGIONS);
	if (!replayed != !image_end)
		return error_set(err, EINVAL,
				 "found one of --replay and --image-end, expected both or none");
	if (replayed && (console || times))
		return error_set(err, EINVAL,
				 "--replay: found --console or --times, which are about sizes, expected it alone");
	return 0;
}

/* Measure memblock.c of some arms without a boot. */
int cmd_memblock(int argc, const char **argv)
{
	const char **words;
	poptContext context;
	struct error err;
	int ret = command_parse(argc, argv, options, "ARM...", 1, MAX_ARMS,
				&words, &context);

	if (ret)
		goto out;
	ret = check_words(&err);
	ret = ret ? command_refuse(ret, &err) : measure(words, &err);
out:
	command_release(context);
	return ret;
}
