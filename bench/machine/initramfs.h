/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INITRAMFS_H
#define NUMABOOT_INITRAMFS_H

/*
 * What a guest finds as its root: devices, /init, programs.
 * The same inputs give the same bytes everywhere, since its bytes are part of
 * what a boot counts.
 */

#include "lib/error.h"
#include "machine/program.h"

/* How large /init is in the image: zeros follow the program. */
#define INITRAMFS_INIT_BYTES (1 << 20)

/**
 * initramfs_write - what the guest boots from
 * @path: the file, replaced when it exists, left alone when the call fails
 * @init_path: a static binary, becomes /init
 * @program: what /init is to run, with its files; NULL for nothing
 * @err: the sentence
 *
 * An uncompressed cpio archive ("newc") with device nodes, /init and
 * @program.  The same init and program give the same bytes everywhere: owner
 * 0, time 0, inodes counted from 1.  Another compiler's init gives an image of
 * the same size, so that the kernel does the same work until it runs it.  No
 * root is needed.
 *
 * Return: 0, -EFBIG for an init that is larger than INITRAMFS_INIT_BYTES, or
 * -errno.
 */
int initramfs_write(const char *path, const char *init_path,
		    const struct program *program, struct error *err);

#endif
