// SPDX-License-Identifier: GPL-2.0-only
#include "lib/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* strtoull() would take a sign and leading blanks; a number here has none. */
static int parse_digits(const char *text, uint64_t *value, char **end)
{
	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, end,
			  text[0] == '0' && text[1] == 'x' ? 16 : 10);
	return -errno;
}

int parse_u64(const char *text, uint64_t *value)
{
	char *end = NULL;
	int ret = parse_digits(text, value, &end);

	if (ret)
		return ret;
	return *end ? -EINVAL : 0;
}

int parse_bytes(const char *text, uint64_t *bytes)
{
	static const char suffixes[] = "KMGT";
	const char *suffix;
	char *end = NULL;
	int ret = parse_digits(text, bytes, &end);
	int shift;

	if (ret)
		return ret;
	if (!*end)
		return 0;
	suffix = strchr(suffixes, *end);
	if (!suffix || end[1])
		return -EINVAL;
	shift = 10 * (int)(suffix - suffixes + 1);
	if (*bytes << shift >> shift != *bytes)
		return -ERANGE;
	*bytes <<= shift;
	return 0;
}

int parse_bool(const char *text, bool *value)
{
	static const char *const names[][2] = {
		{ "no", "yes" }, { "false", "true" }, { "off", "on" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (int truth = 0; truth < 2; truth++) {
			if (strcmp(text, names[i][truth]) == 0) {
				*value = truth;
				return 0;
			}
		}
	}
	return -EINVAL;
}

int parse_words(const char *text, char ***words)
{
	size_t slots = strlen(text) / 2 + 2;
	char *copy, *word, *rest;
	int count = 0;

	*words = xcalloc(1, slots * sizeof(char *) + strlen(text) + 1);
	copy = strcpy((char *)(*words + slots), text);
	for (word = strtok_r(copy, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest))
		(*words)[count++] = word;
	return count;
}
