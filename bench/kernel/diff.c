// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

static bool starts(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

const char *diff_next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static bool starts_any(const char *line, const char *const *words)
{
	for (; *words; words++)
		if (starts(line, *words))
			return true;
	return false;
}

bool diff_is_hinted(const char *text)
{
	static const char *const hints[] = {
		"diff -", "--- ", "+++ ", "@@ ", "Index: ", "GIT binary",
		"Binary files ", "*** ", "rename ", "copy ", "old mode",
		"new file mode", "deleted file", "begin ", NULL,
	};

	for (const char *line = text; *line; line = diff_next_line(line))
		if (starts_any(line, hints))
			return true;
	return false;
}

/* diff --git a/X b/X, X with nothing that git would quote. */
static bool plain_git_line(const char *line)
{
	size_t length = strcspn(line, "\n");
	const char *name = line + strlen("diff --git a/");
	size_t rest = length - (name - line);
	size_t half = rest / 2;

	return starts(line, "diff --git a/") && rest > 4 &&
	       rest == 2 * half + 1 && half > 1 &&
	       /* X, a blank, "b/", X: 2 * |X| + 3 */
	       memcmp(name + half - 1, " b/", 3) == 0 &&
	       memcmp(name, name + half + 2, half - 1) == 0 &&
	       !memmem(name, half, "..", 2) && !memchr(name, '"', rest);
}

static bool plain_heads(const char *line)
{
	const char *second = diff_next_line(line);

	return (starts(line, "--- a/") || starts(line, "--- /dev/null\n")) &&
	       (starts(second, "+++ b/") ||
		starts(second, "+++ /dev/null\n")) &&
	       starts(diff_next_line(second), "@@ -");
}

bool diff_is_plain(const char *text)
{
	static const char *const others[] = {
		"old mode", "new mode", "rename ", "copy ", "similarity ",
		"dissimilarity ", "GIT binary", "Binary files ", "Index: ",
		"Only in ", "*** ", NULL,
	};
	int files = 0, heads = 0;

	for (const char *line = text; *line; line = diff_next_line(line)) {
		if (starts_any(line, others))
			return false;
		if (starts(line, "diff -") && (files++, !plain_git_line(line)))
			return false;
		if ((starts(line, "new file mode ") ||
		     starts(line, "deleted file mode ")) &&
		    !starts(strstr(line, "mode "), "mode 100644\n"))
			return false;
		if (starts(line, "--- ") && starts(diff_next_line(line), "+++ "))
			heads += plain_heads(line) ? 1 : files + 1;
	}
	return files && files == heads;
}

/* "Only in FOLDER: NAME" of diff -r, "Binary files A and B differ". */
static bool tells_of_file(const char *line)
{
	size_t length = strcspn(line, "\n");
	const char *colon = memmem(line, length, ": ", 2);

	if (starts(line, "Only in ") && colon)
		return !memchr(line + 8, ' ', colon - line - 8) &&
		       !memchr(colon + 2, ' ', line + length - colon - 2);
	return starts(line, "Binary files ") && length > 20 &&
	       starts(line + length - 7, " differ");
}

/* What git apply takes for words, and is a part of the diff. */
static const char *left_out(const char *text)
{
	bool git = false;

	for (const char *line = text; *line; line = diff_next_line(line)) {
		if (starts(line, "diff --cc ") ||
		    starts(line, "diff --combined "))
			return line;
		if (starts(line, "diff --git "))
			git = true;
		if (!git && tells_of_file(line))
			return line;
	}
	return NULL;
}

static int apply(const struct text *diff, int strip, const char *option,
		 const char *further, const char *folder, struct text *output,
		 struct text *log, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "git");
	argv_add(&argv, "apply");
	argv_add(&argv, "--whitespace=nowarn");
	argv_add(&argv, "-p%d", strip);
	argv_add(&argv, "%s", option);
	if (further)
		argv_add(&argv, "%s", further);
	ret = git_run(&argv, folder, diff, output, log, err);
	argv_release(&argv);
	return ret;
}

