// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/needs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define MARK "#:"

/* Where a line of a fragment stands. */
struct fragment_line {
	const char *name;
	int line;
	const char *text;
};

static int reject(const struct fragment_line *at, const char *expected,
		  struct error *err)
{
	return error_set(err, EINVAL, "%s:%d: found `%s`, expected %s",
			 at->name, at->line, at->text, expected);
}

static void add_words(char ***list, const char *text)
{
	size_t count = 0;

	while (*list && (*list)[count])
		count++;
	for (text += strspn(text, " \t"); *text; text += strspn(text, " \t")) {
		size_t length = strcspn(text, " \t");

		/* One for the word, and one for the NULL behind it. */
		*list = xgrow(*list, count, sizeof(**list));
		(*list)[count++] = xasprintf("%.*s", (int)length, text);
		*list = xgrow(*list, count, sizeof(**list));
		(*list)[count] = NULL;
		text += length;
	}
}

/* Where the text goes on behind a word, or NULL. */
static const char *behind(const char *text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(text, word, length) || !strchr(" \t", text[length]))
		return NULL;
	text += length;
	return text + strspn(text, " \t");
}

/* "CONFIG_X=VALUE" or "# CONFIG_X is not set". */
static bool read_option(struct need *need, const char *text)
{
	size_t length;

	if (strncmp(text, "# CONFIG_", 9) == 0) {
		length = strcspn(text + 9, " ");
		if (strcmp(text + 9 + length, " is not set"))
			return false;
		need->option = xasprintf("%.*s", (int)length, text + 9);
		need->value = xstrdup("n");
		return true;
	}
	if (strncmp(text, "CONFIG_", 7) || !strchr(text, '='))
		return false;
	length = strcspn(text + 7, "=");
	need->option = xasprintf("%.*s", (int)length, text + 7);
	need->value = xstrdup(text + 7 + length + 1);
	return true;
}

/* `was NAME`, `was NAME=VALUE`, `was not NAME` */
static void add_older(struct need *need, const char *text)
{
	const char *not = behind(text, "not");
	char *form = not ? xasprintf("%s=n", not) :
		     strchr(text, '=') ? xstrdup(text) :
		     xasprintf("%s=y", text);

	add_words(&need->older, form);
	free(form);
}

/* What stands behind `#:`, about the option of the next line. */
static int read_word(struct need *need, const char *text,
		     const struct fragment_line *at, struct error *err)
{
	const char *rest;

	if ((rest = behind(text, "for"))) {
		add_words(&need->questions, rest);
	} else if ((rest = behind(text, "was"))) {
		add_older(need, rest);
	} else if ((rest = behind(text, "seen by"))) {
		add_words(&need->functions, rest);
	} else if (strcmp(text, "where it exists") == 0) {
		need->optional = true;
	} else if ((rest = behind(text, "at least"))) {
		need->least = (unsigned int)atoi(rest);
	} else if ((rest = behind(text, "holds"))) {
		need->limit = strcmp(rest, "nodes") == 0 ? NEED_LIMITS_NODES :
			      strcmp(rest, "cpus") == 0 ? NEED_LIMITS_CPUS :
			      NEED_LIMITS_NOTHING;
		if (!need->limit)
			return reject(at, "`holds cpus` or `holds nodes`",
				      err);
	} else {
		return reject(at,
			      "`for`, `was`, `seen by`, `where it exists`, `at least`, `holds`, `parameter`, or an option",
			      err);
	}
	return 0;
}

static void add_need(struct needs *needs, struct need *need, bool set,
		     const char *name)
{
	need->set = set;
	need->fragment = xstrdup(name);
	needs->list = xgrow(needs->list, needs->count, sizeof(*needs->list));
	needs->list[needs->count++] = *need;
	*need = (struct need){ 0 };
}

static void release_words(char **words)
{
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
}

static void release_need(struct need *need)
{
	free(need->option);
	free(need->value);
	free(need->fragment);
	free(need->parameter);
	release_words(need->questions);
	release_words(need->older);
	release_words(need->functions);
}

static int read_line(struct needs *needs, struct need *pending,
		     const struct fragment_line *at, struct error *err)
{
	const char *text = at->text;
	const char *parameter;

	if (strncmp(text, MARK, strlen(MARK)) == 0) {
		text += strlen(MARK);
		text += strspn(text, " \t");
		parameter = behind(text, "parameter");
		if (parameter)
			pending->parameter = xstrdup(parameter);
		if (parameter || read_option(pending, text)) {
			add_need(needs, pending, false, at->name);
			return 0;
		}
		return read_word(pending, text, at, err);
	}
	if (read_option(pending, text)) {
		add_need(needs, pending, true, at->name);
		return 0;
	}
	if (pending->questions || pending->older || pending->functions ||
	    pending->least || pending->limit || pending->optional)
		return reject(at, "an option, which the `#:` above is about",
			      err);
	return 0;
}

