/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMAGE_H
#define NUMABOOT_IMAGE_H

/*
 * What makes a file a bzImage.  It is checked before anything is booted: a
 * damaged one would only be seen as a guest that says nothing.
 */

#include "lib/error.h"

/**
 * image_check - is this file a whole bzImage?
 *
 * Looks at the boot sector's flag, the "HdrS" magic, the load-high flag
 * and whether the file is as long as setup_sects and syssize say
 * (Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header").
 *
 * Return: 0, -EINVAL or -errno with the sentence set.
 */
int image_check(const char *path, struct error *err);

#endif
