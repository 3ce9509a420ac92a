// SPDX-License-Identifier: GPL-2.0-only
#include "format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct digits format_count(uint64_t count)
{
	struct digits digits;
	char plain[24];
	char *to = digits.text;
	size_t length;

	snprintf(plain, sizeof(plain), "%" PRIu64, count);
	length = strlen(plain);
	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = plain[i];
	}
	*to = '\0';
	return digits;
}

struct digits format_change(int64_t change)
{
	uint64_t size = change < 0 ? -(uint64_t)change : (uint64_t)change;
	struct digits digits = format_count(size);

	if (change) {
		memmove(digits.text + 1, digits.text, sizeof(digits.text) - 1);
		digits.text[0] = change < 0 ? '-' : '+';
	}
	return digits;
}

double format_share(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}
