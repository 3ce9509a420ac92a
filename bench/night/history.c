// SPDX-License-Identifier: GPL-2.0-only
#include "night/history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/lock.h"
#include "lib/parse.h"

#define HEADER HISTORY_NAME "\t"
#define HEAD_SUFFIX ".head"
#define LOCK_SUFFIX ".lock"

/* Of an empty history. */
#define NO_CHAIN "-"

static int refuse(const struct history *history, unsigned int line,
		  const char *what, struct error *err)
{
	return error_set(err, EBADMSG,
			 "%s:%u: %s: the history was cut or edited; put back what was written, nothing is added before",
			 history->path, line, what);
}

/* A block's hash is of the seal before it, too. */
static void chain_of(const char *before, const char *lines, const char *kind,
		     const char *time, char hex[DIGEST_HEX_SIZE])
{
	SHA2_CTX digest;

	SHA256Init(&digest);
	digest_add_text(&digest, "before", before);
	digest_add_text(&digest, "kind", kind);
	digest_add_text(&digest, "time", time);
	digest_add_text(&digest, "lines", lines);
	SHA256End(&digest, hex);
}

static size_t split(char *line, char *fields[HISTORY_FIELDS])
{
	size_t count = 0;

	for (char *at = line; at; count++) {
		char *tab = strchr(at, '\t');

		if (tab)
			*tab = '\0';
		if (count < HISTORY_FIELDS)
			fields[count] = at;
		at = tab ? tab + 1 : NULL;
	}
	return count;
}

/**
 * struct reading - a file while it is read
 * @at: the next line
 * @line: its number
 */
struct reading {
	struct history *history;
	char *at;
	unsigned int line;
};

/* Return: the line without its end, NULL when there is none. */
static char *next_line(struct reading *reading, bool *ended)
{
	char *line = reading->at;
	char *end = strchr(line, '\n');

	if (!*line)
		return NULL;
	*ended = end != NULL;
	if (end)
		*end = '\0';
	reading->at = end ? end + 1 : line + strlen(line);
	reading->line++;
	return line;
}

static int read_header(struct reading *reading, struct error *err)
{
	const struct history *history = reading->history;
	bool ended = false;
	char *line = next_line(reading, &ended);
	uint64_t version;

	if (!line || !ended || strncmp(line, HEADER, strlen(HEADER)) ||
	    parse_u64(line + strlen(HEADER), &version))
		return error_set(err, EINVAL,
				 "%s:1: found `%.40s`, expected `" HISTORY_NAME
				 "`, a tab and a version: this is no history",
				 history->path, line ? line : "");
	if (version == 0 || version > HISTORY_VERSION)
		return error_set(err, EINVAL,
				 "%s:1: found version %llu, expected 1 to %d: use the numaboot that wrote it",
				 history->path, (unsigned long long)version,
				 HISTORY_VERSION);
	return 0;
}

static int check_seal(struct history *history, const struct history_line *seal,
		      const char *lines, struct error *err)
{
	char hex[DIGEST_HEX_SIZE];

	if (seal->count != 4)
		return refuse(history, seal->line,
			      "found a seal without time, kind and hash", err);
	chain_of(history->chain, lines, seal->fields[2], seal->fields[1], hex);
	if (strcmp(hex, seal->fields[3]))
		return refuse(history, seal->line,
			      "the lines above are not those that were sealed here",
			      err);
	return 0;
}

/* @copy: the text of the block's lines, which is split in place afterwards. */
static int read_block(struct reading *reading, struct error *err)
{
	struct history *history = reading->history;
	struct history_block block = { 0 };
	char *begin = reading->at;
	unsigned int first = reading->line;
	struct history_line seal = { 0 };
	bool ended = false;
	char *copy, *line, *end = begin;
	int ret;

	while (*end && strncmp(end, "seal\t", 5)) {
		end += strcspn(end, "\n");
		end += *end == '\n';
	}
	if (!*end)
		return refuse(history, first + 1,
			      "found lines without a seal behind them", err);
	copy = xasprintf("%.*s", (int)(end - begin), begin);
	while (reading->at < end && (line = next_line(reading, &ended))) {
		struct history_line *added;

		block.lines = xgrow(block.lines, block.count,
				    sizeof(*block.lines));
		added = &block.lines[block.count++];
		added->count = split(line, added->fields);
		added->line = reading->line;
	}
	line = next_line(reading, &ended);
	seal.count = split(line, seal.fields);
	seal.line = reading->line;
	ret = ended ? check_seal(history, &seal, copy, err) :
		      refuse(history, seal.line, "the last line has no end",
			     err);
	free(copy);
	history->blocks = xgrow(history->blocks, history->count,
				sizeof(*history->blocks));
	history->blocks[history->count++] = block;
	if (ret)
		return ret;
	history->blocks[history->count - 1].time = seal.fields[1];
	history->blocks[history->count - 1].kind = seal.fields[2];
	history->blocks[history->count - 1].chain = seal.fields[3];
	history->chain = seal.fields[3];
	return 0;
}

