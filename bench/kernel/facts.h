/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FACTS_H
#define NUMABOOT_FACTS_H

/*
 * What is known of a kernel that can be booted, without booting it: read out of
 * its image, and of a configuration that is shown to be its own.  What nothing
 * tells is not known, and never what is probably so.
 */

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "kernel/payload.h"
#include "lib/error.h"

/** enum fact - what is known of something that a kernel has or has not */
enum fact {
	FACT_UNKNOWN,
	FACT_NO,
	FACT_YES,
};

/** fact_name - "not known", "no" or "yes" */
const char *fact_name(enum fact fact);

/**
 * struct facts - of one image
 * @release: as uname has it, "6.1.0-25-amd64", or NULL
 * @banner: its line "Linux version …", or NULL
 * @compression: of its payload, by kernel/inflate.h, or "unknown"
 * @config: text of the .config that it was built with, or NULL
 * @config_from: "IKCONFIG", or the path of the file; NULL without one
 * @kaslr: whether it moves itself (CONFIG_RANDOMIZE_BASE)
 * @functions: where the configuration is not known: names of its own table of
 *	symbols, sorted; @function_count of them, 0 without a table
 * @payload: its kernel, inflated
 * @unread: why nothing of the payload is known, or NULL
 */
struct facts {
	char *release;
	char *banner;
	const char *compression;
	char *config;
	char *config_from;
	enum fact kaslr;
	char **functions;
	size_t function_count;
	struct payload payload;
	char *unread;
};

/**
 * facts_read - look at a kernel
 * @facts: filled; released by facts_release() in any case
 *
 * The configuration is that in the payload (CONFIG_IKCONFIG); of a kernel that
 * was built here the one that was kept with it; else `config-RELEASE` beside
 * the image, RELEASE being the banner's; else `.config` of the tree that the
 * image lies in, when its include/config/kernel.release is the banner's; else
 * that of a kernel of the cache whose image has the same bytes.
 *
 * Return: 0, also when the payload cannot be read, or -errno of the image or
 * of a configuration that is there.
 */
int facts_read(struct facts *facts, const struct kernel *kernel,
	       struct error *err);

/**
 * facts_read_kept - only the configuration of a kernel that was built here
 *
 * Return: as facts_read().
 */
int facts_read_kept(struct facts *facts, const struct kernel *kernel,
		    struct error *err);

/**
 * facts_has_function - is there a function of that name, or a clone of it
 *
 * Return: FACT_UNKNOWN where the image has no table of symbols.
 */
enum fact facts_has_function(const struct facts *facts, const char *name);

/**
 * facts_has_parameter - is the name of a boot parameter among its texts
 *
 * Return: FACT_NO is sure.  FACT_UNKNOWN where the payload cannot be read.
 */
enum fact facts_has_parameter(const struct facts *facts, const char *name);

/** facts_release - free */
void facts_release(struct facts *facts);

#endif
