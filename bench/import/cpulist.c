// SPDX-License-Identifier: GPL-2.0-only
#include "import/cpulist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cpulist_add(struct described_cpus *cpus, const char *text, int nid)
{
	for (;;) {
		unsigned int first, last;
		int used = 0;

		text += strspn(text, ", \t\r\n");
		if (!*text)
			return true;
		if (sscanf(text, "%5u%n", &first, &used) != 1)
			return false;
		text += used;
		last = first;
		used = 0;
		if (*text == '-' &&
		    sscanf(text, "-%5u%n", &last, &used) != 1)
			return false;
		text += used;
		if (first > last || last >= DESCRIBED_MAX_CPUS)
			return false;
		for (; first <= last; first++)
			described_add_cpu(cpus, first, nid);
	}
}

bool cpumask_add(struct described_cpus *cpus, const char *text, int nid)
{
	unsigned int words = 1, word;

	for (const char *at = text; *at; at++)
		words += *at == ',';
	if (words > DESCRIBED_MAX_CPUS / 32)
		return false;
	for (word = words; word-- > 0; text += *text == ',') {
		unsigned long bits = 0;
		char *end = (char *)text;

		if (*text != ',' && *text && *text != '\n')
			bits = strtoul(text, &end, 16);
		if (end > text + 10)
			return false;
		text = end;
		for (unsigned int i = 0; i < 32; i++)
			if (bits >> i & 1)
				described_add_cpu(cpus, word * 32 + i, nid);
		if (*text && !strchr(",\n", *text))
			return false;
	}
	return true;
}

bool cpulist_has(const struct described_cpus *cpus, unsigned int number)
{
	for (size_t i = 0; i < cpus->count; i++)
		if (cpus->at[i].number == number)
			return true;
	return false;
}
