// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"

#define FILE_BYTES_MAX (256 << 20)

static const char utf8_mark[] = "\xef\xbb\xbf";

/* What a file is by its first bytes when it is no text, and what to do. */
static const struct {
	const char *bytes;
	size_t size;
	const char *what;
} forms[] = {
	{ "\x1f\x8b", 2, "a gzip file, expected text: gunzip it first" },
	{ "BZh", 3, "a bzip2 file, expected text: bunzip2 it first" },
	{ "\xfd" "7zXZ", 5, "an xz file, expected text: unxz it first" },
	{ "\x28\xb5\x2f\xfd", 4, "a zstd file, expected text: unzstd it first" },
	{ "PK\x03\x04", 4, "a zip file, expected text: unzip it first" },
	{ "\xff\xfe", 2, "UTF-16, expected UTF-8: iconv -f UTF-16 -t UTF-8" },
	{ "\xfe\xff", 2, "UTF-16, expected UTF-8: iconv -f UTF-16 -t UTF-8" },
};

static int check_text(const struct text *text, struct error *err)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (text->size >= forms[i].size &&
		    memcmp(text->bytes, forms[i].bytes, forms[i].size) == 0)
			return error_set(err, EINVAL, "found %s",
					 forms[i].what);
	if (strlen(text->bytes) != text->size)
		return error_set(err, EINVAL,
				 "found a zero byte, expected a patch or mails as text");
	return 0;
}

