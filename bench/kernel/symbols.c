// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/symbols.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/inifile.h"
#include "lib/memstream.h"
#include "lib/parse.h"

/* Names of a list, in the order of the file. */
struct names {
	char **list;
	size_t count;
};

struct group {
	char *name;
	struct names calls;
	struct names inlined_calls;
	struct names members;
};

/* Either the alternatives of @enter, or @callee with its @caller. */
struct milestone {
	char *name;
	struct names enter;
	struct names callee;
	struct names caller;
};

struct symbols {
	struct group *groups;
	size_t group_count;
	struct milestone *milestones;
	size_t milestone_count;
};

static void names_add(struct names *names, const char *text)
{
	char **words;
	int count = parse_words(text, &words);

	for (int i = 0; i < count; i++) {
		names->list = xgrow(names->list, names->count, sizeof(char *));
		names->list[names->count++] = xstrdup(words[i]);
	}
	free(words);
}

static void names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i]);
	free(names->list);
}

static bool names_match(const struct names *names, const char *function)
{
	for (size_t i = 0; i < names->count; i++)
		if (sysmap_name_matches(function, names->list[i]))
			return true;
	return false;
}

static struct group *find_group(const struct symbols *symbols,
				const char *name)
{
	for (size_t i = 0; i < symbols->group_count; i++)
		if (strcmp(symbols->groups[i].name, name) == 0)
			return &symbols->groups[i];
	return NULL;
}

static struct group *open_group(struct symbols *symbols, const char *name)
{
	struct group *group = find_group(symbols, name);

	if (group)
		return group;
	symbols->groups = xgrow(symbols->groups, symbols->group_count,
				sizeof(*group));
	group = &symbols->groups[symbols->group_count++];
	group->name = xstrdup(name);
	return group;
}

static struct milestone *open_milestone(struct symbols *symbols,
					const char *name)
{
	struct milestone *milestone;

	for (size_t i = 0; i < symbols->milestone_count; i++)
		if (strcmp(symbols->milestones[i].name, name) == 0)
			return &symbols->milestones[i];
	symbols->milestones = xgrow(symbols->milestones,
				    symbols->milestone_count,
				    sizeof(*milestone));
	milestone = &symbols->milestones[symbols->milestone_count++];
	milestone->name = xstrdup(name);
	return milestone;
}

static struct names *group_key(struct group *group, const char *key)
{
	if (strcmp(key, "calls") == 0)
		return &group->calls;
	if (strcmp(key, "inlined-calls") == 0)
		return &group->inlined_calls;
	return strcmp(key, "members") == 0 ? &group->members : NULL;
}

static struct names *milestone_key(struct milestone *milestone,
				   const char *key)
{
	if (strcmp(key, "enter") == 0)
		return &milestone->enter;
	if (strcmp(key, "return") == 0)
		return &milestone->callee;
	return strcmp(key, "to") == 0 ? &milestone->caller : NULL;
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct symbols *symbols = context;
	struct names *names = NULL;
	const char *expected;

	if (strncmp(entry->section, "group ", 6) == 0) {
		expected = "calls, inlined-calls or members in a group";
		names = group_key(open_group(symbols, entry->section + 6),
				  entry->key);
	} else if (strncmp(entry->section, "milestone ", 10) == 0) {
		expected = "enter, or return and to, in a milestone";
		names = milestone_key(open_milestone(symbols,
						     entry->section + 10),
				      entry->key);
	} else {
		expected = "a section [group NAME] or [milestone NAME]";
	}
	if (!names)
		return inifile_reject(err, entry, "%s", expected);
	names_add(names, entry->value);
	return 0;
}

/* What the table itself must have, whatever the kernel. */
static int check_table(const struct symbols *symbols, const char *path,
		       struct error *err)
{
	for (size_t i = 0; i < symbols->group_count; i++)
		if (!symbols->groups[i].members.count)
			return error_set(err, EINVAL,
					 "%s: [group %s] has no members", path,
					 symbols->groups[i].name);
	for (size_t i = 0; i < symbols->milestone_count; i++) {
		const struct milestone *milestone = &symbols->milestones[i];
		bool pair = milestone->callee.count && milestone->caller.count;

		if (!milestone->enter.count == !pair)
			return error_set(err, EINVAL,
					 "%s: [milestone %s] needs either enter, or return and to",
					 path, milestone->name);
	}
	return 0;
}

int symbols_read(struct symbols **symbols, const char *path,
		 struct error *err)
{
	int ret;

