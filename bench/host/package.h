/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_PACKAGE_H
#define NUMABOOT_HOST_PACKAGE_H

/*
 * The kernel of an emulated host: Debian's own, out of the package that this
 * release would install.  It is downloaded and unpacked, never installed; no
 * root is needed.  Kernel and modules are kept in the cache.
 */

#include "lib/error.h"
#include "machine/program.h"

/**
 * struct host_kernel - a kernel that can be a host
 * @name: package and version, "linux-image-6.1.0-9-amd64_6.1.9-1"
 * @folder: in the cache
 * @image: its bzImage
 * @modules: what PID 1 loads, by names in the order of loading: for an
 *	initramfs
 */
struct host_kernel {
	char *name;
	char *folder;
	char *image;
	struct program modules;
};

/**
 * host_kernel_open - take it out of the cache, or put it there
 *
 * One process at a time downloads; others wait for it.  apt(8) says which
 * package it is and where it comes from.
 *
 * Return: 0, -EINTR, or -errno; released by host_kernel_close() in all cases.
 */
int host_kernel_open(struct host_kernel *kernel, struct error *err);

/**
 * host_package_parse - which package a metapackage stands for
 * @text: what `apt-cache show` prints of linux-image-amd64
 * @package: "linux-image-6.1.0-9-amd64"; the caller frees
 * @version: "6.1.9-1"; the caller frees
 *
 * Return: 0 or -EINVAL.
 */
int host_package_parse(const char *text, char **package, char **version,
		       struct error *err);

/** host_kernel_close - free */
void host_kernel_close(struct host_kernel *kernel);

#endif
