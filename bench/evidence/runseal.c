// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/runseal.h"

#include <stdlib.h>
#include <string.h>

#define KEY "sha256"

static void digest_of(const json_t *run, char hex[DIGEST_HEX_SIZE])
{
	json_t *copy = json_copy((json_t *)run);
	char *text;

	json_object_set_new(copy, KEY, json_string(""));
	text = json_dumps(copy, JSON_INDENT(2));
	SHA256Data((const uint8_t *)text, text ? strlen(text) : 0, hex);
	free(text);
	json_decref(copy);
}

void runseal_sign(json_t *run)
{
	char hex[DIGEST_HEX_SIZE];

	digest_of(run, hex);
	json_object_set_new(run, KEY, json_string(hex));
}

bool runseal_holds(const json_t *run)
{
	const char *seal = json_string_value(json_object_get(run, KEY));
	char hex[DIGEST_HEX_SIZE];

	digest_of(run, hex);
	return seal && strcmp(seal, hex) == 0;
}