	*symbols = xcalloc(1, sizeof(**symbols));
	ret = inifile_read(path, handle_entry, *symbols, err);
	if (!ret)
		ret = check_table(*symbols, path, err);
	if (ret) {
		symbols_free(*symbols);
		*symbols = NULL;
	}
	return ret;
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	for (size_t i = 0; i < symbols->group_count; i++) {
		free(symbols->groups[i].name);
		names_release(&symbols->groups[i].calls);
		names_release(&symbols->groups[i].inlined_calls);
		names_release(&symbols->groups[i].members);
	}
	for (size_t i = 0; i < symbols->milestone_count; i++) {
		free(symbols->milestones[i].name);
		names_release(&symbols->milestones[i].enter);
		names_release(&symbols->milestones[i].callee);
		names_release(&symbols->milestones[i].caller);
	}
	free(symbols->groups);
	free(symbols->milestones);
	free(symbols);
}

/* Parts that are entered from within the function, not by a call. */
static bool is_fragment(const char *function)
{
	return strstr(function, ".cold") || strstr(function, ".part.");
}

/* Whole functions before clones, clones in the order of addresses. */
const struct sysmap_function *symbols_find_function(const struct sysmap *map,
						    const char *name)
{
	const struct sysmap_function *found = sysmap_find(map, name);

	for (size_t i = 0; !found && i < map->function_count; i++)
		if (sysmap_name_matches(map->functions[i].name, name) &&
		    !is_fragment(map->functions[i].name))
			found = &map->functions[i];
	return found;
}

static const struct sysmap_function *find_init_clone(const struct sysmap *map,
						     const char *name)
{
	for (size_t i = 0; i < map->function_count; i++)
		if (sysmap_is_init(map, &map->functions[i]) &&
		    sysmap_name_matches(map->functions[i].name, name) &&
		    !is_fragment(map->functions[i].name))
			return &map->functions[i];
	return NULL;
}

/* The first alternative that the kernel has, or NULL. */
static const struct sysmap_function *find_any(const struct sysmap *map,
					      const struct names *names)
{
	const struct sysmap_function *found = NULL;

	for (size_t i = 0; !found && i < names->count; i++) {
		const char *name = names->list[i];

		if (strncmp(name, "init:", 5) == 0)
			found = find_init_clone(map, name + 5);
		else if (*name != '!')
			found = symbols_find_function(map, name);
	}
	return found;
}

/* The name in @map of the first alternative that the kernel has, or NULL. */
static const char *find_alternative(const struct sysmap *map,
				    const struct names *names)
{
	const struct sysmap_function *found = find_any(map, names);

	return found ? found->name : NULL;
}

/* Names that an era has for a milestone; none when it has none. */
static struct names era_names(const struct era *era, const char *milestone)
{
	for (int i = 0; i < era->name_count; i++)
		if (strcmp(era->names[i].milestone, milestone) == 0)
			return (struct names){
				era->names[i].enter.list,
				(size_t)era->names[i].enter.count,
			};
	return (struct names){ 0 };
}

/* The function of "!NAME" that the kernel has: no name holds then. */
static const char *find_barring(const struct sysmap *map,
				const struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->list[i][0] == '!' &&
		    symbols_find_function(map, names->list[i] + 1))
			return names->list[i] + 1;
	return NULL;
}

static const struct sysmap_function *find_other(const struct era *era,
						const struct sysmap *map,
						const char *milestone)
{
	const struct names names = era_names(era, milestone);

	return find_barring(map, &names) ? NULL : find_any(map, &names);
}

const struct sysmap_function *symbols_find_in_era(const struct era *era,
						  const struct sysmap *map,
						  const char *name)
{
	const struct sysmap_function *found = symbols_find_function(map, name);

	return found ? found : find_other(era, map, name);
}

static int names_refuse(const struct names *names, const char *what,
			struct error *err)
{
	char list[1024] = "";
	size_t used = 0;

	for (size_t i = 0; i < names->count && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used,
					 "%s%s", i ? ", " : "",
					 names->list[i]);
	return error_set(err, ENOENT, "the kernel has no function for %s: found none of %s",
			 what, list);
}

static int names_require(const struct names *names, const struct sysmap *map,
			 const char *what, struct error *err)
{
	return find_alternative(map, names) ? 0 :
					      names_refuse(names, what, err);
}

/* "init:NAME" cannot be told from another NAME: which? */
static const char *find_unplaced(const struct sysmap *map,
				 const struct names *names)
{
	for (size_t i = 0; i < names->count && !map->init_start; i++) {
		const char *name = names->list[i];
		bool init = strncmp(name, "init:", 5) == 0;

		if (*name != '!' &&
		    symbols_find_function(map, init ? name + 5 : name))
			return init ? name + 5 : NULL;
	}
	return NULL;
}

