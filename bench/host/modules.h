/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_MODULES_H
#define NUMABOOT_HOST_MODULES_H

/*
 * Kernel modules of a package that is unpacked and not installed: no depmod has
 * been there.  What a module needs it says itself; they come out in the order
 * in which they can be loaded.
 */

#include <stddef.h>

#include "lib/error.h"

/* No module of a kernel comes near. */
#define MODULE_BYTES_MAX (64 << 20)

/**
 * struct modules - modules in the order of loading
 * @paths: @count of them, each behind all that it needs
 */
struct modules {
	char **paths;
	size_t count;
};

/**
 * modules_find - some modules and all that they need
 * @folder: lib/modules/RELEASE of the package, with modules.order and
 *	modules.builtin
 * @names: as modprobe(8) takes them, NULL-terminated; one that is a part of
 *	the kernel itself needs no file
 *
 * Return: 0, -ENOENT when the kernel has one in neither way, or -errno;
 * released by modules_release() in all cases.
 */
int modules_find(struct modules *modules, const char *folder,
		 const char *const *names, struct error *err);

/**
 * modules_needs - what a module says that it needs
 * @bytes: the file, an ELF object, @size of them
 * @needs: names with commas between, "" for none; the caller frees
 *
 * Source: `depends=` in section .modinfo, Linux, scripts/mod/modpost.c.
 *
 * Return: 0, or -EINVAL for what is no module.
 */
int modules_needs(char *bytes, size_t size, char **needs, struct error *err);

/** modules_release - free */
void modules_release(struct modules *modules);

#endif
