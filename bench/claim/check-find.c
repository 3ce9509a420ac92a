// SPDX-License-Identifier: GPL-2.0-only
/* Which files a claim's lines are checked by, and whether they are its own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/check.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* Takes @path. */
static int take_file(struct check_file *file, char *path, const char *sha256,
		     struct error *err)
{
	char found[DIGEST_HEX_SIZE];
	int ret;

	if (!file_exists(path)) {
		file->foreign = xasprintf("%s: is missing", path);
		free(path);
		return 0;
	}
	file->path = path;
	if (!sha256) {
		file->foreign = xasprintf("%s: the claim has no hash of it",
					  path);
		return 0;
	}
	ret = digest_file(path, found, err);
	if (ret == 0 && strcmp(found, sha256))
		file->foreign = xasprintf("%s: found SHA-256 %.12s, expected %.12s, which the claim was made from",
					  path, found, sha256);
	return ret;
}

/* Beside the claim lie its own rows, or the whole table. */
static int take_verdicts(struct check *check, const struct claim *claim,
			 const char *folder, struct error *err)
{
	char *path;

	if (folder)
		return take_file(&check->verdicts,
				 xasprintf("%s/verdicts.csv", folder),
				 claim->verdicts_sha256, err);
	path = claim_file(claim, CLAIM_ROWS_SUFFIX);
	if (claim->rows_sha256)
		return take_file(&check->verdicts, path, claim->rows_sha256,
				 err);
	free(path);
	return take_file(&check->verdicts,
			 claim_beside(claim, "verdicts.csv"),
			 claim->verdicts_sha256, err);
}

int check_find(struct check *check, const struct claim *claim,
	       const char *folder, struct error *err)
{
	int ret = take_verdicts(check, claim, folder, err);
	char *report;

	if (ret)
		return ret;
	report = folder ? xasprintf("%s/report.txt", folder) :
			  claim_beside(claim, "report.txt");
	return take_file(&check->report, report, claim->report_sha256, err);
}

void check_release(struct check *check)
{
	free(check->verdicts.path);
	free(check->verdicts.foreign);
	free(check->report.path);
	free(check->report.foreign);
	*check = (struct check){ 0 };
}