/* Does git say of every file that it is a/X and b/X? */
static bool says_prefixes(const char *diff)
{
	int files = 0, heads = 0;

	for (const char *line = diff; *line; line = diff_next_line(line)) {
		size_t length = strcspn(line, "\n");

		if (starts(line, "--- ") && starts(diff_next_line(line), "+++ "))
			heads++;
		if (!starts(line, "diff --git "))
			continue;
		files++;
		if (!starts(line, "diff --git a/") ||
		    !memmem(line, length, " b/", 3))
			return false;
	}
	return files && heads <= files;
}

/* The first thing that git complains of, without its "error: ". */
static char *complaint(const char *log)
{
	const char *at = strstr(log, "error: ");

	at = at ? at + strlen("error: ") : log;
	return xasprintf("%.*s", (int)strcspn(at, "\n"), at);
}

/* Names in the order of git's own reading; @reverse: the old ones.
 * Return: 0; the exit code, with @log set; or -errno. */
static int list_names(const struct text *diff, int strip, bool reverse,
		      struct names *names, struct text *log,
		      struct error *err)
{
	struct text output;
	int ret = apply(diff, strip, "--numstat", reverse ? "-Rz" : "-z",
			NULL, &output, log, err);

	if (ret < 0)
		return ret;
	/* ADDED \t REMOVED \t NAME \0 */
	for (char *at = output.bytes; at < output.bytes + output.size;
	     at += strlen(at) + 1) {
		char *tab = strchr(at, '\t');

		tab = tab ? strchr(tab + 1, '\t') : NULL;
		if (tab)
			names_add(names, tab + 1);
	}
	free(output.bytes);
	if (ret == 0) {
		free(log->bytes);
		*log = (struct text){ 0 };
	}
	return ret;
}

/* A head that git apply cannot take for words. */
static bool has_head(const char *diff)
{
	for (const char *line = diff; *line; line = diff_next_line(line)) {
		const char *second = diff_next_line(line);

		if (starts(line, "diff --git ") ||
		    (starts(line, "--- ") && starts(second, "+++ ") &&
		     starts(diff_next_line(second), "@@ -")))
			return true;
	}
	return false;
}

static int refuse_damaged(const char *text, struct error *err)
{
	return error_set(err, EINVAL,
			 "found a damaged diff (%.120s), expected one as `git format-patch` writes it: was it pasted or wrapped by a mail program?",
			 text);
}

int diff_check(const struct text *diff, const char *before, struct error *err)
{
	const char *part = left_out(before);
	int ret = 1;

	if (!part)
		part = left_out(diff->bytes);
	if (part)
		return error_set(err, EINVAL,
				 "found `%.*s`, which git apply passes over, expected a diff as `git format-patch` writes it",
				 (int)(strcspn(part, "\n") > 60 ? 60 :
				       strcspn(part, "\n")), part);
	if (!diff_is_hinted(diff->bytes))
		return 0;
	if (has_head(diff->bytes))
		return 1;
	for (int strip = 1; strip >= 0 && ret > 0; strip--) {
		struct names names = { 0 };
		struct text log = { 0 };
		char *text;

		ret = list_names(diff, strip, false, &names, &log, err);
		names_release(&names);
		if (ret <= 0)
			return ret < 0 ? ret : 1;
		text = complaint(log.bytes);
		free(log.bytes);
		if (strstr(text, "No valid patches") ||
		    strstr(text, "unrecognized input"))
			ret = strip;
		else if (!strip)
			ret = refuse_damaged(text, err);
		free(text);
	}
	return ret;
}

/* How many names of @a are not in @b. */
static int missing(const struct names *a, const struct names *b)
{
	int count = 0;

	for (int i = 0; i < a->count; i++)
		count += !names_have(b, a->names[i]);
	return count;
}

struct reading {
	struct names new_names;
	struct names old_names;
	bool fits;
	char *complaint;
	int differ;
	int found;
};

