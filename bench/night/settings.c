// SPDX-License-Identifier: GPL-2.0-only
#include "night/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "plan/plan.h"
#include "workload/metrics.h"

#define NAME "nights.ini"
#define USUAL "bench/plans/nights.ini"
#define FOLDER "out/nights"
/* Where users may make files that others see; else where they always may. */
#define LOCK_PLACE "/run/lock"
#define LOCK_NAME "numaboot-night.lock"
#define WITHIN_HOURS 26

static void set(char **where, const char *value)
{
	free(*where);
	*where = xstrdup(value);
}

static struct watched *add_plan(struct settings *settings, const char *name,
				int line)
{
	struct watched *added;

	settings->plans = xgrow(settings->plans, settings->plan_count,
				sizeof(*settings->plans));
	added = &settings->plans[settings->plan_count++];
	added->name = xstrdup(name);
	added->line = line;
	return added;
}

static int add_plans(struct settings *settings,
		     const struct inifile_entry *entry)
{
	char **words;

	parse_words(entry->value, &words);
	for (char **word = words; *word; word++)
		add_plan(settings, *word, entry->line);
	free(words);
	return 0;
}

static int take_night(struct settings *settings,
		      const struct inifile_entry *entry, struct error *err)
{
	if (strcmp(entry->key, "plans") == 0)
		return add_plans(settings, entry);
	if (strcmp(entry->key, "history") == 0)
		set(&settings->history, entry->value);
	else if (strcmp(entry->key, "folder") == 0)
		set(&settings->folder, entry->value);
	else if (strcmp(entry->key, "pages") == 0)
		set(&settings->pages, entry->value);
	else if (strcmp(entry->key, "lock") == 0)
		set(&settings->lock, entry->value);
	else if (strcmp(entry->key, "reports") == 0)
		return parse_bool(entry->value, &settings->reports) ?
			       inifile_reject(err, entry, "yes or no") : 0;
	else if (strcmp(entry->key, "within") == 0)
		return parse_u64(entry->value, &settings->within_hours) ||
		       !settings->within_hours ?
			       inifile_reject(err, entry, "hours, 1 or more") :
			       0;
	else
		return inifile_reject(err, entry,
				      "plans, history, folder, pages, lock, reports or within");
	return 0;
}

static struct watched *own_plan(struct settings *settings, const char *name,
				int line)
{
	for (size_t i = 0; i < settings->plan_count; i++)
		if (strcmp(settings->plans[i].name, name) == 0 &&
		    settings->plans[i].text)
			return &settings->plans[i];
	add_plan(settings, name, line)->text = xstrdup("");
	return &settings->plans[settings->plan_count - 1];
}

static void add_arms(struct watched *plan, const char *value)
{
	char **words;

	parse_words(value, &words);
	for (char **word = words; *word; word++) {
		plan->arms = xgrow(plan->arms, plan->arm_count,
				   sizeof(*plan->arms));
		plan->arms[plan->arm_count++] = xstrdup(*word);
	}
	free(words);
}

static int take_plan(struct settings *settings, const char *name,
		     const struct inifile_entry *entry, struct error *err)
{
	struct watched *plan = own_plan(settings, name, entry->line);
	char *longer;

	if (strcmp(entry->key, "arms") == 0) {
		add_arms(plan, entry->value);
		return 0;
	}
	if (!plan_has_key(entry->key))
		return inifile_reject(err, entry,
				      "a key of a plan (docs/plan.md)");
	longer = xasprintf("%s%s = %s\n", plan->text, entry->key, entry->value);
	free(plan->text);
	plan->text = longer;
	return 0;
}

static struct moving *moving_of(struct settings *settings, const char *name,
				int line)
{
	struct moving *added;

	for (size_t i = 0; i < settings->moving_count; i++)
		if (strcmp(settings->moving[i].name, name) == 0)
			return &settings->moving[i];
	settings->moving = xgrow(settings->moving, settings->moving_count,
				 sizeof(*settings->moving));
	added = &settings->moving[settings->moving_count++];
	added->name = xstrdup(name);
	added->line = line;
	return added;
}

static int take_arm(struct settings *settings, const char *name,
		    const struct inifile_entry *entry, struct error *err)
{
	struct moving *moving = moving_of(settings, name, entry->line);
	char **where = strcmp(entry->key, "tree") == 0 ? &moving->tree :
		       strcmp(entry->key, "branch") == 0 ? &moving->branch :
		       strcmp(entry->key, "series") == 0 ? &moving->series :
		       strcmp(entry->key, "package") == 0 ? &moving->package :
		       strcmp(entry->key, "fetch") == 0 ? &moving->fetch : NULL;

	if (!where)
		return inifile_reject(err, entry,
				      "tree, branch, series, package or fetch");
	if (*where)
		return inifile_reject(err, entry, "it once in [arm %s]", name);
	if (!*entry->value)
		return inifile_reject(err, entry, "a word behind it");
	*where = xstrdup(entry->value);
	return 0;
}

