/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BESIDE_H
#define NUMABOOT_BESIDE_H

/*
 * What a build or a package puts beside an image: System.map or vmlinux, with
 * the image's own version in the name or without one.
 */

/**
 * beside_symbols - the symbols beside an image
 * @passed_over: Debian's stub of a System.map, which has none; the caller
 *	frees, NULL when there is none
 *
 * Beside vmlinuz-VERSION these in turn: System.map-VERSION, vmlinux-VERSION,
 * System.map, vmlinux.
 *
 * Return: path of the first that is there, NULL without one; the caller frees.
 */
char *beside_symbols(const char *image, char **passed_over);

#endif
