/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUN_EVIDENCE_H
#define NUMABOOT_RUN_EVIDENCE_H

/*
 * The evidence of one run while it is read: a folder, what its guest was
 * given, and what has been read of it so far.  A file is read when it is first
 * asked for and kept until run_evidence_close(), so none is parsed twice.
 */

#include "evidence/console.h"
#include "evidence/guestrecords.h"
#include "evidence/result.h"
#include "lib/error.h"

struct run_cache;
struct symbols;
struct topology;

/**
 * struct run_evidence - what a workload may read to make its samples
 * @directory: the evidence folder of one completed run; owned
 * @topology: what the guest was given
 * @symbols: the kernels' symbol groups and milestones; NULL while the run is
 *	not sealed yet
 * @cache: what has been read; private
 */
struct run_evidence {
	char *directory;
	const struct topology *topology;
	const struct symbols *symbols;
	struct run_cache *cache;
};

/** run_evidence_open - nothing is read yet; ended by run_evidence_close() */
struct run_evidence run_evidence_open(const char *directory,
				      const struct topology *topology,
				      const struct symbols *symbols);

/** run_evidence_close - free what was read, and the folder's name */
void run_evidence_close(struct run_evidence *evidence);

/**
 * evidence_guest - what the guest said
 * @guest: its records, which live until run_evidence_close()
 *
 * Return: as guest_records_read().
 */
int evidence_guest(const struct run_evidence *evidence,
		   const struct guest_records **guest, struct error *err);

/**
 * evidence_result - how the run ended
 * @result: lives as long
 *
 * Return: as result_of().
 */
int evidence_result(const struct run_evidence *evidence,
		    const struct result **result, struct error *err);

/**
 * evidence_console - what the kernel printed
 * @console: lives as long
 *
 * Return: as console_read().
 */
int evidence_console(const struct run_evidence *evidence,
		     const struct console **console, struct error *err);

/**
 * struct evidence_parser - what a workload makes of a run's files
 * @size: bytes of what is made
 * @parse: make it, in @size bytes of zeros.  0, or -errno with @err set
 * @release: free what is in it, also after @parse failed
 */
struct evidence_parser {
	size_t size;
	int (*parse)(void *parsed, const struct run_evidence *evidence,
		     struct error *err);
	void (*release)(void *parsed);
};

/**
 * evidence_parsed - what a parser made of the run, made when first asked for
 * @parser: told apart by its address
 * @parsed: lives as long
 *
 * Return: as the parser's parse().
 */
int evidence_parsed(const struct run_evidence *evidence,
		    const struct evidence_parser *parser, const void **parsed,
		    struct error *err);

#endif
