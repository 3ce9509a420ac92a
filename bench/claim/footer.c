// SPDX-License-Identifier: GPL-2.0-only
#include "claim/footer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"

/* A report of all that there is has under a hundred. */
#define ENTRIES_MAX 4096

/* `key:`, then a blank or the end; 0: it is no such line. */
static size_t key_length(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz-");

	if (!length || *text == '-' || text[length] != ':' ||
	    (text[length + 1] && text[length + 1] != ' '))
		return 0;
	return length;
}

static const char *behind_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

/* The last backslash is no part of `\\`. */
static bool goes_on(const char *text)
{
	size_t length = strlen(text), slashes = 0;

	while (slashes < length && text[length - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2;
}

static void append(char **text, const char *more)
{
	char *longer;

	(*text)[strlen(*text) - 1] = '\0';
	longer = xasprintf("%s%s", *text, more);
	free(*text);
	*text = longer;
}

static void add_indented(struct footer_entry *entry, const char *text)
{
	entry->lines = xgrow(entry->lines, entry->count, sizeof(*entry->lines));
	entry->lines[entry->count++] = xstrdup(text);
}

static void add_entry(struct footer *footer, const char *text, size_t key,
		      int line)
{
	struct footer_entry *entry;

	footer->entries = xgrow(footer->entries, footer->count,
				sizeof(*footer->entries));
	entry = &footer->entries[footer->count++];
	entry->key = xasprintf("%.*s", (int)key, text);
	entry->value = xstrdup(behind_blanks(text + key + 1));
	entry->line = line;
}

bool footer_add_line(struct footer *footer, const char *text, int line)
{
	struct footer_entry *entry = footer->count ?
				     &footer->entries[footer->count - 1] : NULL;
	char **last = !entry ? NULL : entry->count ?
		      &entry->lines[entry->count - 1] : &entry->value;
	size_t key = key_length(text);

	if (last && goes_on(*last)) {
		append(last, behind_blanks(text));
	} else if (key) {
		add_entry(footer, text, key, line);
	} else if (!*behind_blanks(text)) {
		return true;
	} else if (*text == ' ' || *text == '\t') {
		if (entry)
			add_indented(entry, behind_blanks(text));
	} else {
		return false;
	}
	return true;
}

static int hex_digit(char digit)
{
	return isdigit((unsigned char)digit) ? digit - '0' :
					       tolower(digit) - 'a' + 10;
}

/* Return: whether no line's end follows. */
static bool take_escapes_back(char *text)
{
	bool open = false;
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == '\\') {
			*to++ = *++text;
		} else if (text[0] == '\\' && text[1] == 'x' &&
			   isxdigit((unsigned char)text[2]) &&
			   isxdigit((unsigned char)text[3])) {
			*to++ = hex_digit(text[2]) * 16 + hex_digit(text[3]);
			text += 3;
		} else if (text[0] == '\\' && (text[1] == '.' || text[1] == 'c')) {
			open = *++text == 'c';
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
	return open;
}

void footer_end(struct footer *footer)
{
	for (int i = 0; i < footer->count; i++) {
		struct footer_entry *entry = &footer->entries[i];

		take_escapes_back(entry->value);
		for (int j = 0; j < entry->count; j++)
			entry->open = take_escapes_back(entry->lines[j]);
	}
}

const struct footer_entry *footer_next(const struct footer *footer,
				       const char *key,
				       const struct footer_entry *before)
{
	int i = before ? before - footer->entries + 1 : 0;

	for (; i < footer->count; i++)
		if (strcmp(footer->entries[i].key, key) == 0)
			return &footer->entries[i];
	return NULL;
}

const char *footer_value(const struct footer *footer, const char *key)
{
	const struct footer_entry *entry = footer_next(footer, key, NULL);

	return entry ? entry->value : NULL;
}

const struct footer_entry *footer_named(const struct footer *footer,
					const char *key, const char *name)
{
	size_t length = strlen(name);

	for (const struct footer_entry *entry = NULL;
	     (entry = footer_next(footer, key, entry));)
		if (strcspn(entry->value, " ") == length &&
		    strncmp(entry->value, name, length) == 0)
			return entry;
	return NULL;
}

const char *footer_part(const struct footer_entry *entry, const char *key)
{
	size_t length = strlen(key);

	for (int i = 0; i < entry->count; i++)
		if (strncmp(entry->lines[i], key, length) == 0 &&
		    entry->lines[i][length] == ':')
			return behind_blanks(entry->lines[i] + length + 1);
	return NULL;
}

char *footer_name(const struct footer_entry *entry)
{
	return xasprintf("%.*s", (int)strcspn(entry->value, " "),
			 entry->value);
}

char *footer_text(const struct footer_entry *entry)
{
	char *text = xstrdup("");

	for (int i = 0; i < entry->count; i++) {
		bool open = entry->open && i == entry->count - 1;
		char *longer = xasprintf("%s%s%s", text, entry->lines[i],
					 open ? "" : "\n");

		free(text);
		text = longer;
	}
	return text;
}

bool footer_is_hash(const char *text)
{
	return strlen(text) == DIGEST_HEX_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == DIGEST_HEX_SIZE - 1;
}

const char *footer_hash(const struct footer *footer, const char *key,
			const char *name)
{
	const struct footer_entry *entry = footer_named(footer, key, name);

	return entry && entry->count && footer_is_hash(entry->lines[0]) ?
		       entry->lines[0] : NULL;
}

/* What comes last is what a cut takes first. */
static int check_whole(const struct footer *footer, struct error *err)
{
	static const char *const keys[] = {
		"numaboot", "engine", "qemu", "plan", "topology", "kernel",
		"table",
	};
	const struct footer_entry *last = &footer->entries[footer->count - 1];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!footer_value(footer, keys[i]))
			return error_set(err, EINVAL,
					 "found no `%s:` behind `" FOOTER_SIGN "`, expected the whole end of a report: is it cut off?",
					 keys[i]);
	if (!footer_next(footer, "plan", NULL)->count)
		return error_set(err, EINVAL,
				 "found no text behind `plan:`, expected the plan");
	if (strcmp(footer_next(footer, "plan", NULL)->lines[0],
		   FOOTER_UNKNOWN) == 0)
		return error_set(err, EINVAL,
				 "the report does not know the plan's text: its run is of an earlier numaboot");
	if (!footer_hash(footer, "table", "samples.csv"))
		return error_set(err, EINVAL,
				 "found no hash of samples.csv, expected the whole end of a report: is it cut off?");
	if (strcmp(last->key, "table") == 0 &&
	    (!last->count || !footer_is_hash(last->lines[0])))
		return error_set(err, EINVAL,
				 "found no whole hash of the table %s: is the report cut off?",
				 last->value);
	return 0;
}

/* How much of the value says what the entry is about; -1: such keys may stand
 * as often as they like. */
static int subject_length(const struct footer_entry *entry)
{
	static const char *const named[] = {
		"topology", "topology-text", "mmu", "mmu-text", "input",
		"table",
	};
	static const char *const once[] = {
		"numaboot", "commit", "url", "command", "again", "engine",
		"qemu", "packages", "host", "exactness", "init", "initramfs",
		"firmware", "plugin", "plan",
	};

	if (strcmp(entry->key, "kernel") == 0)
		return strlen(entry->value);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strcmp(entry->key, named[i]) == 0)
			return strcspn(entry->value, " ");
	for (size_t i = 0; i < sizeof(once) / sizeof(once[0]); i++)
		if (strcmp(entry->key, once[i]) == 0)
			return 0;
	return -1;
}

