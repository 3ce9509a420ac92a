// SPDX-License-Identifier: GPL-2.0-only
#include "lib/jsonfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

int jsonfile_write(const char *path, const json_t *value, struct error *err)
{
	char *text = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
	int ret = text ? file_write(path, text, strlen(text), err) :
		  error_set(err, EILSEQ,
			    "%s: found a byte that is no UTF-8", path);

	free(text);
	return ret;
}

json_t *jsonfile_read(const char *folder, const char *name,
		      struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	json_error_t reason;
	json_t *value = json_load_file(path, JSON_REJECT_DUPLICATES, &reason);

	if (!value)
		error_set(err, EINVAL, "%s:%d: %s", path,
			  reason.line < 0 ? 0 : reason.line, reason.text);
	free(path);
	return value;
}

const char *jsonfile_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

json_t *jsonfile_numbers(const int *numbers, unsigned int count)
{
	json_t *list = numbers ? json_array() : json_null();

	for (unsigned int i = 0; numbers && i < count; i++)
		json_array_append_new(list, json_integer(numbers[i]));
	return list;
}