static int read_names(const struct text *diff, int strip,
		      bool (*exists)(const void *context, const char *name),
		      const void *context, struct reading *reading,
		      struct error *err)
{
	struct text log = { 0 };
	bool moves = !says_prefixes(diff->bytes) ||
		     strstr(diff->bytes, "\nrename from ") ||
		     strstr(diff->bytes, "\ncopy from ");
	int ret = list_names(diff, strip, false, &reading->new_names, &log,
			     err);

	if (ret == 0 && moves)
		ret = list_names(diff, strip, true, &reading->old_names, &log,
				 err);
	if (ret < 0)
		return ret;
	if (ret > 0)
		reading->complaint = complaint(log.bytes);
	free(log.bytes);
	reading->fits = ret == 0;
	reading->differ = missing(&reading->old_names, &reading->new_names);
	for (int i = 0; i < reading->old_names.count; i++)
		reading->found += exists(context,
					 reading->old_names.names[i]);
	return 0;
}

/* diff --git X X: with prefixes they would differ. */
static bool says_no_prefix(const char *diff)
{
	int files = 0;

	for (const char *line = diff; *line; line = diff_next_line(line)) {
		const char *name = line + strlen("diff --git ");
		size_t half;

		if (!starts(line, "diff --git "))
			continue;
		files++;
		half = strcspn(name, "\r\n") / 2;
		if (name[half] != ' ' || strncmp(name, name + half + 1, half))
			return false;
	}
	return files > 0;
}

/* New files only: the first part of a name is a prefix or a folder. */
static int guess_strip(const char *diff, const struct reading *whole,
		       bool (*exists)(const void *context, const char *name),
		       const void *context, struct error *err)
{
	const char *name = whole->old_names.names[0];
	size_t length = strcspn(name, "/");
	char *first = xasprintf("%.*s", (int)length, name);
	int strip = -1;

	if (exists(context, first) || !name[length])
		strip = 0;
	else if (length == 1 && strchr("abiwco", *name))
		strip = 1;
	else if (says_no_prefix(diff))
		strip = 0;
	else
		error_set(err, EINVAL,
			  "found `%.80s`, expected names behind a/ and b/: cannot tell whether `%.40s/` is part of the name",
			  name, first);
	free(first);
	return strip < 0 ? -EINVAL : strip;
}

/* Return: 1 or 0, or -errno. */
static int choose_strip(const char *diff, const struct reading *readings,
			bool (*exists)(const void *context, const char *name),
			const void *context, struct error *err)
{
	if (!readings[1].fits && !readings[0].fits)
		return refuse_damaged(readings[0].complaint, err);
	if (!readings[0].fits || !readings[1].fits)
		return readings[1].fits;
	/* a/X is not b/X, with the prefix they differ. */
	if (readings[0].differ > readings[1].differ)
		return 1;
	if (readings[0].found)
		return 0;
	if (readings[1].found)
		return 1;
	return guess_strip(diff, &readings[0], exists, context, err);
}

static int check_name(const char *name, struct error *err)
{
	bool out = *name == '/' || !*name;

	for (const char *part = name; part && !out;) {
		size_t length = strcspn(part, "/");

		out = (length == 2 && starts(part, "..")) ||
		      (length == 1 && *part == '.') || !length ||
		      (length == 4 && strncasecmp(part, ".git", 4) == 0);
		part = part[length] ? part + length + 1 : NULL;
	}
	return out ? error_set(err, EINVAL,
			       "found the name `%.80s`, expected one inside the tree",
			       name) : 0;
}

