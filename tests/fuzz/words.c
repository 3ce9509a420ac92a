// SPDX-License-Identifier: GPL-2.0-only
/* Formats that others are made of. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "lib/argv.h"
#include "lib/csv.h"
#include "lib/jsonfile.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

/* A fault of our own: what finds faults must find this one. */
void fuzz_faulty(const struct fuzz_input *input)
{
	char *copy = strdup(input->text);
	volatile const char *at = copy;

	if (strcmp(copy, "fault") == 0)
		(void)at[strlen(copy) + 1];
	free(copy);
}

void fuzz_numbers(const struct fuzz_input *input)
{
	struct argv argv = { 0 };
	uint64_t number;
	bool truth;
	char **words;

	parse_u64(input->text, &number);
	parse_bytes(input->text, &number);
	parse_bool(input->text, &truth);
	parse_words(input->text, &words);
	for (char **word = words; *word; word++)
		argv_add(&argv, "%s", *word);
	free(argv_join(&argv));
	csv_field(fuzz_nowhere(), input->text);
	argv_release(&argv);
	free(words);
}

void fuzz_json(const struct fuzz_input *input)
{
	struct error err;
	json_t *value;

	fuzz_put_input(input, "any.json");
	value = jsonfile_read(fuzz_folder(), "any.json", &err);
	jsonfile_text(value, "name");
	json_decref(value);
}

static int take_nothing(void *context)
{
	(void)context;
	return 0;
}

void fuzz_tsv(const struct fuzz_input *input)
{
	static const struct tsvfile_record records[] = {
		{ "total", 3, "total A B", take_nothing },
		{ "function", 5, "function A B C D", take_nothing },
		{ .kind = NULL },
	};
	static const struct tsvfile_format format = {
		.name = "numaboot-profile",
		.records = records,
		.kinds = "some",
	};
	struct tsvfile file;
	struct error err;

	tsvfile_read(&file, fuzz_put_input(input, "any.tsv"), &format, NULL,
		     &err);
}
