// SPDX-License-Identifier: GPL-2.0-only
#include "lib/jsonfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
