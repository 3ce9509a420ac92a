// SPDX-License-Identifier: GPL-2.0-only
#include "claim/compared.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claim/guests.h"
#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "session/folder.h"
#include "workload/samples.h"

#define METRICS "metrics.csv"
/* What metrics.csv was when the run was made. */
#define METRICS_THEN "metrics-then.csv"
#define METRICS_BYTES (16 << 20)

static const char *field(const struct session_record *record, const char *of,
			 const char *key)
{
	const json_t *object = of ? json_object_get(record->json, of) :
				    record->json;

	return jsonfile_text(object, key);
}

/* The layout control is none to compare. */
static bool has_arm(const struct session_record *record, const char *arm)
{
	for (size_t i = 0; i < record->arm_count; i++)
		if (strcmp(record->arms[i], arm) == 0)
			return (int)i != record->layout;
	return false;
}

static int check_arm(const struct session_record *record,
		     const struct run_word *word, struct error *err)
{
	if (!word->arm || has_arm(record, word->arm))
		return 0;
	return error_set(err, EINVAL,
			 "%s: found no arm `%s` in it, expected one of its %zu, such as `%s`",
			 word->text, word->arm,
			 record->arm_count - (record->layout >= 0),
			 record->arm_count ? record->arms[0] : "");
}

static int check_run(const struct session_record *record,
		     const struct run_word *word, struct error *err)
{
	const char *version = field(record, NULL, "version");

	if (!record->complete)
		return error_set(err, EINVAL,
				 "%s: is not complete: `numaboot run … --resume %s` goes on with it",
				 word->folder, word->folder);
	if (strverscmp(version, NUMABOOT_VERSION) > 0)
		return error_set(err, EINVAL,
				 "%s: is of numaboot %s, expected %s or older: use that one",
				 word->folder, version, NUMABOOT_VERSION);
	if (strcmp(field(record, "engine", "name"), "exact"))
		return error_set(err, EINVAL,
				 "%s: is of the engine %s: two runs are not interleaved, so a drift of the host lands on one side: boot both in one plan",
				 word->folder, field(record, "engine", "name"));
	return check_arm(record, word, err);
}

static int check_same(const struct session_record *first,
		      const struct session_record *other,
		      const struct run_word *words, int index,
		      struct error *err)
{
	const char *a = field(first, "engine", "accelerator");
	const char *b = field(other, "engine", "accelerator");

	if (strcmp(a, b) == 0)
		return 0;
	return error_set(err, EINVAL,
			 "%s ran under %s and %s under %s: expected one accelerator",
			 words[0].folder, a, words[index].folder, b);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static int check_twice(const struct run_word *words, int index,
		       struct error *err)
{
	for (int i = 0; i < index; i++)
		if (strcmp(words[i].folder, words[index].folder) == 0 &&
		    (same_text(words[i].arm, words[index].arm) ||
		     !words[i].arm || !words[index].arm))
			return error_set(err, EINVAL,
					 "%s and %s: found the run %s twice, expected different runs, or different arms of it",
					 words[i].text, words[index].text,
					 words[index].folder);
	return 0;
}

/* 0.1 let a run be without the table. */
static int keep_metrics(const char *from, const char *to, struct error *err)
{
	char *path = xasprintf("%s/" METRICS, from);
	char *copy = xasprintf("%s/" METRICS_THEN, to);
	char *text = NULL;
	size_t size;
	int ret = 0;

	if (file_exists(path))
		ret = file_read_at_most(path, METRICS_BYTES, &text, &size, err);
	if (ret == 0 && text)
		ret = file_write(copy, text, size, err);
	free(text);
	free(copy);
	free(path);
	return ret;
}

static int lay_down(const struct session_record *record,
		    const struct run_word *word, const char *folder, int index,
		    struct error *err)
{
	char *into = xasprintf("%s/%d", folder, index + 1);
	char *copy = evidence_session_path(into, EVIDENCE_RUN_JSON);
	int ret = directory_make(into, err);

