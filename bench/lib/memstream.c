// SPDX-License-Identifier: GPL-2.0-only
#include "lib/memstream.h"

#include <stdlib.h>

static void out_of_memory(void)
{
	fputs("numaboot: out of memory\n", stderr);
	abort();
}

FILE *memstream_open(char **text, size_t *size)
{
	FILE *stream = open_memstream(text, size);

	if (!stream)
		out_of_memory();
	return stream;
}

void memstream_close(FILE *stream)
{
	int failed = ferror(stream);

	if (fclose(stream) || failed)
		out_of_memory();
}
