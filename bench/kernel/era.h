/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ERA_H
#define NUMABOOT_ERA_H

/*
 * kernels/eras/: what kernels of an age need that today's do not.  Each file
 * holds for a span of releases, and a kernel has what all files say that hold
 * for its release.  It is data: a further age is a further file.  For today's
 * kernels nothing holds, and all is as if there were no eras.
 */

#include <stdbool.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct era_words - words in the order of the files, each once
 * @list: NULL-terminated, never NULL
 */
struct era_words {
	char **list;
	int count;
};

/**
 * struct era_name - another name of a milestone of kernels/symbols.ini
 * @milestone: "run_init_process"
 * @enter: functions of which the first that the kernel has is meant when it
 *	has none of those of symbols.ini; none of them in a kernel that has
 *	the function of a "!NAME"
 */
struct era_name {
	char *milestone;
	struct era_words enter;
};

/**
 * struct era_need - the oldest version of a tool that these kernels take
 * @tool: "gcc", "clang", "ld"
 * @version: "8.1"
 */
struct era_need {
	char *tool;
	char *version;
};

/**
 * struct era - what holds for one release
 * @release: as given
 * @folder: kernels/eras
 * @files: names of the files that hold, without folder and .ini; sorted
 * @cc: flags for the compiler of the kernel
 * @host_cc: flags for the compiler of its host programs
 * @make: further NAME=VALUE for make; a value may have blanks
 * @shims: paths of files of ours, "NAME/linux/compiler-gcc12.h", that stand
 *	behind all folders of headers; see era_place_shims()
 * @config: fragments of kernels/config/ behind those of the recipe
 * @absent: boot parameters that do not exist yet, without `=`
 * @needs: oldest tools
 * @words_from_cmdline: words behind `--` do not reach init as arguments: it
 *	must read /proc/cmdline
 * @mapping_by_config: CONFIG_DEBUG_PAGEALLOC alone decides between 2M and 4K
 * @names: milestones under other names
 */
struct era {
	char *release;
	char *folder;
	struct era_words files;
	struct era_words cc;
	struct era_words host_cc;
	struct era_words make;
	struct era_words shims;
	struct era_words config;
	struct era_words absent;
	struct era_need *needs;
	int need_count;
	bool words_from_cmdline;
	bool mapping_by_config;
	struct era_name *names;
	int name_count;
};

/**
 * era_find - what holds for a release
 * @release: "3.12.0", "6.1.0-25-amd64"; NULL, or what is no version: nothing
 *	holds
 *
 * Return: 0 or -errno with file and line; freed by era_release() in both
 * cases.
 */
int era_find(struct era *era, const char *release, struct error *err);

/** era_find_in - the same of another folder than kernels/eras */
int era_find_in(struct era *era, const char *folder, const char *release,
		struct error *err);

/** era_has_parameter - does a kernel of this era know a parameter "name[=…]"? */
bool era_has_parameter(const struct era *era, const char *parameter);

/**
 * era_check_tool - is a tool new enough?
 * @tool: "gcc"
 * @version: its version, "12.2.0"
 * @found: what the sentence calls it
 *
 * Return: 0, or -EINVAL with what is needed and what was found.
 */
int era_check_tool(const struct era *era, const char *tool,
		   const char *version, const char *found, struct error *err);

/**
 * era_place_shims - copy the shims to where a build takes them from
 * @folder: becomes exactly that; there is none where there are no shims
 *
 * What is there already is not written again: make and ccache go by its time.
 *
 * Return: 0 or -errno.
 */
int era_place_shims(const struct era *era, const char *folder,
		    struct error *err);

/**
 * era_add_digest - hash names and contents of the shims
 *
 * Flags and words are in the key with the tools; comments, parameters and
 * milestones change no kernel.  Nothing is added where there are no shims.
 *
 * Return: 0 or -errno.
 */
int era_add_digest(const struct era *era, SHA2_CTX *digest,
		   struct error *err);

/** era_release - free what era_find() made */
void era_release(struct era *era);

#endif