	if (ret == 0)
		ret = jsonfile_write(copy, record->json, err);
	if (ret == 0)
		ret = keep_metrics(word->folder, into, err);
	if (ret == 0)
		ret = samples_write_into(record, word->folder, into, err);
	free(copy);
	free(into);
	return ret < 0 ? ret : 0;
}

static int describe_run(json_t *runs, const struct session_record *record,
			const struct run_word *word, struct error *err)
{
	json_t *guests = NULL;
	int ret = guests_describe(record, word->folder, &guests, err);

	json_array_append_new(runs, json_pack(
		"{s:s, s:s, s:s?, s:s, s:b, s:o?}", "word", word->text,
		"folder", word->folder, "arm", word->arm, "sha256",
		field(record, NULL, "sha256"), "sealed", record->sealed,
		"guests", guests));
	return ret;
}

/* @folder is NULL: only look whether they can be compared. */
static int take_runs(const struct run_word *words, int count,
		     const char *folder, json_t *runs, struct error *err)
{
	struct session_record first = { 0 };
	int ret = 0;

	for (int i = 0; i < count && ret == 0; i++) {
		struct session_record record = { 0 };

		ret = check_twice(words, i, err);
		if (ret == 0)
			ret = session_record_read(&record, words[i].folder, err);
		if (ret == 0)
			ret = check_run(&record, &words[i], err);
		if (ret == 0 && i > 0)
			ret = check_same(&first, &record, words, i, err);
		if (ret == 0 && folder)
			ret = session_verify(&record, words[i].folder,
					     SESSION_MISSING_REFUSED, err);
		if (ret == 0 && folder)
			ret = samples_check(&record, words[i].folder, err);
		if (ret == 0 && folder)
			ret = lay_down(&record, &words[i], folder, i, err);
		if (ret == 0 && folder)
			ret = describe_run(runs, &record, &words[i], err);
		if (i == 0)
			first = record;
		else
			session_record_release(&record);
	}
	session_record_release(&first);
	return ret;
}

static json_t *argv_json(int argc, const char **argv)
{
	json_t *words = json_array();

	for (int i = 0; i < argc; i++)
		json_array_append_new(words, json_string(argv[i]));
	return words;
}

static json_t *describe(int argc, const char **argv, json_t *runs)
{
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &utc));
	return json_pack("{s:i, s:s, s:s, s:o, s:O}", "schema",
			 COMPARED_SCHEMA, "version", NUMABOOT_VERSION,
			 "stamp", stamp, "argv", argv_json(argc, argv), "runs",
			 runs);
}

static void add_arm(char ***arms, size_t *count, const char *arm, int run)
{
	*arms = xgrow(*arms, *count, sizeof(**arms));
	(*arms)[(*count)++] = xasprintf("%s@run%d", arm, run);
}

/* Arms of the Nth run that the first one has too, or the one that is asked for. */
static int add_arms(char ***arms, size_t *count,
		    const struct session_record *first,
		    const struct run_word *word, int run, struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, word->folder, err);

	if (ret == 0 && word->arm)
		add_arm(arms, count, word->arm, run);
	for (size_t i = 0; ret == 0 && !word->arm && i < record.arm_count; i++)
		if (has_arm(&record, record.arms[i]) &&
		    has_arm(first, record.arms[i]))
			add_arm(arms, count, record.arms[i], run);
	session_record_release(&record);
	return ret;
}

int compared_arms(const struct run_word *words, int count, char ***arms,
		    struct error *err)
{
	struct session_record first;
	bool each = true;
	size_t found = 0;
	int ret = session_record_read(&first, words[0].folder, err);

	*arms = NULL;
	for (int i = 0; i < count; i++)
		each = each && words[i].arm;
	if (each) {
		add_arm(arms, &found, words[0].arm, 1);
	} else {
		*arms = xgrow(*arms, found, sizeof(**arms));
		(*arms)[found++] = xstrdup("run1");
	}
	for (int i = 1; i < count && ret == 0; i++)
		ret = add_arms(arms, &found, &first, &words[i], i + 1, err);
	*arms = xgrow(*arms, found, sizeof(**arms));
	(*arms)[found] = NULL;
	session_record_release(&first);
	return ret;
}

void compared_free_arms(char **arms)
{
	for (char **arm = arms; arm && *arm; arm++)
		free(*arm);
	free(arms);
}

static int store(const char *folder, const json_t *record, struct error *err)
{
	char *path = xasprintf("%s/" COMPARED_RECORD, folder);
	int ret = jsonfile_write(path, record, err);

	free(path);
	return ret;
}

