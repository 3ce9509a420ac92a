// SPDX-License-Identifier: GPL-2.0-only
#include "identity.h"

#include <jansson.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "?";
}

char *identity_title(const char *evidence, struct error *err)
{
	json_t *cell = jsonfile_read(evidence, evidence_name(EVIDENCE_CELL),
				     err);
	char *title = NULL;

	if (cell)
		title = xasprintf("%s on %s, %s mapping",
				  text_of(cell, "arm"),
				  text_of(cell, "topology"),
				  text_of(cell, "mapping"));
	json_decref(cell);
	return title;
}