int diff_names(const struct text *diff, int *strip,
	       bool (*exists)(const void *context, const char *name),
	       const void *context, struct names *names, struct error *err)
{
	struct reading readings[2] = { 0 };
	int ret = 0;

	if (*strip < 0 && says_prefixes(diff->bytes))
		*strip = 1;
	for (int i = 1; i >= 0 && ret == 0; i--)
		if (*strip < 0 || *strip == i)
			ret = read_names(diff, i, exists, context,
					 &readings[i], err);
	if (ret == 0 && *strip >= 0 && !readings[*strip].fits)
		ret = refuse_damaged(readings[*strip].complaint, err);
	if (ret == 0 && *strip < 0) {
		ret = choose_strip(diff->bytes, readings, exists, context, err);
		*strip = ret;
	}
	for (int i = 0; ret >= 0 && i < 2; i++) {
		const struct names *list = i ? &readings[*strip].new_names :
					       &readings[*strip].old_names;

		for (int j = 0; ret >= 0 && j < list->count; j++) {
			ret = check_name(list->names[j], err);
			if (ret == 0)
				names_add(names, list->names[j]);
		}
	}
	for (int i = 0; i < 2; i++) {
		names_release(&readings[i].new_names);
		names_release(&readings[i].old_names);
		free(readings[i].complaint);
	}
	return ret < 0 ? ret : 0;
}

/* The first line at @line that is not what the hunk wants there. */
static void compare_lines(const char *path, const char *wanted, long *line,
			  char **found, char **expected)
{
	struct error ignored;
	char *text = NULL;
	const char *at;

	if (file_read(path, &text, NULL, &ignored))
		text = xstrdup("");
	at = text;
	for (long i = 1; i < *line && *at; i++)
		at = diff_next_line(at);
	while (*wanted && !starts(wanted, "error: ") &&
	       strcspn(at, "\n") == strcspn(wanted, "\n") &&
	       strncmp(at, wanted, strcspn(wanted, "\n")) == 0) {
		at = diff_next_line(at);
		wanted = diff_next_line(wanted);
		(*line)++;
	}
	if (starts(wanted, "error: ")) {
		*found = xstrdup("lines that the same patch has changed before");
		*expected = xstrdup("each change once");
		free(text);
		return;
	}
	*found = *at ? xasprintf("`%.*s`", (int)(strcspn(at, "\n") > 60 ? 60 :
				 strcspn(at, "\n")), at) :
		       xstrdup("its end");
	*expected = xasprintf("`%.*s`", (int)(strcspn(wanted, "\n") > 60 ? 60 :
			  strcspn(wanted, "\n")), wanted);
	free(text);
}

static int rejected(const char *log, const char *folder, const char *version,
		    const char *made_for, struct error *err)
{
	const char *hunk = strstr(log, "error: patch failed: ");
	const char *wanted = strstr(log, "error: while searching for:\n");
	const char *between = made_for ? "; it was made for " : "";
	char *text = complaint(log);
	char *name, *path, *found, *expected;
	long line;
	int ret;

	if (!hunk || !wanted || wanted > hunk) {
		ret = error_set(err, EINVAL,
				"does not apply to %s: %.200s%s%s", version,
				text, between, made_for ? made_for : "");
		free(text);
		return ret;
	}
	free(text);
	hunk += strlen("error: patch failed: ");
	text = xasprintf("%.*s", (int)strcspn(hunk, "\n"), hunk);
	name = strrchr(text, ':');
	line = strtol(name + 1, NULL, 10);
	*name = '\0';
	path = xasprintf("%s/%s", folder, text);
	compare_lines(path, diff_next_line(wanted), &line, &found, &expected);
	ret = error_set(err, EINVAL,
			"does not apply to %s: found %s at line %ld of %.120s, expected %s%s%s",
			version, found, line, text, expected, between,
			made_for ? made_for : "");
	free(expected);
	free(found);
	free(path);
	free(text);
	return ret;
}

int diff_apply(const struct text *diff, int strip, const char *folder,
	       const char *version, const char *made_for, struct error *err)
{
	struct text output, log;
	int ret = apply(diff, strip, "--verbose", NULL, folder, &output, &log,
			err);

	if (ret < 0)
		return ret;
	if (ret > 0)
		ret = rejected(log.bytes, folder, version, made_for, err);
	free(output.bytes);
	free(log.bytes);
	return ret;
}
