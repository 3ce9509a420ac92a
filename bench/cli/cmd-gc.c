// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/list.h"
#include "gc/choose.h"
#include "gc/found.h"
#include "gc/needs.h"
#include "gc/remove.h"
#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "night/settings.h"
#include "session/places.h"

#define OUT "out"
#define REPORTS "reports"

/* A build may take longer; then the cache is left for the next time. */
#define CACHE_TIMEOUT_NS (10 * NS_PER_S)

/* A report has its claims beside it, a folder of reports one deeper. */
#define REPORTS_DEEP 3

static struct {
	char *keep;
	char *max_size;
	char *nights;
	char **claims;
	int yes;
	int json;
} asked;

static const struct poptOption options[] = {
	{ "keep", 0, POPT_ARG_STRING, &asked.keep, 0,
	  "the last N used of each kind, and of each plan's runs, stay (default: 1)",
	  "N" },
	{ "max-size", 0, POPT_ARG_STRING, &asked.max_size, 0,
	  "remove only until all together have this size: 8G", "SIZE" },
	{ "nights", 0, POPT_ARG_STRING, &asked.nights, 0,
	  "the nights.ini whose history is gone on with (default: the one here)",
	  "FILE" },
	{ "claims", 0, POPT_ARG_ARGV, &asked.claims, 0,
	  "keep what the claims and reports in it need, too; may be given again",
	  "FOLDER" },
	{ "yes", 'y', POPT_ARG_NONE, &asked.yes, 0,
	  "remove; without it nothing is, and what would be is printed", NULL },
	{ "json", 0, POPT_ARG_NONE, &asked.json, 0, "print it as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int read_limits(struct gc_limits *limits, struct error *err)
{
	uint64_t keep = 1;

	if (!asked.keep && !asked.max_size)
		return error_set(err, EINVAL,
				 "numaboot gc: found neither --keep nor --max-size, expected one of them, or both");
	if (asked.keep && (parse_u64(asked.keep, &keep) || !keep))
		return error_set(err, EINVAL,
				 "--keep: found `%s`, expected a number, 1 or more",
				 asked.keep);
	if (asked.max_size && (parse_bytes(asked.max_size, &limits->max_bytes) ||
			       !limits->max_bytes))
		return error_set(err, EINVAL,
				 "--max-size: found `%s`, expected a size such as 512M or 8G",
				 asked.max_size);
	limits->keep = keep;
	return 0;
}

/* Of other working folders, which share the cache. */
static int add_places(struct gc_needs *needs, struct error *err)
{
	struct argv places[3] = { 0 };
	int ret = 0;

	for (enum place kind = PLACE_RUNS; kind <= PLACE_CLAIMS; kind++)
		places_list(&places[kind], kind);
	for (size_t i = 0; i < places[PLACE_RUNS].count; i++) {
		struct gc_items items = { 0 };

		gc_find_runs(&items, places[PLACE_RUNS].words[i]);
		gc_needs_add_runs(needs, &items);
		gc_items_release(&items);
	}
	for (size_t i = 0; i < places[PLACE_HISTORY].count && ret == 0; i++)
		ret = gc_needs_add_history(
			needs, places[PLACE_HISTORY].words[i], err);
	for (size_t i = 0; i < places[PLACE_CLAIMS].count && ret == 0; i++)
		ret = gc_needs_add_folder(
			needs, places[PLACE_CLAIMS].words[i], 1, err);
	for (enum place kind = PLACE_RUNS; kind <= PLACE_CLAIMS; kind++)
		argv_release(&places[kind]);
	return ret;
}

/* What is here and what is asked, then what others have noted. */
static int find_needs(struct gc_needs *needs, const struct settings *settings,
		      const struct gc_items *items, struct error *err)
{
	char *reports = root_path(REPORTS);
	int ret = gc_needs_add_folder(needs, reports, REPORTS_DEEP, err);

	if (ret == 0 && strcmp(reports, REPORTS))
		ret = gc_needs_add_folder(needs, REPORTS, REPORTS_DEEP, err);
	if (ret == 0)
		ret = gc_needs_add_folder(needs, ".", 1, err);
	for (char **at = asked.claims; at && *at && ret == 0; at++)
		ret = gc_needs_add_folder(needs, *at, REPORTS_DEEP, err);
	if (ret == 0)
		ret = gc_needs_add_history(needs, settings->history, err);
	gc_needs_add_runs(needs, items);
	if (ret == 0)
		ret = add_places(needs, err);
	free(reports);
	return ret;
}

static char *size_text(uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double size = bytes;
	size_t unit = 0;

	while (size >= 1024 && unit < 4) {
		size /= 1024;
		unit++;
	}
	return xasprintf("%.*f %s", unit > 2, size, units[unit]);
}

static const char *state_of(const struct gc_item *item)
{
	return item->gone ? "gone" : item->goes ? "goes" : "stays";
}

/* What a kernel was made of; of all else the path says it. */
static char *name_of(const struct gc_item *item)
{
	const json_t *record = item->record;
	size_t patches = json_array_size(json_object_get(record, "patches"));

	if (item->kind != GC_KERNEL)
		return xstrdup("");
	return patches ? xasprintf("%s %s, patches: %zu",
				   jsonfile_text(record, "base"),
				   jsonfile_text(record, "base_version"),
				   patches) :
			 xasprintf("%s %s", jsonfile_text(record, "base"),
				   jsonfile_text(record, "base_version"));
}

static json_t *describe(const struct gc_item *item)
{
	char *size = size_text(item->bytes), *name = name_of(item);
	time_t used = item->used_s;
	struct tm utc;
	char day[16];
	json_t *entry;

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime_r(&used, &utc));
	entry = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s}",
			  "state", state_of(item), "size", size,
			  "bytes", (json_int_t)item->bytes, "kind",
			  gc_kind_name(item->kind), "used", day, "name", name,
			  "path", item->path, "why", item->stays ? item->stays : "");
	free(name);
	free(size);
	return entry;
}