/* "0.01 %" or a ratio. */
static int take_alert(struct settings *settings,
		      const struct inifile_entry *entry, struct error *err)
{
	struct effects *effects = &settings->effects;
	char *end;
	double share = strtod(entry->value, &end);
	bool percent;

	end += strspn(end, " ");
	percent = *end == '%';
	end += percent;
	if (*end || end == entry->value || !(share >= 0))
		return inifile_reject(err, entry,
				      "the smallest change that is worth a mail, `0.01 %%`");
	if (!metrics_find(entry->key))
		return inifile_reject(err, entry,
				      "a metric that numaboot list metrics has");
	effects->list = xgrow(effects->list, effects->count,
			      sizeof(*effects->list));
	effects->list[effects->count++] = (struct effect){
		xstrdup(entry->key), percent ? share / 100 : share,
	};
	return 0;
}

/* A label, as it stands in a plan and in a file's name. */
static bool is_plain(const char *name)
{
	return *name && *name != '.' && *name != '-' &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789._-")];
}

static int take_entry(void *context, const struct inifile_entry *entry,
		      struct error *err)
{
	struct settings *settings = context;
	const char *name = strchr(entry->section, ' ');
	size_t length = strcspn(entry->section, " ");

	if (strcmp(entry->section, "night") == 0)
		return take_night(settings, entry, err);
	if (strcmp(entry->section, "alert") == 0)
		return take_alert(settings, entry, err);
	if (name && !is_plain(name + 1))
		return inifile_reject(err, entry,
				      "a name of letters, digits, `.`, `_` and `-` in [%s]",
				      entry->section);
	if (name && length == 4 && strncmp(entry->section, "plan", 4) == 0)
		return take_plan(settings, name + 1, entry, err);
	if (name && length == 3 && strncmp(entry->section, "arm", 3) == 0)
		return take_arm(settings, name + 1, entry, err);
	return inifile_reject(err, entry,
			      "section [night], [alert], [plan NAME] or [arm NAME]");
}

static int check_moving(const struct settings *settings,
			const struct moving *moving, struct error *err)
{
	if (moving->package && (moving->tree || moving->branch ||
				moving->series))
		return error_set(err, EINVAL,
				 "%s:%d: found [arm %s] with a package and a tree, expected one of them",
				 settings->path, moving->line, moving->name);
	if (!moving->package && (!moving->tree || !moving->branch))
		return error_set(err, EINVAL,
				 "%s:%d: found [arm %s] without %s, expected `tree` and `branch`, or `package`",
				 settings->path, moving->line, moving->name,
				 moving->tree ? "branch" : "tree");
	if (moving->tree && *moving->tree != '/')
		return error_set(err, EINVAL,
				 "%s:%d: found tree = %s in [arm %s], expected an absolute path",
				 settings->path, moving->line, moving->tree,
				 moving->name);
	return 0;
}

static int check(const struct settings *settings, struct error *err)
{
	int ret = 0;

	if (!settings->plan_count)
		return error_set(err, EINVAL,
				 "%s: found no plan, expected `plans = …` in [night] or a section [plan NAME]",
				 settings->path);
	for (size_t i = 0; i < settings->moving_count && ret == 0; i++)
		ret = check_moving(settings, &settings->moving[i], err);
	for (size_t i = 0; i < settings->plan_count && ret == 0; i++) {
		const struct watched *plan = &settings->plans[i];

		if (plan->text && !plan->arm_count)
			ret = error_set(err, EINVAL,
					"%s:%d: found [plan %s] without `arms`, expected what it boots",
					settings->path, plan->line, plan->name);
	}
	return ret;
}

int settings_read(struct settings *settings, const char *path,
		  struct error *err)
{
	int ret;

	*settings = (struct settings){
		.path = xstrdup(path), .folder = xstrdup(FOLDER),
		.reports = true, .within_hours = WITHIN_HOURS,
		.lock = xasprintf("%s/" LOCK_NAME,
				  access(LOCK_PLACE, W_OK) ? "/tmp" :
							     LOCK_PLACE),
	};
	ret = inifile_read(path, take_entry, settings, err);
	if (!settings->history)
		settings->history = xasprintf("%s/history", settings->folder);
	return ret ? ret : check(settings, err);
}

int settings_find(struct settings *settings, const char *path,
		  struct error *err)
{
	char *usual = path ? xstrdup(path) :
		      file_exists(NAME) ? xstrdup(NAME) : root_path(USUAL);
	int ret = settings_read(settings, usual, err);

	free(usual);
	return ret;
}

const struct moving *settings_moving(const struct settings *settings,
				     const char *name)
{
	for (size_t i = 0; i < settings->moving_count; i++)
		if (strcmp(settings->moving[i].name, name) == 0)
			return &settings->moving[i];
	return NULL;
}

static void release_plan(struct watched *plan)
{
	for (size_t i = 0; i < plan->arm_count; i++)
		free(plan->arms[i]);
	free(plan->arms);
	free(plan->text);
	free(plan->name);
}

static void release_moving(struct moving *moving)
{
	free(moving->name);
	free(moving->tree);
	free(moving->branch);
	free(moving->series);
	free(moving->package);
	free(moving->fetch);
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->plan_count; i++)
		release_plan(&settings->plans[i]);
	free(settings->plans);
	for (size_t i = 0; i < settings->moving_count; i++)
		release_moving(&settings->moving[i]);
	free(settings->moving);
	for (size_t i = 0; i < settings->effects.count; i++)
		free(settings->effects.list[i].metric);
	free(settings->effects.list);
	free(settings->path);
	free(settings->history);
	free(settings->folder);
	free(settings->pages);
	free(settings->lock);
	*settings = (struct settings){ 0 };
}
