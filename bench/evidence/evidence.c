// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/memstream.h"

/* As sha256sum(1) has it. */
#define SUMS_SEPARATOR "  "

int evidence_begin(struct evidence *evidence, const char *runs,
		   const char *run_id, struct error *err)
{
	int ret;

	evidence->runs = runs;
	evidence->sealed = xasprintf("%s/%s", runs, run_id);
	evidence->partial = xasprintf("%s.partial", evidence->sealed);
	ret = directory_remove(evidence->partial, err);
	return ret ? ret : directory_make(evidence->partial, err);
}

static int add_sum(const char *folder, const char *name, FILE *sums,
		   struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	char hex[DIGEST_HEX_SIZE];
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		ret = file_sync(path, err);
	if (ret == 0)
		fprintf(sums, "%s" SUMS_SEPARATOR "%s\n", hex, name);
	free(path);
	return ret;
}

static int write_sums(const char *folder, struct error *err)
{
	char *path = evidence_path(folder, EVIDENCE_SUMS);
	char *text = NULL;
	size_t size;
	char **names = NULL;
	FILE *sums = memstream_open(&text, &size);
	int ret = directory_list(folder, &names, err);

	for (char **name = names; ret >= 0 && *name; name++) {
		ret = add_sum(folder, *name, sums, err);
		if (ret)
			break;
	}
	directory_list_free(names);
	memstream_close(sums);
	if (ret >= 0)
		ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}

int evidence_seal(struct evidence *evidence, struct error *err)
{
	int ret = write_sums(evidence->partial, err);

	if (ret == 0)
		ret = file_sync(evidence->partial, err);
	if (ret == 0 && rename(evidence->partial, evidence->sealed))
		ret = error_set(err, errno, "%s: %s", evidence->sealed,
				strerror(errno));
	return ret ? ret : file_sync(evidence->runs, err);
}

void evidence_release(struct evidence *evidence)
{
	struct error ignored;

	if (evidence->partial)
		directory_remove(evidence->partial, &ignored);
	free(evidence->partial);
	free(evidence->sealed);
	*evidence = (struct evidence){ 0 };
}

static int verify_line(const char *folder, const char *line, size_t length,
		       struct error *err)
{
	size_t skip = DIGEST_HEX_SIZE - 1 + strlen(SUMS_SEPARATOR);
	char hex[DIGEST_HEX_SIZE];
	char *path;
	int ret;

	if (length <= skip)
		return error_set(err, EBADMSG, "%s/%s: found `%.*s`, expected a hash and a name",
				 folder, evidence_name(EVIDENCE_SUMS),
				 (int)length, line);
	path = xasprintf("%s/%.*s", folder, (int)(length - skip),
			 line + skip);
	ret = digest_file(path, hex, err);
	if (ret == 0 && strncmp(hex, line, DIGEST_HEX_SIZE - 1))
		ret = error_set(err, EBADMSG,
				"%s: changed since it was sealed", path);
	free(path);
	return ret;
}

int evidence_verify(const char *folder, struct error *err)
{
	char *path = evidence_path(folder, EVIDENCE_SUMS);
	char *text = NULL;
	int ret = file_read(path, &text, NULL, err);

	for (char *line = text; ret == 0 && *line;) {
		size_t length = strcspn(line, "\n");

		ret = verify_line(folder, line, length, err);
		line += length + (line[length] == '\n');
	}
	free(text);
	free(path);
	return ret;
}
