// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/pair.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"

/* As much of a line as a sentence may quote. */
#define QUOTED_BYTES 80

/* struct line - of a file that is read */
struct line {
	FILE *file;
	char *text;
	size_t size;
	ssize_t length;
};

static int line_open(struct line *line, const char *folder, const char *name,
		     struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	int ret = 0;

	*line = (struct line){
		.file = input_open(path, INPUT_LARGEST_BYTES, err),
	};
	if (!line->file)
		ret = -errno;
	free(path);
	return ret;
}

static void line_close(struct line *line)
{
	if (line->file)
		fclose(line->file);
	free(line->text);
}

static void line_next(struct line *line)
{
	line->length = getline(&line->text, &line->size, line->file);
}

static bool is_same(const struct line *a, const struct line *b)
{
	return a->length == b->length &&
	       (a->length < 0 || !memcmp(a->text, b->text, a->length));
}

/* From @from on, printable. */
static void quote(const struct line *line, size_t from,
		  char text[QUOTED_BYTES + 1])
{
	size_t used = 0;

	for (; (ssize_t)from < line->length && used < QUOTED_BYTES &&
	       line->text[from] != '\n'; from++)
		text[used++] = isprint((unsigned char)line->text[from]) ?
			       line->text[from] : ' ';
	text[used] = '\0';
}

/* A long line is quoted from a little before where they part. */
static int differ(const char *name, int number, const struct line *a,
		  const struct line *b, struct error *err)
{
	char first[QUOTED_BYTES + 1], second[QUOTED_BYTES + 1];
	size_t same = 0, from;

	while ((ssize_t)same < a->length && (ssize_t)same < b->length &&
	       a->text[same] == b->text[same])
		same++;
	from = same > QUOTED_BYTES / 2 ? same - QUOTED_BYTES / 2 : 0;
	quote(a, from, first);
	quote(b, from, second);
	if (strcmp(first, second) == 0)
		return error_set(err, EBADMSG,
				 "%s:%d: byte %zu is another one", name,
				 number, same + 1);
	return error_set(err, EBADMSG, "%s:%d: found `%s`, then `%s`", name,
			 number, first, second);
}

static int compare_file(const char *first, const char *second,
			const char *name, struct error *err)
{
	struct line a, b = { 0 };
	int number = 0;
	int ret = line_open(&a, first, name, err);

	if (ret == 0)
		ret = line_open(&b, second, name, err);
	while (ret == 0 && a.length >= 0) {
		line_next(&a);
		line_next(&b);
		number++;
		if (!is_same(&a, &b))
			ret = differ(name, number, &a, &b, err);
	}
	line_close(&b);
	line_close(&a);
	return ret;
}

/* The next name that does not depend on the host, or NULL. */
static const char *skip(char ***names)
{
	while (**names && !evidence_is_repeatable(**names))
		++*names;
	return **names;
}

static int compare_files(const char *first, const char *second,
			 char **first_names, char **second_names,
			 struct error *err)
{
	int ret = 0;

	while (ret == 0) {
		const char *a = skip(&first_names);
		const char *b = skip(&second_names);

		if (!a && !b)
			return 0;
		if (!a || !b || strcmp(a, b))
			return error_set(err, EBADMSG,
					 "%s: only one of the boots left it",
					 !b || (a && strcmp(a, b) < 0) ? a : b);
		ret = compare_file(first, second, a, err);
		first_names++;
		second_names++;
	}
	return ret;
}

int pair_compare(const char *first, const char *second, struct error *err)
{
	char **first_names = NULL, **second_names = NULL;
	int ret = directory_list(first, &first_names, err);

	if (ret >= 0)
		ret = directory_list(second, &second_names, err);
	if (ret >= 0)
		ret = compare_files(first, second, first_names, second_names,
				    err);
	directory_list_free(second_names);
	directory_list_free(first_names);
	return ret;
}