/* Arms may have kernels of one name that differ in compiler or configuration. */
static bool share_arm(const struct footer_entry *one,
		      const struct footer_entry *other)
{
	const char *arms = footer_part(one, "arms");
	const char *others = footer_part(other, "arms");
	bool share = !arms || !others;
	char **words, **other_words;

	parse_words(arms ? arms : "", &words);
	parse_words(others ? others : "", &other_words);
	for (char **word = words; *word; word++)
		for (char **at = other_words; *at; at++)
			share = share || strcmp(*word, *at) == 0;
	free(words);
	free(other_words);
	return share;
}

static bool same_subject(const struct footer_entry *one,
			 const struct footer_entry *other)
{
	int length = subject_length(one);

	if (strcmp(one->key, "kernel") == 0 &&
	    strcmp(other->key, "kernel") == 0 && !share_arm(one, other))
		return false;
	return length >= 0 && strcmp(one->key, other->key) == 0 &&
	       subject_length(other) == length &&
	       strncmp(one->value, other->value, length) == 0;
}

/* Of two of one name only the first would be read. */
static int check_once(const struct footer *footer, struct error *err)
{
	if (footer->count > ENTRIES_MAX)
		return error_set(err, EINVAL,
				 "found %d entries behind `" FOOTER_SIGN "`, expected at most %d",
				 footer->count, ENTRIES_MAX);
	for (int i = 1; i < footer->count; i++)
		for (int j = 0; j < i; j++)
			if (same_subject(&footer->entries[i],
					 &footer->entries[j]))
				return error_set(err, EBADMSG,
						 "found `%s: %s` behind `" FOOTER_SIGN "`, where `%s: %s` stands already, expected one of them",
						 footer->entries[i].key,
						 footer->entries[i].value,
						 footer->entries[j].key,
						 footer->entries[j].value);
	return 0;
}

/* A text and its hash are two of one thing. */
static int check_texts(const struct footer *footer, const char *key,
		       const char *text_key, struct error *err)
{
	for (const struct footer_entry *entry = NULL;
	     (entry = footer_next(footer, key, entry));) {
		char *name = footer_name(entry);
		const struct footer_entry *text =
			footer_named(footer, text_key, name);
		const char *wanted = footer_part(entry, "sha256");
		char hex[DIGEST_HEX_SIZE];
		char *file = text ? footer_text(text) : NULL;
		int ret = 0;

		if (file && wanted && footer_is_hash(wanted)) {
			SHA256Data((const uint8_t *)file, strlen(file), hex);
			if (strcmp(hex, wanted))
				ret = error_set(err, EBADMSG,
						"%s %s: found sha256 %s, its text has %s",
						key, name, wanted, hex);
		}
		free(file);
		free(name);
		if (ret)
			return ret;
	}
	return 0;
}

int footer_check(const struct footer *footer, struct error *err)
{
	int ret = footer->count ? check_whole(footer, err) :
		  error_set(err, EINVAL, "found nothing behind `" FOOTER_SIGN "`");

	if (ret == 0)
		ret = check_once(footer, err);
	if (ret == 0)
		ret = check_texts(footer, "topology", "topology-text", err);
	return ret ? ret : check_texts(footer, "mmu", "mmu-text", err);
}

static void release_entry(struct footer_entry *entry)
{
	for (int i = 0; i < entry->count; i++)
		free(entry->lines[i]);
	free(entry->lines);
	free(entry->value);
	free(entry->key);
}

void footer_release(struct footer *footer)
{
	for (int i = 0; i < footer->count; i++)
		release_entry(&footer->entries[i]);
	free(footer->entries);
	*footer = (struct footer){ 0 };
}
