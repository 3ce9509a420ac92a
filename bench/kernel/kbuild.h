/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KBUILD_H
#define NUMABOOT_KBUILD_H

/*
 * The kernel's own make.  User, host, time and build number are fixed, so that
 * the same input gives the same bytes anywhere.  Whatever else changes the
 * bytes, tools and variables of make, goes into kbuild_add_digest().
 */

#include "kernel/tree.h"
#include "lib/argv.h"
#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct kbuild_tools - what a kernel is made with, where that is said
 * @cc: the compiler, NULL: gcc
 * @ld: the linker, NULL: ld
 * @cc_flags: words behind the compiler in CC
 * @words: further NAME=VALUE of make, but for CC and LD
 * @programs: those that @words name
 *
 * A zeroed struct is the tools of this host, and adds nothing to a key.
 */
struct kbuild_tools {
	char *cc;
	char *ld;
	struct argv cc_flags;
	struct argv words;
	struct argv programs;
};

/** kbuild_tools_release - free what the struct holds */
void kbuild_tools_release(struct kbuild_tools *tools);

/**
 * kbuild_run - make a target in a kernel tree
 * @tree: an open tree
 * @tools: what it is made with
 * @log: file that the output is appended to
 * @target: "bzImage", "allnoconfig", …
 * @further: more NAME=VALUE words for make, NULL-terminated, or NULL
 *
 * User, host, time stamp and build number are fixed, so that the same
 * input gives the same bytes (Documentation/kbuild/reproducible-builds.rst).
 * On a terminal, how far it is stands on one line of stderr.
 *
 * Return: 0 or -errno; the sentence of a failed build holds the lines of
 * the log that matter.
 */
int kbuild_run(const struct tree *tree, const struct kbuild_tools *tools,
	       const char *log, const char *target, char *const *further,
	       struct error *err);

/**
 * kbuild_add_tools - the files of compiler, linker and compressor
 * @tools: what a kernel is made with
 * @paths: gets one path of each that is there
 */
void kbuild_add_tools(const struct kbuild_tools *tools, struct argv *paths);

/**
 * kbuild_add_digest - hash what turns source into an image
 * @tools: what a kernel is made with
 * @compiler: the first line of its `--version`; the caller frees
 *
 * Compiler, linker, compressor and the variables given to make.
 *
 * Return: 0 or -errno.
 */
int kbuild_add_digest(const struct kbuild_tools *tools, SHA2_CTX *digest,
		      char **compiler, struct error *err);

#endif