int needs_read_text(struct needs *needs, const char *name, const char *text,
		    struct error *err)
{
	struct need pending = { 0 };
	int line = 1;
	int ret = 0;

	for (const char *at = text; *at && ret == 0; line++) {
		size_t length = strcspn(at, "\n");
		char *copy = xasprintf("%.*s", (int)length, at);
		const struct fragment_line here = { name, line, copy };

		ret = read_line(needs, &pending, &here, err);
		free(copy);
		at += length + (at[length] == '\n');
	}
	if (ret == 0 && pending.questions)
		ret = error_set(err, EINVAL,
				"%s:%d: found the end, expected an option, which the `#:` above is about",
				name, line);
	release_need(&pending);
	return ret;
}

static int read_fragment(struct needs *needs, const char *folder,
			 const char *name, struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	char *text = NULL;
	int ret = file_read(path, &text, NULL, err);

	if (ret == 0)
		ret = needs_read_text(needs, path, text, err);
	free(text);
	free(path);
	return ret;
}

static bool is_fragment(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strcmp(dot, ".config") == 0;
}

int needs_read(struct needs *needs, const char *folder, struct error *err)
{
	char *path = xasprintf("%s/config", folder);
	char **names = NULL;
	int ret = directory_list(path, &names, err);

	*needs = (struct needs){ 0 };
	if (ret < 0)
		names = NULL;
	ret = ret < 0 ? ret : 0;
	for (char **name = names; name && *name && ret == 0; name++)
		if (is_fragment(*name))
			ret = read_fragment(needs, path, *name, err);
	directory_list_free(names);
	free(path);
	return ret;
}

const struct need *needs_find(const struct needs *needs, const char *option)
{
	for (size_t i = needs->count; i-- > 0;)
		if (needs->list[i].option &&
		    strcmp(needs->list[i].option, option) == 0)
			return &needs->list[i];
	return NULL;
}

const char *needs_of_parameter(const struct needs *needs,
			       const char *parameter)
{
	for (size_t i = 0; i < needs->count; i++) {
		char **word = needs->list[i].questions;

		for (; word && *word; word++) {
			size_t length = strlen(*word);

			if (strncmp(parameter, *word, length) == 0 &&
			    (!parameter[length] || parameter[length] == '='))
				return *word;
		}
	}
	return NULL;
}

bool need_is_for(const struct need *need, const char *question)
{
	for (char **word = need->questions; word && *word; word++)
		if (strcmp(*word, question) == 0)
			return true;
	return false;
}

/* How an option or an older form of it is set; NULL: nothing is said of it. */
static char *value_of(const struct need *need, const char *config)
{
	char *value = config_value(config, need->option);

	for (char **older = need->older; !value && older && *older; older++) {
		char *name = xasprintf("%.*s", (int)strcspn(*older, "="),
				       *older);

		value = config_value(config, name);
		free(name);
		if (value && strcmp(value, strchr(*older, '=') + 1) == 0) {
			free(value);
			value = xstrdup(need->value);
		}
	}
	return value;
}

/* Fewest that the option's number must be. */
static unsigned int least_of(const struct need *need,
			     const struct question *question)
{
	unsigned int least = need->least;

	if (need->limit == NEED_LIMITS_CPUS && question->cpus > least)
		least = question->cpus;
	if (need->limit == NEED_LIMITS_NODES)
		while (1U << least < question->nodes)
			least++;
	return least;
}

static char *judge_number(const struct need *need, const char *value,
			  const struct question *question)
{
	unsigned int least = least_of(need, question);
	unsigned int found = value ? (unsigned int)strtoul(value, NULL, 10) : 0;

	if (found >= least)
		return NULL;
	if (!value)
		return xasprintf("no CONFIG_%s", need->option);
	if (need->limit == NEED_LIMITS_CPUS)
		return xasprintf("CONFIG_%s=%u, and %u CPUs are asked for",
				 need->option, found, least);
	if (need->limit == NEED_LIMITS_NODES)
		return xasprintf("CONFIG_%s=%u, and %u nodes are asked for",
				 need->option, found, question->nodes);
	return xasprintf("CONFIG_%s=%u, expected %u or more", need->option,
			 found, least);
}

char *need_judge(const struct need *need, const char *config,
		 const struct question *question)
{
	char *value = value_of(need, config);
	char *why = NULL;

	if (!value && need->optional)
		return NULL;
	if (need->least || need->limit)
		why = judge_number(need, value, question);
	else if (value && strcmp(value, "m") == 0)
		why = xasprintf("CONFIG_%s=m, and the guest loads no modules",
				need->option);
	else if (strcmp(value ? value : "n", need->value))
		why = strcmp(need->value, "n") ?
			      xasprintf("no CONFIG_%s", need->option) :
			      xasprintf("CONFIG_%s=%s", need->option, value);
	free(value);
	return why;
}

