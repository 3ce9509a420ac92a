// SPDX-License-Identifier: GPL-2.0-only
/* A run's folder: its seals, its tables, and its report from these. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/report.h"
#include "cli/verify.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "workload/samples.h"

/* A folder that has the run's own files, and room for tables. */
static int make_scratch(const char *folder, char **scratch, struct error *err)
{
	static const enum evidence_session_file linked[] = {
		EVIDENCE_RUN_JSON, EVIDENCE_RUNS, EVIDENCE_AGAIN,
		EVIDENCE_INPUTS,
	};
	const char *tmp = getenv("TMPDIR");
	char *whole = realpath(folder, NULL);
	int ret = 0;

	*scratch = xasprintf("%s/numaboot-verify.XXXXXX",
			     tmp && *tmp ? tmp : "/tmp");
	if (!whole || !mkdtemp(*scratch))
		ret = error_set(err, errno, "%s: %s", whole ? *scratch : folder,
				strerror(errno));
	for (size_t i = 0; ret == 0 && i < sizeof(linked) / sizeof(linked[0]);
	     i++) {
		char *from = evidence_session_path(whole, linked[i]);
		char *to = evidence_session_path(*scratch, linked[i]);

		if (file_exists(from) && symlink(from, to))
			ret = error_set(err, errno, "%s: %s", to,
					strerror(errno));
		free(from);
		free(to);
	}
	free(whole);
	return ret;
}

static void add_table(struct verify_result *result, const char *name,
		      const char *found, const char *made)
{
	struct inputs *inputs = &result->inputs;

	inputs->list = xgrow(inputs->list, inputs->count,
			     sizeof(*inputs->list));
	inputs->list[inputs->count++] = (struct input){
		.kind = INPUT_CONTRADICTS,
		.what = xasprintf("table %s", name),
		.found = xstrdup(found),
		.made = xstrdup(made),
	};
	result->standing = STANDING_REFUTED;
}

/* The first line that differs says more than two hashes. */
static int compare_lines(struct verify_result *result, const char *name,
			 const char *ours, const char *theirs,
			 struct error *err)
{
	char *found = NULL, *made = NULL;
	const char *a, *b;
	char *what;
	int ret = file_read(ours, &found, NULL, err);
	int line = 1;

	if (ret == 0)
		ret = file_read(theirs, &made, NULL, err);
	if (ret)
		goto out;
	for (a = found, b = made; *a && *b; line++) {
		size_t length = strcspn(a, "\n");

		if (strcspn(b, "\n") != length || strncmp(a, b, length))
			break;
		a += length + (a[length] == '\n');
		b += length + (b[length] == '\n');
	}
	if (*a || *b) {
		char *one = xasprintf("%.*s", (int)strcspn(a, "\n"), a);
		char *other = xasprintf("%.*s", (int)strcspn(b, "\n"), b);

		what = xasprintf("%s:%d", name, line);
		add_table(result, what, one, other);
		free(what);
		free(other);
		free(one);
	} else {
		result->tables++;
	}
out:
	free(found);
	free(made);
	return ret;
}

static int compare_tables(struct verify_result *result, const char *folder,
			  const char *scratch, struct error *err)
{
	char **names = NULL;
	int count = directory_list(scratch, &names, err);
	int ret = count < 0 ? count : 0;

	for (int i = 0; i < count && ret == 0; i++) {
		const char *suffix = strrchr(names[i], '.');
		char *ours = xasprintf("%s/%s", folder, names[i]);
		char *theirs = xasprintf("%s/%s", scratch, names[i]);

		if (suffix && strcmp(suffix, ".csv") == 0 &&
		    file_exists(ours))
			ret = compare_lines(result, names[i], ours, theirs,
					    err);
		free(ours);
		free(theirs);
	}
	directory_list_free(names);
	return ret;
}

static int make_tables(const char *folder, const char *scratch, size_t *arms,
		       struct error *err)
{
	struct session_record record;
	int ret = session_open_verified(&record, folder, err);

	*arms = record.arm_count;
	if (ret == 0)
		ret = samples_write(&record, scratch, err);
	session_record_release(&record);
	return ret < 0 ? ret : 0;
}

int verify_evidence(struct verify_result *result,
		    const struct report_text *report, const char *folder,
		    struct error *err)
{
	char *scratch = NULL, *made = NULL;
	struct error ignored;
	size_t arms = 0;
	int ret = make_scratch(folder, &scratch, err);

	result->folder = xstrdup(folder);
	if (ret == 0)
		ret = make_tables(folder, scratch, &arms, err);
	if (ret == -EBADMSG) {
		result->standing = STANDING_REFUTED;
		result->reason = *err;
	}
	if (ret == 0 && report)
		ret = report_make(scratch, NULL, REPORT_TEXT, err);
	if (ret == 0 && report) {
		made = xasprintf("%s/report.txt", scratch);
		ret = verify_compare(result, report, made, NULL, true, true,
				     err);
		result->tables = 0;
	}
	if (ret == 0)
		ret = compare_tables(result, folder, scratch, err);
	directory_remove(scratch, &ignored);
	free(scratch);
	free(made);
	return ret;
}

int verify_folder(struct verify_result *result, const char *folder,
		  const struct verify_options *options)
{
	char *path = xasprintf("%s/report.txt", folder);
	struct report_texts texts = { 0 };
	struct error err = { "" };
	int ret = 0;

	*result = (struct verify_result){ 0 };
	if (file_exists(path))
		ret = report_texts_read(&texts, path, &err);
	if (ret)
		ret = verify_not_checkable(result, ret, &err);
	else if (texts.count && options->depth > VERIFY_EVIDENCE)
		ret = verify_report(result, &texts.list[0], folder, options);
	else if (options->depth > VERIFY_EVIDENCE)
		ret = verify_not_checkable(result, error_set(&err, ENOENT,
				"%s: found no report.txt, expected one to boot what it says: --evidence reads what is sealed",
				folder), &err);
	else if (texts.count && !texts.list[0].footer.count)
		ret = verify_not_checkable(result, error_set(&err, ENODATA,
				"%s: the report is of before reports said what they were made with: make it again with numaboot report",
				path), &err);
	else {
		ret = verify_evidence(result, texts.count ? &texts.list[0] :
				      NULL, folder, &err);
		if (ret)
			ret = verify_not_checkable(result, ret, &err);
	}
	report_texts_release(&texts);
	free(path);
	return ret;
}
