/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PACKAGES_H
#define NUMABOOT_PACKAGES_H

/*
 * Debian packages that programs are of.  A package is told for the very file
 * that is run, never for one that is called alike: of another file nothing is
 * known but its name.
 */

#include <jansson.h>

#include "lib/argv.h"

/**
 * packages_of - the packages of files
 * @paths: of programs, without symbolic links (process_find())
 *
 * Return: an object of package and version with Debian's revision; of a file
 * that no package owns, its name and null.  NULL: dpkg-query does not answer.
 */
json_t *packages_of(const struct argv *paths);

#endif
