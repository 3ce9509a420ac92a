// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/arguments.h"

#include <stddef.h>
#include <string.h>

const char *argument_value(const char *argument, const char *key)
{
	size_t length = strlen(key);

	if (strncmp(argument, key, length) != 0 || argument[length] != '=')
		return NULL;
	return argument + length + 1;
}

const char *argument_find(int argc, char **argv, const char *key)
{
	for (int i = 0; i < argc; i++) {
		const char *value = argument_value(argv[i], key);

		if (value)
			return value;
	}
	return NULL;
}