static int fill(const struct run_word *words, int count, int argc,
		const char **argv, const char *folder, struct error *err)
{
	json_t *runs = json_array();
	int ret = take_runs(words, count, folder, runs, err);

	if (ret == 0) {
		json_t *record = describe(argc, argv, runs);

		ret = store(folder, record, err);
		json_decref(record);
	}
	json_decref(runs);
	return ret;
}

int compared_make(const struct run_word *words, int count, int argc,
		    const char **argv, char **folder, struct error *err)
{
	struct session_folder made;
	struct error ignored;
	int ret = take_runs(words, count, NULL, NULL, err);

	*folder = NULL;
	if (ret)
		return ret;
	ret = folder_make(&made, "out", COMPARED_PLAN, err);
	if (ret == 0) {
		ret = fill(words, count, argc, argv, made.path, err);
		if (ret)
			directory_remove(made.path, &ignored);
	}
	if (ret == 0)
		ret = folder_point_latest(&made, err);
	if (ret == 0)
		*folder = xstrdup(made.path);
	folder_close(&made);
	return ret;
}

bool compared_is(const char *folder)
{
	char *path = xasprintf("%s/" COMPARED_RECORD, folder);
	bool is = file_exists(path);

	free(path);
	return is;
}

static int check_unchanged(const char *folder, const json_t *run,
			   struct error *err)
{
	const char *then = jsonfile_text(run, "sha256");
	const char *path = jsonfile_text(run, "folder");
	struct session_record record;
	int ret = session_record_read(&record, path, err);

	if (ret == 0 && strcmp(field(&record, NULL, "sha256"), then))
		ret = error_set(err, EINVAL,
				"%s: %s is another run than the one that was compared: compare again",
				folder, path);
	session_record_release(&record);
	return ret;
}

static int read_words(const char *folder, const json_t *runs,
		      struct run_word *words, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < json_array_size(runs) && ret == 0; i++) {
		const json_t *run = json_array_get(runs, i);
		const char *arm =
			json_string_value(json_object_get(run, "arm"));

		words[i] = (struct run_word){
			.text = xstrdup(jsonfile_text(run, "word")),
			.folder = xstrdup(jsonfile_text(run, "folder")),
			.arm = arm ? xstrdup(arm) : NULL,
		};
		ret = check_unchanged(folder, run, err);
	}
	return ret;
}

static int check_schema(const char *folder, const json_t *record,
			struct error *err)
{
	json_int_t schema =
		json_integer_value(json_object_get(record, "schema"));

	if (schema == COMPARED_SCHEMA)
		return 0;
	return error_set(err, EINVAL,
			 "%s/" COMPARED_RECORD ": found schema %lld, expected %d",
			 folder, (long long)schema, COMPARED_SCHEMA);
}

/**
 * struct compared - a folder's compare.json
 * @words: @count of them
 */
struct compared {
	struct run_word *words;
	int count;
};

static int open_compared(struct compared *compared, const char *folder,
			   struct error *err)
{
	json_t *record = jsonfile_read(folder, COMPARED_RECORD, err);
	const json_t *runs = json_object_get(record, "runs");
	size_t count = json_array_size(runs);
	int ret = record ? check_schema(folder, record, err) : -EINVAL;

	*compared = (struct compared){
		.words = xcalloc(count + 1, sizeof(struct run_word)),
		.count = (int)count,
	};
	if (ret == 0 && count < 2)
		ret = error_set(err, EINVAL,
				"%s/" COMPARED_RECORD ": found %zu runs, expected 2 or more",
				folder, count);
	if (ret == 0)
		ret = read_words(folder, runs, compared->words, err);
	json_decref(record);
	return ret;
}

static void close_compared(struct compared *compared)
{
	for (int i = 0; i < compared->count; i++)
		run_word_release(&compared->words[i]);
	free(compared->words);
}

int compared_folder_arms(const char *folder, char ***arms,
			   struct error *err)
{
	struct compared compared;
	int ret = open_compared(&compared, folder, err);

	*arms = NULL;
	if (ret == 0)
		ret = compared_arms(compared.words, compared.count, arms,
				      err);
	close_compared(&compared);
	return ret;
}

int compared_renew(const char *folder, struct error *err)
{
	struct compared compared;
	json_t *ignored = json_array();
	int ret = open_compared(&compared, folder, err);

	if (ret == 0)
		ret = take_runs(compared.words, compared.count, folder,
				ignored, err);
	close_compared(&compared);
	json_decref(ignored);
	return ret;
}
