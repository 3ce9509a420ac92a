// SPDX-License-Identifier: GPL-2.0-only
#include "claim/guests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/jsonfile.h"

/* The word behind an option, or NULL. */
static const char *word_behind(const json_t *words, const char *option)
{
	for (size_t i = 0; i + 1 < json_array_size(words); i++) {
		const char *word =
			json_string_value(json_array_get(words, i));

		if (word && strcmp(word, option) == 0)
			return json_string_value(json_array_get(words, i + 1));
	}
	return NULL;
}

/* "" where the run has none. */
static int hash_firmware(const char *run, char hex[DIGEST_HEX_SIZE],
			 struct error *err)
{
	char *path = evidence_path(run, EVIDENCE_FIRMWARE);
	int ret = 0;

	*hex = '\0';
	if (file_exists(path))
		ret = digest_file(path, hex, err);
	free(path);
	return ret;
}

/* A skipped run has no command. */
static int describe(const char *run, json_t *guests, const char *run_id,
		    struct error *err)
{
	char *path = evidence_path(run, EVIDENCE_COMMAND);
	char firmware[DIGEST_HEX_SIZE];
	json_t *words = NULL;
	int ret = hash_firmware(run, firmware, err);

	if (ret == 0 && file_exists(path)) {
		words = jsonfile_read(run, evidence_name(EVIDENCE_COMMAND),
				      err);
		ret = words ? 0 : -EINVAL;
	}
	if (ret == 0)
		json_object_set_new(guests, run_id, json_pack(
			"{s:s?, s:s?, s:s?}", "cpu", word_behind(words, "-cpu"),
			"machine", word_behind(words, "-machine"), "firmware",
			*firmware ? firmware : NULL));
	json_decref(words);
	free(path);
	return ret;
}

int guests_describe(const struct session_record *record, const char *folder,
		    json_t **guests, struct error *err)
{
	char *runs = evidence_session_path(folder, EVIDENCE_RUNS);
	int ret = 0;

	*guests = json_object();
	for (size_t i = 0; i < record->cell_count && ret == 0; i++) {
		const char *run_id = record->cells[i].run_id;
		char *run = xasprintf("%s/%s", runs, run_id);

		ret = describe(run, *guests, run_id, err);
		free(run);
	}
	free(runs);
	return ret;
}
