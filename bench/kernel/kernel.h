/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KERNEL_H
#define NUMABOOT_KERNEL_H

/*
 * A kernel as everything downstream sees it: an image, its symbols, a
 * manifest.  Where it came from, a variant, a file or a tree of the user's,
 * makes no difference after kernel_find().
 */

#include <jansson.h>
#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * struct kernel - something that boots
 * @name: a variant's whole name, or as the user wrote it
 * @image: path of a bzImage
 * @symbols: path of its System.map or vmlinux, NULL when there is none: then
 *	a user's image has its own (kernel/ownmap.h)
 * @passed_over: a System.map of Debian's beside it that has no symbols, or NULL
 * @given: the image is the user's: nothing here has made its symbols with it
 * @built: it was compiled now
 * @manifest: what is known of it, an object:
 *	name, key, image_sha256, and for a kernel that was built here also
 *	base, base_package, base_version, base_sha256, made_for, patches (file
 *	names), mails (what became of each: file, mail, subject, state),
 *	series_sha256, tree_sha256, config_sha256, options
 *	(config_options()), compiler, packages (packages_of() when it was
 *	built), eras (names of what holds for its release, docs/eras.md), build_s;
 *	of old ones what kernel/booting.h says
 */
struct kernel {
	char *name;
	char *image;
	char *symbols;
	char *passed_over;
	bool given;
	bool built;
	json_t *manifest;
};

/**
 * struct kernel_wish - what the command line or a plan adds to a name
 * @symbols: for a bzImage: its System.map or vmlinux; NULL: one beside it
 * @pages_4k: it is to be booted with a direct map of 4 KiB pages: before
 *	Linux 3.19 that is another kernel
 * @make: words of make that choose its tools (toolchain.h), instead of the
 *	variant's; NULL: none
 * @config_file: the user's own .config, for what is built; or NULL
 * @asked: what is asked of it, @asked_count of them, for a user's
 *	configuration; NULL: everything but 4K
 */
struct kernel_wish {
	const char *symbols;
	bool pages_4k;
	const char *make;
	const char *config_file;
	const struct question *asked;
	size_t asked_count;
};

/**
 * kernel_find - what the user means by a kernel's name
 * @spec: a variant's name (kernel/naming.h), the path of a bzImage, or
 *	TREE[@REVISION][:SERIES], a kernel tree or a commit of its git, and a folder
 *	or mailbox of patches for it
 * @wish: what is added to it; NULL: nothing
 *
 * A variant or tree that is not in the cache is built.
 *
 * Return: 0 or -errno; freed by kernel_release() in both cases.
 */
int kernel_find(struct kernel *kernel, const struct catalog *catalog,
		const char *spec, const struct kernel_wish *wish,
		struct error *err);

/**
 * kernel_find_log - the log of the last build of what a name means
 * @spec: as of kernel_find(), but no image
 * @wish: likewise
 * @path: the caller frees
 *
 * Return: 0, or -errno with the sentence.
 */
int kernel_find_log(const struct catalog *catalog, const char *spec,
		    const struct kernel_wish *wish, char **path,
		    struct error *err);

/** kernel_release - free what kernel_find() made */
void kernel_release(struct kernel *kernel);

#endif
