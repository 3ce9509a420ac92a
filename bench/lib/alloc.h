/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ALLOC_H
#define NUMABOOT_ALLOC_H

/*
 * Allocation that cannot fail: a host program that is out of memory has
 * nothing better to do than to say so and abort.  Sealed evidence is on disk
 * by then and stays there.
 */

#include <stddef.h>

/**
 * xcalloc - allocate @count zeroed objects of @size bytes
 *
 * Return: memory that the caller frees.
 */
void *xcalloc(size_t count, size_t size);

/**
 * xgrow - make room for one more element in a growing array
 * @array: the array, NULL at first
 * @count: elements in use; room for @count + 1 is guaranteed
 * @size: bytes of an element
 *
 * Capacity doubles at the powers of two, so no capacity is stored.
 *
 * Return: the array, perhaps moved.  The new element is zeroed.
 */
void *xgrow(void *array, size_t count, size_t size);

/** xstrdup - copy a string; the caller frees it */
char *xstrdup(const char *text);

/** xasprintf - format into a new string; the caller frees it */
char *xasprintf(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
