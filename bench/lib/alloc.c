// SPDX-License-Identifier: GPL-2.0-only
#include "lib/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
	if (!memory) {
		fputs("numaboot: out of memory\n", stderr);
		abort();
	}
	return memory;
}

void *xcalloc(size_t count, size_t size)
{
	return checked(calloc(count ? count : 1, size));
}

void *xgrow(void *array, size_t count, size_t size)
{
	if ((count & (count - 1)) == 0)
		array = checked(reallocarray(array, count ? 2 * count : 1,
					     size));
	memset((char *)array + count * size, 0, size);
	return array;
}

char *xstrdup(const char *text)
{
	return checked(strdup(text));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	return checked(length < 0 ? NULL : text);
}
