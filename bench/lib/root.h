/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ROOT_H
#define NUMABOOT_ROOT_H

/*
 * Where the project's own files are, in a checkout as well as installed.  They
 * are found from the program's place, whatever the working folder is.
 */

#include <stdbool.h>

/**
 * root_path - where one of the project's own files is
 * @name: relative to the project's root, "kernels/variants.ini"
 *
 * The root is found from the program's own place: the checkout that
 * build/numaboot lies in, or PREFIX/lib/numaboot beside PREFIX/bin.
 * In the checkout itself the path is just @name.
 *
 * Return: a string that the caller frees.
 */
char *root_path(const char *name);

/** root_is_installed - the program is in PREFIX/bin, not in a checkout */
bool root_is_installed(void);

#endif