static uint64_t sum(const struct gc_items *items, bool gone, size_t *count)
{
	uint64_t bytes = 0;

	*count = 0;
	for (size_t i = 0; i < items->count; i++) {
		const struct gc_item *item = &items->list[i];

		if (gone && !item->goes && !item->gone)
			continue;
		bytes += item->bytes;
		++*count;
	}
	return bytes;
}

static void print_sum(const struct gc_items *items)
{
	size_t count, all;
	char *size = size_text(sum(items, true, &count));
	char *whole = size_text(sum(items, false, &all));

	if (!count)
		printf("%zu things have %s: nothing goes\n", all, whole);
	else
		printf("%zu of %zu things, %s of %s: %s\n", count, all, size,
		       whole, asked.yes ? "gone" :
		       "would go; nothing was removed, --yes removes them");
	free(whole);
	free(size);
}

static void print(const struct gc_items *items)
{
	static const char *const columns[] = {
		"state", "size", "kind", "used", "name", "path", "why", NULL,
	};
	json_t *list = json_array();

	for (size_t i = 0; i < items->count; i++)
		json_array_append_new(list, describe(&items->list[i]));
	list_print(list, columns, asked.json);
	json_decref(list);
	if (!asked.json)
		print_sum(items);
}

/* What must stay may be more than what was asked for. */
static int check_size(const struct gc_items *items,
		      const struct gc_limits *limits, struct error *err)
{
	uint64_t left = 0;
	char *size, *wanted;

	for (size_t i = 0; i < items->count; i++)
		if (!items->list[i].goes && !items->list[i].gone)
			left += items->list[i].bytes;
	if (!limits->max_bytes || left <= limits->max_bytes)
		return 0;
	size = size_text(left);
	wanted = size_text(limits->max_bytes);
	error_set(err, ENOSPC,
		  "found %s that must stay, expected at most %s: see why each of them stays",
		  size, wanted);
	free(wanted);
	free(size);
	return -ENOSPC;
}

static void find_items(struct gc_items *items, const struct settings *settings,
		       const char *cache)
{
	char *packages = xasprintf("%s/packages", settings->folder);

	gc_find_cache(items, cache);
	gc_find_runs(items, OUT);
	gc_find_packages(items, packages);
	free(packages);
}

static int collect(const struct settings *settings,
		   const struct gc_limits *limits, struct error *err)
{
	char *cache = cache_folder();
	struct gc_items items = { 0 };
	struct gc_needs needs = { 0 };
	int ret;

	find_items(&items, settings, cache);
	ret = find_needs(&needs, settings, &items, err);
	if (ret)
		goto out;
	gc_items_measure(&items);
	gc_needs_apply(&needs, &items);
	gc_choose(&items, limits);
	if (asked.yes)
		ret = gc_remove(&items, cache,
				clock_now_ns() + CACHE_TIMEOUT_NS, err);
	print(&items);
	if (ret == 0)
		ret = check_size(&items, limits, err);
out:
	gc_needs_release(&needs);
	gc_items_release(&items);
	free(cache);
	return ret;
}

/* Make room in the cache and below out/, of what nobody needs. */
int cmd_gc(int argc, const char **argv)
{
	struct settings settings = { 0 };
	struct gc_limits limits = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret, code = command_parse(argc, argv, options, "", 0, 0, &words,
				      &context);

	if (code)
		goto out;
	ret = read_limits(&limits, &err);
	if (ret == 0)
		ret = settings_find(&settings, asked.nights, &err);
	if (ret)
		code = command_refuse(ret, &err);
	else if (collect(&settings, &limits, &err))
		code = command_fail(&err);
out:
	settings_release(&settings);
	command_release(context);
	return code;
}
