// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

#define FILE_NAME "bisect.tsv"

static const char *const state_names[] = {
	[CANDIDATE_OPEN] = "open",
	[CANDIDATE_MEASURED] = "measured",
	[CANDIDATE_NO_BUILD] = "no-build",
	[CANDIDATE_ENDED] = "ended",
};

void bisect_record_make(struct bisect_record *record, const char *question,
			char *const *commits, char *const *subjects,
			size_t count)
{
	*record = (struct bisect_record){
		.question = xstrdup(question),
		.list = xcalloc(count, sizeof(*record->list)),
		.looks = xcalloc(count, sizeof(*record->looks)),
		.count = count,
	};
	for (size_t i = 0; i < count; i++)
		record->looks[i] = (struct bisect_look){
			.commit = xstrdup(commits[i]),
			.subject = xstrdup(subjects[i]),
			.image = xstrdup(""),
			.folder = xstrdup(""),
			.note = xstrdup(""),
		};
}

/* A field of the table: one line, no tab. */
static void put(FILE *out, const char *text)
{
	fputc('\t', out);
	for (; *text; text++)
		fputc(*text == '\t' || *text == '\n' ? ' ' : *text, out);
}

static void print_candidate(FILE *out, const struct bisect_record *record,
			    size_t i)
{
	const struct candidate *candidate = &record->list[i];
	const struct bisect_look *look = &record->looks[i];

	if (candidate->state == CANDIDATE_OPEN)
		return;
	fputs("commit", out);
	put(out, look->commit);
	put(out, state_names[candidate->state]);
	fprintf(out, "\t%" PRIu64 "\t%s", candidate->value,
		*candidate->digest ? candidate->digest : "-");
	fprintf(out, "\t%s", look->built ? "built" : "kept");
	put(out, *look->image ? look->image : "-");
	put(out, *look->folder ? look->folder : "-");
	put(out, *look->note ? look->note : look->subject);
	fputc('\n', out);
}

int bisect_record_write(const struct bisect_record *record, const char *folder,
			struct error *err)
{
	char *path = xasprintf("%s/" FILE_NAME, folder);
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret;

	fputs("numaboot-bisect\t1\nquestion", out);
	put(out, record->question);
	fputc('\n', out);
	for (size_t i = 0; i < record->count; i++)
		print_candidate(out, record, i);
	memstream_close(out);
	ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}

struct reading {
	struct tsvfile file;
	struct bisect_record *record;
};

static int take_question(void *context)
{
	struct reading *reading = context;

	if (strcmp(reading->file.fields[1], reading->record->question) == 0)
		return 0;
	return tsvfile_reject(&reading->file, "the question that is asked now");
}

static int find_built(const char *name, bool *built)
{
	*built = strcmp(name, "built") == 0;
	return *built || strcmp(name, "kept") == 0 ? 0 : -EINVAL;
}

static int find_state(const char *name, enum candidate_state *state)
{
	for (*state = CANDIDATE_MEASURED; *state <= CANDIDATE_ENDED; ++*state)
		if (strcmp(name, state_names[*state]) == 0)
			return 0;
	return -EINVAL;
}

/* "-" is nothing. */
static void take(char **text, const char *field)
{
	free(*text);
	*text = xstrdup(strcmp(field, "-") ? field : "");
}

static int take_candidate(struct reading *reading, size_t i)
{
	char **fields = reading->file.fields;
	struct candidate *candidate = &reading->record->list[i];
	struct bisect_look *look = &reading->record->looks[i];

	if (find_state(fields[2], &candidate->state))
		return tsvfile_reject(&reading->file,
				      "measured, no-build or ended");
	if (parse_u64(fields[3], &candidate->value))
		return tsvfile_reject(&reading->file, "a whole number");
	if (candidate->state == CANDIDATE_MEASURED &&
	    !digest_is_hex(fields[4]))
		return tsvfile_reject(&reading->file, "a digest");
	snprintf(candidate->digest, sizeof(candidate->digest), "%s",
		 strcmp(fields[4], "-") ? fields[4] : "");
	if (find_built(fields[5], &look->built))
		return tsvfile_reject(&reading->file, "built or kept");
	take(&look->image, fields[6]);
	take(&look->folder, fields[7]);
	if (candidate->state != CANDIDATE_MEASURED)
		take(&look->note, fields[8]);
	return 0;
}

static int take_commit(void *context)
{
	struct reading *reading = context;
	const struct bisect_record *record = reading->record;

	for (size_t i = 0; i < record->count; i++)
		if (strcmp(record->looks[i].commit,
			   reading->file.fields[1]) == 0)
			return take_candidate(reading, i);
	return tsvfile_reject(&reading->file, "a commit of the range");
}

int bisect_record_load(struct bisect_record *record, const char *folder,
		       struct error *err)
{
	static const struct tsvfile_record records[] = {
		{ "question", 2, "question, text", take_question },
		{ "commit", 9,
		  "commit, name, state, value, digest, built or kept, image, folder, note",
		  take_commit },
		{ 0 },
	};
	static const struct tsvfile_format format = {
		.name = "numaboot-bisect",
		.records = records,
		.kinds = "question or commit",
	};
	struct reading reading = { .record = record };
	char *path = xasprintf("%s/" FILE_NAME, folder);
	int ret = tsvfile_read(&reading.file, path, &format, &reading, err);

	free(path);
	return ret;
}

void bisect_record_release(struct bisect_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		free(record->looks[i].commit);
		free(record->looks[i].subject);
		free(record->looks[i].image);
		free(record->looks[i].folder);
		free(record->looks[i].note);
	}
	free(record->question);
	free(record->list);
	free(record->looks);
	*record = (struct bisect_record){ 0 };
}
