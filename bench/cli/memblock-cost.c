// SPDX-License-Identifier: GPL-2.0-only
#include "cli/memblock-cost.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/csv.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/process.h"
#include "lib/root.h"

#define BUILD_TIMEOUT_NS (120 * NS_PER_S)
#define RUN_TIMEOUT_NS (3600 * NS_PER_S)
#define QEMU "qemu-x86_64"
#define LINE_BYTES 1024

static char *inside(const struct cost_program *program, const char *name)
{
	return xasprintf("%s/%s", program->folder, name);
}

/* The first line of a file that a program's complaints went to. */
static char *complaint(const char *path)
{
	struct error ignored;
	char *text = NULL;

	if (file_read_at_most(path, 1 << 16, &text, NULL, &ignored))
		return xstrdup("it said nothing");
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static int run_logged(struct argv *argv, FILE *out, const char *log,
		      uint64_t timeout_ns, struct error *err)
{
	FILE *errors = fopen(log, "we");
	struct process_setup setup = { 0 };
	int ret;

	if (!errors)
		return error_set(err, errno, "%s: %s", log, strerror(errno));
	setup.output_fd = out ? fileno(out) : fileno(errors);
	setup.error_fd = fileno(errors);
	ret = process_run(argv, &setup, timeout_ns, err);
	fclose(errors);
	return ret;
}

int cost_open(struct cost_program *program, const char *tree,
	      struct error *err)
{
	char *build = root_path("kernels/cost/build"), *log;
	struct argv argv = { 0 };
	int ret;

	program->folder = xstrdup("/tmp/numaboot-memblock-XXXXXX");
	if (!mkdtemp(program->folder)) {
		ret = error_set(err, errno, "/tmp: %s", strerror(errno));
		free(program->folder);
		program->folder = NULL;
		free(build);
		return ret;
	}
	log = inside(program, "log");
	argv_add(&argv, "%s", build);
	argv_add(&argv, "%s", tree);
	argv_add(&argv, "%s", program->folder);
	ret = run_logged(&argv, NULL, log, BUILD_TIMEOUT_NS, err);
	if (ret > 0) {
		char *said = complaint(log);

		ret = error_set(err, EINVAL, "%s: %s", tree, said);
		free(said);
	}
	argv_release(&argv);
	free(log);
	free(build);
	return ret;
}

void cost_close(struct cost_program *program)
{
	struct error ignored;

	if (program->folder)
		directory_remove(program->folder, &ignored);
	free(program->folder);
	program->folder = NULL;
}

static void add_program(struct argv *argv, const struct cost_program *program,
			const char *const *words)
{
	argv_add(argv, "%s/cost", program->folder);
	for (; *words; words++)
		argv_add(argv, "%s", *words);
}

/* One run with one build of the plugin. */
static int run_counted(const struct cost_program *program, int interface,
		       const char *const *words, FILE *out, struct error *err)
{
	char *name = xasprintf("build/program-%d.so", interface);
	char *plugin = root_path(name), *log = inside(program, "log");
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, QEMU);
	argv_add(&argv, "-plugin");
	argv_add(&argv, "%s,symbols=%s/cost.map,out=%s/functions.csv", plugin,
		 program->folder, program->folder);
	add_program(&argv, program, words);
	ret = run_logged(&argv, out, log, RUN_TIMEOUT_NS, err);
	argv_release(&argv);
	free(log);
	free(plugin);
	free(name);
	return ret;
}

/* A QEMU that does not take a build of the plugin ends before it runs. */
static int run_any(const struct cost_program *program,
		   const char *const *words, FILE *out, struct error *err)
{
	static const int interfaces[] = { 1, 2, 7 };
	char *counts = inside(program, "functions.csv");
	int ret = 1;

	unlink(counts);
	for (size_t i = 0; i < 3 && ret > 0 && !file_exists(counts); i++)
		ret = run_counted(program, interfaces[i], words, out, err);
	if (ret >= 0 && !file_exists(counts)) {
		char *log = inside(program, "log"), *said = complaint(log);

		ret = error_set(err, EIO, "%s: %s", QEMU, said);
		free(said);
		free(log);
	} else if (ret > 1) {
		char *log = inside(program, "log"), *said = complaint(log);

		ret = error_set(err, EINVAL, "%s", said);
		free(said);
		free(log);
	}
	free(counts);
	return ret;
}

