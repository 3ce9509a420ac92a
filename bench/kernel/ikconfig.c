// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/ikconfig.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/inflate.h"
#include "lib/alloc.h"

/* A configuration with everything in it has 300 KiB. */
#define TEXT_MAX (4U << 20)

static char *inflate(const unsigned char *bytes, size_t length)
{
	char *text = xcalloc(TEXT_MAX + 1, 1);
	struct error ignored;
	long got = inflate_bytes(bytes, length, text, TEXT_MAX, &ignored);

	if (got > 0 && !memchr(text, '\0', (size_t)got))
		return text;
	free(text);
	return NULL;
}

/* The words also stand in tools' texts: only gzip's bytes follow the real one. */
char *ikconfig_read(const struct payload *payload)
{
	static const char begin[] = "IKCFG_ST\x1f\x8b";
	const unsigned char *end = payload->bytes + payload->size;
	const unsigned char *at = memmem(payload->bytes, payload->size, begin,
					 sizeof(begin) - 1);
	const unsigned char *behind;

	if (!at)
		return NULL;
	at += strlen("IKCFG_ST");
	behind = memmem(at, (size_t)(end - at), "IKCFG_ED", 8);
	return behind ? inflate(at, (size_t)(behind - at)) : NULL;
}
