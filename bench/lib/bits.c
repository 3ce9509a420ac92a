// SPDX-License-Identifier: GPL-2.0-only
#include "lib/bits.h"

#include <stdlib.h>

#include "lib/alloc.h"

char *bits_list(uint64_t bits)
{
	char *list = xstrdup("");

	for (int number = 0; number < 64; number++) {
		char *longer;

		if (!(bits >> number & 1))
			continue;
		longer = xasprintf("%s%s%d", list, *list ? "," : "", number);
		free(list);
		list = longer;
	}
	return list;
}