static enum cost_part part_of(const struct symbols *symbols,
			      const char *function)
{
	static const char *const groups[] = {
		[COST_FIND] = "memblock.find",
		[COST_RESERVE] = "memblock.reserve",
		[COST_ITERATE] = "memblock.iterate",
	};
	enum cost_part part = 0;

	while (part < COST_OTHER &&
	       !symbols_group_has(symbols, groups[part], function))
		part++;
	return part;
}

/**
 * struct counts_file - counts that are being read
 * @number: of the row that was read last, 0 at the end
 */
struct counts_file {
	FILE *file;
	uint64_t number;
	uint64_t insns;
	enum cost_part part;
};

static int next_count(struct counts_file *counts,
		      const struct symbols *symbols, struct error *err)
{
	char line[LINE_BYTES], *fields[5];
	size_t count;

	counts->number = 0;
	if (!fgets(line, sizeof(line), counts->file))
		return 0;
	line[strcspn(line, "\n")] = '\0';
	if (csv_split(line, fields, 5, &count) || count != 5)
		return error_set(err, EINVAL,
				 "functions.csv: found a line with %zu fields, expected 5",
				 count);
	counts->number = strtoull(fields[0], NULL, 10);
	counts->part = part_of(symbols, fields[1]);
	counts->insns = strtoull(fields[3], NULL, 10);
	return 0;
}

static int join(FILE *rows, struct counts_file *counts,
		const struct symbols *symbols,
		void (*take)(const struct cost_row *row, void *context),
		void *context, struct error *err)
{
	char line[LINE_BYTES];
	uint64_t number = 0;
	int ret = next_count(counts, symbols, err);

	while (ret == 0 && fgets(line, sizeof(line), rows)) {
		struct cost_row row = { .text = line };

		line[strcspn(line, "\n")] = '\0';
		number++;
		while (ret == 0 && counts->number == number) {
			row.insns[counts->part] += counts->insns;
			ret = next_count(counts, symbols, err);
		}
		if (ret == 0)
			take(&row, context);
	}
	if (ret == 0 && counts->number)
		ret = error_set(err, EINVAL,
				"functions.csv: found counts of operation %" PRIu64
				", expected %" PRIu64 " operations",
				counts->number, number);
	return ret;
}

static int read_head(FILE *file, char **head)
{
	char line[LINE_BYTES] = "";

	if (!fgets(line, sizeof(line), file))
		return -1;
	line[strcspn(line, "\n")] = '\0';
	if (head)
		*head = xstrdup(line);
	return 0;
}

int cost_count(const struct cost_program *program, const char *const *words,
	       const struct symbols *symbols, char **head,
	       void (*take)(const struct cost_row *row, void *context),
	       void *context, struct error *err)
{
	char *path = inside(program, "functions.csv");
	struct counts_file counts = { 0 };
	FILE *rows = tmpfile();
	int code, ret;

	*head = NULL;
	code = rows ? run_any(program, words, rows, err) :
		      error_set(err, errno, "tmpfile: %s", strerror(errno));
	ret = code < 0 ? code : 0;
	if (ret == 0 && !(counts.file = input_open(path, INPUT_WHOLE_BYTES, err)))
		ret = -errno;
	if (ret == 0) {
		rewind(rows);
		if (read_head(rows, head) || read_head(counts.file, NULL))
			ret = error_set(err, EINVAL,
					"kernels/cost: found no rows, expected some");
	}
	if (ret == 0)
		ret = join(rows, &counts, symbols, take, context, err);
	if (counts.file)
		fclose(counts.file);
	if (rows)
		fclose(rows);
	free(path);
	return ret ? ret : code;
}

int cost_time(const struct cost_program *program, const char *const *words,
	      FILE *out, struct error *err)
{
	char *log = inside(program, "log");
	struct argv argv = { 0 };
	int ret;

	add_program(&argv, program, words);
	ret = run_logged(&argv, out, log, RUN_TIMEOUT_NS, err);
	if (ret > 0)
		ret = error_set(err, EIO, "kernels/cost: exit code %d", ret);
	argv_release(&argv);
	free(log);
	return ret;
}
