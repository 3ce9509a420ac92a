/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLAIM_H
#define NUMABOOT_CLAIM_H

/*
 * A NAME.claim (docs/claim.md): a sentence, what was booted, and what must be
 * true of it, so that anyone can check it again.  A claim that is read has
 * only known keys, whole hashes, expectations that parse, and at least one of
 * them or of the report's lines.  Reading one needs neither kernels nor a
 * network, and no clock.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "claim/expectation.h"
#include "claim/footer.h"
#include "lib/digest.h"
#include "lib/error.h"

#define CLAIM_SUFFIX ".claim"
#define CLAIM_ROWS_SUFFIX ".verdicts.csv"

/* The key of expectations that are about every cell. */
#define CLAIM_ALL_CELLS "all"

/**
 * struct claim_kernel - what an arm boots; the words of run.json
 * @arm: its name in the plan
 * @kernel: name of a variant, TREE:SERIES, or the path of an image
 * @base: package or label; NULL where the arm is an image
 * @base_version: likewise, as all up to @key
 * @compiler: likewise
 * @key: of the cache
 * @image_sha256: of the bzImage
 * @image_4k_sha256: of the one for mapping 4K, NULL where it is the same
 */
struct claim_kernel {
	char *arm;
	char *kernel;
	char *base;
	char *base_version;
	char *base_sha256;
	char *series_sha256;
	char *config_sha256;
	char *compiler;
	char *key;
	char *image_sha256;
	char *image_4k_sha256;
};

/**
 * struct claim_topology - a machine of the plan
 * @sha256: of its file, or of @text
 * @text: where numaboot does not bring it, the file's lines without comments,
 *	blanks around them and empty ones; else NULL
 */
struct claim_topology {
	char *name;
	char *sha256;
	char *text;
};

/**
 * struct claim_expectation - one line of [expect]
 * @cells: TOPOLOGY/MAPPING[/WORKLOAD], or "all"
 * @parsed: what must be true there
 * @line: of the file
 */
struct claim_expectation {
	char *cells;
	struct expectation parsed;
	int line;
};

/**
 * struct claim_line - one line of [report]
 * @name: its key
 * @text: what stands in report.txt, with {} around figures that are cited
 * @line: of the file
 */
struct claim_line {
	char *name;
	char *text;
	int line;
};

/**
 * struct claim - all of it
 * @path: of the file
 * @name: of the file, without its suffix
 * @sha256: of the file's bytes: which version of the claim this is
 * @sentence: what is claimed
 * @version: of the numaboot that made it; likewise all up to @qemu
 * @commit: NULL where it is not known, as @url
 * @date: YYYY-MM-DD of the run
 * @command: that made the run
 * @plan: sections [plan] and [arguments], as a plan's file
 * @verdicts_sha256: of the run's verdicts.csv; NULL without expectations
 * @samples_sha256: of its samples.csv, or NULL
 * @report_sha256: of its report.txt; NULL without lines of it
 * @rows_sha256: of NAME.verdicts.csv beside it, or NULL
 */
struct claim {
	char *path;
	char *name;
	char sha256[DIGEST_HEX_SIZE];
	char *sentence;
	char *version;
	char *commit;
	char *url;
	char *date;
	char *command;
	char *qemu;
	char *plan_name;
	char *plan;
	struct claim_kernel *kernels;
	size_t kernel_count;
	struct claim_topology *topologies;
	size_t topology_count;
	struct claim_expectation *expectations;
	size_t expectation_count;
	struct claim_line *lines;
	size_t line_count;
	char *verdicts_sha256;
	char *samples_sha256;
	char *report_sha256;
	char *rows_sha256;
};

/**
 * claim_read - read a NAME.claim
 * @path: of at most INPUT_TEXT_BYTES
 *
 * Return: 0, -errno of the file, or -EINVAL with "file:line: found …,
 * expected …"; claim_release() in all cases.
 */
int claim_read(struct claim *claim, const char *path, struct error *err);

/** claim_print - as claim_read() reads it; the same claim gives the same bytes */
void claim_print(FILE *out, const struct claim *claim);

/** claim_add_expectation - parse and append one; Return: 0 or -EINVAL */
int claim_add_expectation(struct claim *claim, const char *cells,
			  const char *text, int line, struct error *err);

/** claim_add_line - append one line of the report; Return: 0 or -EINVAL */
int claim_add_line(struct claim *claim, const char *name, const char *text,
		   int line, struct error *err);

/** claim_add_plan - append a line of its plan, in [plan] or [arguments] */
void claim_add_plan(struct claim *claim, const char *section,
		    const char *key, const char *value);

/** claim_release - free; a zeroed one is fine */
void claim_release(struct claim *claim);

/** claim_cells_all - is an expectation about every cell? */
bool claim_cells_all(const struct claim_expectation *expectation);

/** claim_file - FOLDER/NAME and what is appended; the caller frees */
char *claim_file(const struct claim *claim, const char *suffix);

/** claim_beside - a file of the claim's folder; the caller frees */
char *claim_beside(const struct claim *claim, const char *name);

/** claim_topology_lines - a topology's text as a claim has it; the caller frees */
char *claim_topology_lines(const char *text);

/** claim_text_digest - SHA-256 of a text */
void claim_text_digest(const char *text, char hex[DIGEST_HEX_SIZE]);

/**
 * claim_footer - the end of a report that says the same (docs/report.md)
 * @footer: zeroed; footer_release() it
 *
 * What can make a report again can so make a claim's run again.
 */
void claim_footer(struct footer *footer, const struct claim *claim);

#endif