static bool has_chain(const struct history *history, const char *chain)
{
	for (size_t i = history->count; i > 0; i--)
		if (strcmp(history->blocks[i - 1].chain, chain) == 0)
			return true;
	return false;
}

/* Written behind the file, so it may be a block late, and never ahead. */
static int check_head(const struct history *history, struct error *err)
{
	char *path = xasprintf("%s" HEAD_SUFFIX, history->path);
	char *text = NULL;
	int ret = 0;

	if (file_exists(path))
		ret = file_read_at_most(path, 4096, &text, NULL, err);
	if (text)
		text[strcspn(text, "\n")] = '\0';
	if (ret == 0 && text && !has_chain(history, text))
		ret = error_set(err, EBADMSG,
				"%s: ends before the block that %s names: the history was cut; put back what was written",
				history->path, path);
	free(text);
	free(path);
	return ret;
}

int history_read(struct history *history, const char *path, struct error *err)
{
	struct reading reading = { .history = history };
	int ret = 0;

	*history = (struct history){
		.path = xstrdup(path), .chain = NO_CHAIN,
	};
	if (!file_exists(path))
		return check_head(history, err);
	ret = file_read(path, &history->text, &history->size, err);
	if (ret == 0 && strlen(history->text) != history->size)
		ret = refuse(history, 1, "found a byte 0", err);
	if (ret)
		return ret;
	reading.at = history->text;
	ret = read_header(&reading, err);
	while (ret == 0 && *reading.at)
		ret = read_block(&reading, err);
	return ret ? ret : check_head(history, err);
}

/**
 * struct addition - a history and what comes behind it
 * @old: all bytes of the file, "" for a new one
 */
struct addition {
	const char *old;
	size_t old_size;
	const char *lines;
	const char *kind;
	const char *time;
	const char *chain;
};

static void print_addition(FILE *out, const void *context)
{
	const struct addition *addition = context;

	if (!addition->old_size)
		fprintf(out, HEADER "%d\n", HISTORY_VERSION);
	fwrite(addition->old, 1, addition->old_size, out);
	fprintf(out, "%sseal\t%s\t%s\t%s\n", addition->lines, addition->time,
		addition->kind, addition->chain);
}

/* Reading splits the text, so the bytes are read again. */
static int read_old(const struct history *history, char **old, size_t *size,
		    struct error *err)
{
	struct history now;
	int ret;

	*old = NULL;
	*size = 0;
	ret = history_read(&now, history->path, err);
	if (ret == 0 && strcmp(now.chain, history->chain))
		ret = error_set(err, EBUSY,
				"%s: somebody else has added to it meanwhile: try again",
				history->path);
	history_release(&now);
	if (ret == 0 && file_exists(history->path))
		ret = file_read(history->path, old, size, err);
	return ret;
}

int history_append(const struct history *history, const char *kind,
		   const char *time, const char *lines, struct error *err)
{
	char *head = xasprintf("%s" HEAD_SUFFIX, history->path);
	char hex[DIGEST_HEX_SIZE];
	struct addition addition = {
		.lines = lines, .kind = kind, .time = time, .chain = hex,
	};
	char *old, *line;
	int ret = read_old(history, &old, &addition.old_size, err);

	addition.old = old ? old : "";
	chain_of(history->chain, lines, kind, time, hex);
	if (ret == 0)
		ret = file_print(history->path, print_addition, &addition,
				 err);
	line = xasprintf("%s\n", hex);
	if (ret == 0)
		ret = file_write(head, line, strlen(line), err);
	free(line);
	free(old);
	free(head);
	return ret;
}

int history_lock(const char *path, struct error *err)
{
	char *lock = xasprintf("%s" LOCK_SUFFIX, path);
	int fd = lock_open(lock, err);

	if (fd >= 0 && !lock_try(fd, LOCK_EX)) {
		close(fd);
		fd = error_set(err, EBUSY,
			       "%s: another numaboot works on this history: wait for its end",
			       path);
	}
	free(lock);
	return fd;
}

void history_release(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->blocks[i].lines);
	free(history->blocks);
	free(history->text);
	free(history->path);
	*history = (struct history){ 0 };
}

void history_now(char stamp[HISTORY_TIME_SIZE])
{
	time_t now = time(NULL);
	struct tm utc;

	strftime(stamp, HISTORY_TIME_SIZE, HISTORY_TIME_FORMAT,
		 gmtime_r(&now, &utc));
}

char *history_word(const char *text)
{
	char *word = xstrdup(text && *text ? text : "-");

	for (char *at = word; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return word;
}