static char *join(char **words, const char *between)
{
	char *text = xstrdup(words[0]);

	for (words++; *words; words++) {
		char *longer = xasprintf("%s%s%s", text, between, *words);

		free(text);
		text = longer;
	}
	return text;
}

static enum fact judge_functions(const struct need *need,
				 const struct facts *facts, char **why)
{
	char *names;

	/* What nothing tells, and what depends on it does. */
	if (!need->functions && !need->limit && !need->least)
		return FACT_YES;
	if (!need->functions || !facts->function_count) {
		*why = xasprintf("its configuration is not known (CONFIG_%s)",
				 need->option);
		return FACT_UNKNOWN;
	}
	for (char **name = need->functions; *name; name++)
		if (facts_has_function(facts, *name) == FACT_YES)
			return FACT_YES;
	names = join(need->functions, " or ");
	*why = xasprintf("no %s(), so no CONFIG_%s", names, need->option);
	free(names);
	return FACT_NO;
}

static enum fact judge_parameter(const struct need *need,
				 const struct facts *facts, char **why)
{
	enum fact has = facts_has_parameter(facts, need->parameter);

	if (has == FACT_NO)
		*why = xasprintf("it knows no parameter %s", need->parameter);
	if (has == FACT_UNKNOWN)
		*why = xasprintf("%s (parameter %s)", facts->unread,
				 need->parameter);
	return has;
}

/* Options that no fragment sets are what the tree makes of them. */
static enum fact judge_unbuilt(const struct need *need,
			       const struct facts *facts, char **why)
{
	char *value = value_of(need, facts->config);
	bool told = value != NULL;

	free(value);
	if (told)
		return FACT_YES;
	*why = xasprintf("%s (CONFIG_%s)", facts->unread, need->option);
	return FACT_UNKNOWN;
}

static enum fact judge(const struct need *need, const struct facts *facts,
		       const struct question *question, char **why)
{
	*why = NULL;
	if (need->parameter)
		return judge_parameter(need, facts, why);
	if (!facts->config)
		return judge_functions(need, facts, why);
	if (facts->unread && !need->set && strcmp(need->value, "n") &&
	    judge_unbuilt(need, facts, why) == FACT_UNKNOWN)
		return FACT_UNKNOWN;
	*why = need_judge(need, facts->config, question);
	return *why ? FACT_NO : FACT_YES;
}

/* Takes @why. */
static void add_reason(char **reasons, char *why)
{
	char *longer = *reasons ? xasprintf("%s; %s", *reasons, why) :
				  xstrdup(why);

	free(*reasons);
	free(why);
	*reasons = longer;
}

/* All that is missing is told; of what is not known the first. */
enum fact needs_answer(const struct needs *needs, const struct facts *facts,
		       const struct question *question, char **why)
{
	char *missing = NULL, *unknown = NULL;

	for (size_t i = 0; i < needs->count; i++) {
		const struct need *need = &needs->list[i];
		char *reason = NULL;
		enum fact one;

		if (!need_is_for(need, question->name))
			continue;
		one = judge(need, facts, question, &reason);
		if (one == FACT_NO) {
			add_reason(&missing, reason);
		} else if (one == FACT_UNKNOWN && !unknown) {
			unknown = reason;
		} else {
			free(reason);
		}
	}
	*why = missing ? missing : unknown;
	if (missing)
		free(unknown);
	return missing ? FACT_NO : unknown ? FACT_UNKNOWN : FACT_YES;
}

unsigned int needs_hold(const struct needs *needs, const struct facts *facts,
			enum need_limit limit)
{
	unsigned int most = 0;

	for (size_t i = 0; facts->config && i < needs->count; i++) {
		const struct need *need = &needs->list[i];
		char *value;

		if (need->limit != limit)
			continue;
		value = value_of(need, facts->config);
		if (value)
			most = (unsigned int)strtoul(value, NULL, 10);
		free(value);
	}
	return limit == NEED_LIMITS_NODES && most && most < 32 ? 1U << most :
								 most;
}

void needs_add_digest(const struct needs *needs, SHA2_CTX *digest)
{
	for (size_t i = 0; i < needs->count; i++) {
		char **form = needs->list[i].older;

		for (; form && *form; form++)
			digest_add_text(digest, needs->list[i].option, *form);
	}
}

void needs_release(struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		release_need(&needs->list[i]);
	free(needs->list);
	*needs = (struct needs){ 0 };
}
