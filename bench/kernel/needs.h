/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NEEDS_H
#define NUMABOOT_NEEDS_H

/*
 * What a kernel must have so that a question can be asked of it, as the lines
 * of kernels/config/ that begin with `#:` say it (docs/kernels.md).  Names of
 * options and of their older forms stand there and nowhere else.
 */

#include <stdbool.h>
#include <stddef.h>

#include "kernel/facts.h"
#include "lib/digest.h"
#include "lib/error.h"

/* What is asked of a kernel beside workloads, which have their own names. */
#define NEEDS_BOOT "boot"
#define NEEDS_TOPOLOGY "topology"
#define NEEDS_HOTADD "hotadd"
#define NEEDS_UNPLUG "unplug"
#define NEEDS_MOVABLE_NODE "movable_node"
#define NEEDS_1G "1G"
#define NEEDS_4K "4K"

/** enum need_limit - what the number of an option allows */
enum need_limit {
	NEED_LIMITS_NOTHING,
	NEED_LIMITS_CPUS,	/* NR_CPUS: that many */
	NEED_LIMITS_NODES,	/* NODES_SHIFT: two to the power of it */
};

/**
 * struct need - an option, and what needs it
 * @option: "DEBUG_PAGEALLOC"; NULL: only @parameter tells
 * @value: "y", "64", or "n" for `is not set`
 * @set: a fragment sets it; else it is looked at only
 * @fragment: file of the line
 * @questions: what needs it; NULL-terminated, NULL: nothing
 * @older: older forms, "ACPI_INITRD_TABLE_OVERRIDE=y", "CC_OPTIMIZE=n";
 *	NULL-terminated, NULL: none
 * @functions: a kernel with the option has one of them; NULL-terminated
 * @parameter: a boot parameter that the kernel must know, or NULL
 * @least: smallest number that will do; 0: @value and nothing else
 * @limit: what its number allows
 * @optional: a kernel that has no such option does not need it
 */
struct need {
	char *option;
	char *value;
	bool set;
	char *fragment;
	char **questions;
	char **older;
	char **functions;
	char *parameter;
	unsigned int least;
	enum need_limit limit;
	bool optional;
};

/** struct needs - all of them, @count in the order of files and lines */
struct needs {
	struct need *list;
	size_t count;
};

/**
 * struct question - something that is asked of a kernel
 * @name: NEEDS_BOOT, …, or a workload's name
 * @nodes: of the topology with most; 0 when it is not about topologies
 * @cpus: of the topology with most
 */
struct question {
	const char *name;
	unsigned int nodes;
	unsigned int cpus;
};

/**
 * needs_read - read the fragments of a catalog's folder
 * @folder: it has config/NAME.config
 *
 * Return: 0, -EINVAL with "file:line: found …, expected …", or -errno;
 * released by needs_release() in any case.
 */
int needs_read(struct needs *needs, const char *folder, struct error *err);

/** needs_read_text - the same of one fragment's text, appended */
int needs_read_text(struct needs *needs, const char *name, const char *text,
		    struct error *err);

/** needs_find - the last line about an option, or NULL */
const struct need *needs_find(const struct needs *needs, const char *option);

/**
 * needs_of_parameter - the question that a boot parameter is
 * @parameter: as on a command line: "movable_node", "numa=fake=4"
 *
 * Return: the word behind `#: for` that it is, or begins with and goes on by
 * `=`; NULL when nothing is needed for it.
 */
const char *needs_of_parameter(const struct needs *needs,
			       const char *parameter);

/** need_is_for - does a question need it */
bool need_is_for(const struct need *need, const char *question);

/**
 * need_judge - will a configuration do?
 * @need: has an option
 * @config: a finished .config
 *
 * Return: NULL, or why not in a few words; the caller frees.
 */
char *need_judge(const struct need *need, const char *config,
		 const struct question *question);

/**
 * needs_answer - can a kernel answer a question, by its configuration
 * @why: the reason in a few words, for no and unknown; the caller frees; NULL
 *	for yes
 *
 * Where the configuration is not known, functions and boot parameters of the
 * image are asked.  An option that is a module is not there: the lab's guests
 * load none.
 */
enum fact needs_answer(const struct needs *needs, const struct facts *facts,
		       const struct question *question, char **why);

/**
 * needs_hold - how many CPUs or nodes a kernel can have
 *
 * Return: 0 when it is not known.
 */
unsigned int needs_hold(const struct needs *needs, const struct facts *facts,
			enum need_limit limit);

/** needs_add_digest - hash the older forms, which may be what is built */
void needs_add_digest(const struct needs *needs, SHA2_CTX *digest);

/** needs_release - free */
void needs_release(struct needs *needs);

#endif