/* The function that is entered: of the table, else of the kernel's era. */
static const char *find_entered(const struct milestone *milestone,
				const struct era *era,
				const struct sysmap *map)
{
	const struct sysmap_function *found = find_any(map, &milestone->enter);

	if (!found)
		found = find_other(era, map, milestone->name);
	return found ? found->name : NULL;
}

static int require_entered(const struct milestone *milestone,
			   const struct era *era, const struct sysmap *map,
			   const char *what, struct error *err)
{
	const struct names names = era_names(era, milestone->name);
	const char *barring = find_barring(map, &names);
	const struct sysmap_function *other = find_any(map, &names);
	const char *unplaced = find_unplaced(map, &milestone->enter);

	if (unplaced)
		return error_set(err, ENOENT,
				 "found %s and not where .init.text begins, expected _sinittext: there may be another %s, of %s; give the kernel's System.map or vmlinux",
				 unplaced, unplaced, what);
	if (find_entered(milestone, era, map))
		return 0;
	if (barring && other)
		return error_set(err, ENOENT,
				 "the kernel has no function for %s: found none of its own, and %s is entered for others too where there is %s",
				 what, other->name, barring);
	return names_refuse(&milestone->enter, what, err);
}

static int require_group(const struct group *group, const struct sysmap *map,
			 struct error *err)
{
	char what[128];
	int ret;

	snprintf(what, sizeof(what), "group %s", group->name);
	ret = names_require(&group->members, map, what, err);
	if (ret || !group->calls.count ||
	    find_alternative(map, &group->inlined_calls))
		return ret;
	snprintf(what, sizeof(what), "the calls of group %s", group->name);
	return names_require(&group->calls, map, what, err);
}

static int require_milestone(const struct milestone *milestone,
			     const struct era *era, const struct sysmap *map,
			     struct error *err)
{
	char what[128];
	int ret;

	snprintf(what, sizeof(what), "milestone %s", milestone->name);
	if (milestone->enter.count)
		return require_entered(milestone, era, map, what, err);
	ret = names_require(&milestone->callee, map, what, err);
	if (ret)
		return ret;
	return names_require(&milestone->caller, map, what, err);
}

int symbols_check(const struct symbols *symbols, const struct era *era,
		  const struct sysmap *map, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < symbols->group_count; i++)
		ret = require_group(&symbols->groups[i], map, err);
	for (size_t i = 0; !ret && i < symbols->milestone_count; i++)
		ret = require_milestone(&symbols->milestones[i], era, map,
					err);
	return ret;
}

bool symbols_has_group(const struct symbols *symbols, const char *group)
{
	return find_group(symbols, group) != NULL;
}

bool symbols_group_has(const struct symbols *symbols, const char *group,
		       const char *function)
{
	const struct group *found = find_group(symbols, group);

	return found && names_match(&found->members, function);
}

bool symbols_group_is_called(const struct symbols *symbols,
			     const char *group, const char *function,
			     bool inlined)
{
	const struct group *found = find_group(symbols, group);

	return found && !is_fragment(function) &&
	       names_match(inlined ? &found->inlined_calls : &found->calls,
			   function);
}

static void put_path(FILE *file, const char *path)
{
	for (; *path; path++) {
		if (*path == ',')
			fputc(',', file);
		fputc(*path, file);
	}
}

static void put_milestone(FILE *file, const struct milestone *milestone,
			  const struct era *era, const struct sysmap *map)
{
	if (milestone->enter.count)
		fprintf(file, ",milestone=%s:enter:%s", milestone->name,
			find_entered(milestone, era, map));
	else
		fprintf(file, ",milestone=%s:return:%s:%s", milestone->name,
			find_alternative(map, &milestone->callee),
			find_alternative(map, &milestone->caller));
}

int symbols_plugin_option(const struct symbols *symbols,
			  const struct era *era, const struct sysmap *map,
			  const char *plugin, const char *map_path,
			  const char *out, char **option, struct error *err)
{
	int ret = symbols_check(symbols, era, map, err);
	size_t size;
	FILE *file;

	*option = NULL;
	if (ret)
		return ret;
	file = memstream_open(option, &size);
	put_path(file, plugin);
	fputs(",symbols=", file);
	put_path(file, map_path);
	fputs(",out=", file);
	put_path(file, out);
	for (size_t i = 0; i < symbols->milestone_count; i++)
		put_milestone(file, &symbols->milestones[i], era, map);
	memstream_close(file);
	return 0;
}