static int read_text(const char *path, struct text *text, struct error *err)
{
	struct stat status;
	int ret;

	*text = (struct text){ 0 };
	if (stat(path, &status))
		return error_set(err, errno, "%s", strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(err, EINVAL,
				 "found no regular file, expected a patch, a mailbox or a folder of them");
	if (status.st_size > FILE_BYTES_MAX)
		return error_set(err, EFBIG,
				 "found %lld MiB, expected a series of at most %d MiB",
				 (long long)status.st_size >> 20,
				 FILE_BYTES_MAX >> 20);
	ret = file_read(path, &text->bytes, &text->size, err);
	if (ret)
		return error_set(err, -ret, "%s", strerror(-ret));
	ret = check_text(text, err);
	if (ret == 0 && strncmp(text->bytes, utf8_mark, 3) == 0) {
		text->size -= 3;
		memmove(text->bytes, text->bytes + 3, text->size + 1);
	}
	return ret;
}

static struct mail *add_mail(struct place *place, const char *path, int number)
{
	struct mail *mail;

	place->mails = xgrow(place->mails, place->count,
			     sizeof(*place->mails));
	mail = &place->mails[place->count++];
	mail->path = xstrdup(path);
	mail->number = number;
	mail->strip = -1;
	return mail;
}

static int prefix_path(const char *path, int ret, struct error *err)
{
	if (ret)
		error_prefix(err, "%s: ", path);
	return ret;
}

static int add_text(struct place *place, const char *path, int number,
		    const struct text *text, struct error *err)
{
	struct mail *mail = add_mail(place, path, number);
	int ret = mail_read(mail, text, err);
	char *label = mail_label(mail);

	prefix_path(label, ret, err);
	free(label);
	return ret;
}

/* Without a first line `From …` git mailsplit would find one mail only. */
static void begin_mailbox(struct text *text)
{
	char *with;

	if (strncmp(text->bytes, "From ", 5) == 0)
		return;
	with = xasprintf("From nobody Mon Sep 17 00:00:00 2001%s\n%s",
			 strcspn(text->bytes, "\r") <
			 strcspn(text->bytes, "\n") ? "\r" : "", text->bytes);
	free(text->bytes);
	*text = (struct text){ with, strlen(with) };
}

static int add_mails(struct place *place, const char *path,
		     struct text *text, struct error *err)
{
	struct text *mails;
	int count, ret;

	begin_mailbox(text);
	count = git_mailsplit(text, &mails, err);
	ret = prefix_path(path, count < 0 ? count : 0, err);
	for (int i = 0; i < count && ret == 0; i++)
		ret = add_text(place, path, count > 1 ? i + 1 : 0, &mails[i],
			       err);
	for (int i = 0; i < count; i++)
		free(mails[i].bytes);
	free(mails);
	return ret;
}

static int add_file(struct place *place, const char *path, struct error *err)
{
	struct text text;
	int ret = prefix_path(path, read_text(path, &text, err), err);

	if (ret == 0 && (mail_is_plain(&text) || mail_has_no_diff(&text)))
		ret = add_text(place, path, 0, &text, err);
	else if (ret == 0)
		ret = add_mails(place, path, &text, err);
	free(text.bytes);
	return ret;
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* What editors, patch and quilt leave beside a patch. */
static bool is_leftover(const char *name)
{
	static const char *const ends[] = {
		"~", ".orig", ".rej", ".bak", ".swp", ".swo", "#",
	};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (length > strlen(ends[i]) &&
		    strcmp(name + length - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static int add_entry(struct place *place, const char *name,
		     struct error *err)
{
	char *path = xasprintf("%s/%s", place->path, name);
	int ret = 0;

	if (is_folder(path) && *name == '.')
		add_mail(place, path, 0)->state = MAIL_NO_DIFF;
	else if (is_folder(path))
		ret = error_set(err, EINVAL,
				"%s: found a folder inside a series, expected patches only: move it away",
				path);
	else if (is_leftover(name))
		ret = error_set(err, EINVAL,
				"%s: found what an editor or a tool left, expected patches only: remove it",
				path);
	else
		ret = add_file(place, path, err);
	free(path);
	return ret;
}

static int add_folder(struct place *place, const char *folder,
		      struct error *err)
{
	char **names;
	int count = directory_list(folder, &names, err);
	int ret = 0;

	if (count < 0)
		return count;
	qsort(names, count, sizeof(*names), compare_names);
	for (int i = 0; i < count && ret == 0; i++)
		ret = add_entry(place, names[i], err);
	directory_list_free(names);
	return ret;
}

/* One line of quilt's `series`: a name, perhaps -p0 or -p1, a comment. */
static int add_listed(struct place *place, const char *list, int number,
		      char *line, struct error *err)
{
	char *name, *option, *path;
	int first = place->count;
	int strip = -1;
	int ret;

	if (strstr(line, "#+") || strstr(line, "#-"))
		return error_set(err, EINVAL,
				 "%s:%d: found a guard, expected a name and perhaps -p0 or -p1",
				 list, number);
	line[strcspn(line, "#\r")] = '\0';
	name = strtok(line, " \t");
	if (!name)
		return 0;
	option = strtok(NULL, " \t");
	if (option && (strcmp(option, "-p0") == 0 ||
		       strcmp(option, "-p1") == 0))
		strip = option[2] - '0';
	else if (option && strcmp(option, "-pab") != 0)
		return error_set(err, EINVAL,
				 "%s:%d: found `%.40s`, expected -p0, -p1 or nothing behind the name",
				 list, number, option);
	path = xasprintf("%s/%s", place->path, name);
	if (!file_exists(path))
		ret = error_set(err, ENOENT,
				"%s:%d: found `%.80s`, expected the name of a file in the folder",
				list, number, name);
	else
		ret = add_file(place, path, err);
	for (int i = first; i < place->count; i++)
		place->mails[i].strip = strip;
	for (int i = first; i < place->count && ret == 0; i++)
		if (place->mails[i].state != MAIL_APPLIED)
			ret = error_set(err, EINVAL,
					"%s:%d: found `%.80s`: %s, expected a patch",
					list, number, name,
					mail_state_name(place->mails[i].state));
	free(path);
	return ret;
}

static bool is_listed(const struct place *place, const char *path)
{
	for (int i = 0; i < place->count; i++)
		if (strcmp(place->mails[i].path, path) == 0)
			return true;
	return false;
}

static int add_list(struct place *place, const char *list, char *text,
		    struct error *err)
{
	char **names;
	char *rest = text;
	int ret = 0;

	place->order = PLACE_BY_LIST;
	for (int number = 1; rest && ret == 0; number++) {
		char *line = strsep(&rest, "\n");

		ret = add_listed(place, list, number, line, err);
	}
	if (ret)
		return ret;
	ret = directory_list(place->path, &names, err);
	if (ret < 0)
		return ret;
	for (char **name = names; *name; name++) {
		char *path = xasprintf("%s/%s", place->path, *name);

		if (strcmp(path, list) && !is_listed(place, path))
			add_mail(place, path, 0)->state = MAIL_UNLISTED;
		free(path);
	}
	directory_list_free(names);
	return 0;
}

/* Return: 1 when the folder has a list, and it was read; 0 when not. */
static int try_list(struct place *place, struct error *err)
{
	char *list = xasprintf("%s/series", place->path);
	struct text text = { 0 };
	int ret = 0;

	if (file_exists(list) && !is_folder(list)) {
		ret = prefix_path(list, read_text(list, &text, err), err);
		if (ret == 0 && mail_has_no_diff(&text)) {
			ret = add_list(place, list, text.bytes, err);
			ret = ret ? ret : 1;
		}
	}
	free(text.bytes);
	free(list);
	return ret;
}

static int add_maildir(struct place *place, struct error *err)
{
	static const char *const parts[] = { "cur", "new" };
	const char *path = place->path;
	int ret = 0;

	for (size_t i = 0; i < 2 && ret == 0; i++) {
		char *folder = xasprintf("%s/%s", path, parts[i]);

		place->path = folder;
		if (is_folder(folder))
			ret = add_folder(place, folder, err);
		place->path = path;
		free(folder);
	}
	return ret;
}

int place_read(struct place *place, const char *path, struct error *err)
{
	char *cur = xasprintf("%s/cur", path);
	char *new = xasprintf("%s/new", path);
	int ret;

	*place = (struct place){ .path = path };
	if (!is_folder(path)) {
		place->order = PLACE_BY_MAILBOX;
		ret = add_file(place, path, err);
	} else if (is_folder(cur) && is_folder(new)) {
		ret = add_maildir(place, err);
	} else {
		ret = try_list(place, err);
		if (ret == 0)
			ret = add_folder(place, path, err);
	}
	free(new);
	free(cur);
	return ret < 0 ? ret : 0;
}

void place_release(struct place *place)
{
	for (int i = 0; i < place->count; i++)
		mail_release(&place->mails[i]);
	free(place->mails);
	*place = (struct place){ 0 };
}
