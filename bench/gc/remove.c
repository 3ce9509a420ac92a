// SPDX-License-Identifier: GPL-2.0-only
#include "gc/remove.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/interrupt.h"
#include "lib/leftover.h"
#include "lib/lock.h"

#define MARK ".gone."

bool gc_is_left(const char *name)
{
	return strstr(name, MARK) && leftover_is_orphan(name);
}

static bool is_cached(const struct gc_item *item)
{
	return item->kind == GC_TREE || item->kind == GC_KERNEL ||
	       item->kind == GC_SYMBOLS || item->kind == GC_PART;
}

static void stay(struct gc_item *item, const char *why)
{
	item->goes = false;
	gc_item_keep(item, xstrdup(why));
}

/* Return: 0, with the item's path where it is now; or -errno. */
static int take_away(struct gc_item *item, const char *folder, char **away,
		     struct error *err)
{
	const char *name = strrchr(item->path, '/') + 1;
	int ret = 0;

	*away = xasprintf("%s/%s" MARK "%d.new", folder, name, (int)getpid());
	if (rename(item->path, *away))
		ret = error_set(err, errno, "%s: %s", item->path,
				strerror(errno));
	if (ret) {
		free(*away);
		*away = NULL;
	}
	return ret;
}

/* A compiler that has survived its make may still be in a tree. */
static int take_tree(struct gc_item *item, const char *cache, char **away,
		     struct error *err)
{
	char *path = xasprintf("%s.lock", item->path);
	int fd = lock_open(path, err);
	int ret = fd < 0 ? fd : 0;

	if (ret == 0 && !lock_try(fd, LOCK_EX))
		stay(item, "a build is in it");
	else if (ret == 0)
		ret = take_away(item, cache, away, err);
	if (ret == 0 && *away)
		unlink(path);
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

static void remove_log(const struct gc_item *item, const char *cache)
{
	char *log = xasprintf("%s/logs/%s.log", cache,
			      strrchr(item->path, '/') + 1);

	unlink(log);
	free(log);
}

static int take_cached(struct gc_item *item, const char *cache, char **away,
		       struct error *err)
{
	int ret;

	if (item->kind == GC_TREE)
		return take_tree(item, cache, away, err);
	ret = take_away(item, cache, away, err);
	if (ret == 0 && item->kind == GC_KERNEL)
		remove_log(item, cache);
	return ret;
}

/* It is as it was when it was chosen: nobody boots in it again. */
static bool is_complete(const struct gc_item *item)
{
	struct session_record record;
	struct error ignored;
	bool complete = session_record_read(&record, item->path,
					    &ignored) == 0 && record.complete;

	session_record_release(&record);
	return complete;
}

static int take_run(struct gc_item *item, char **away, struct error *err)
{
	char *path = xasprintf("%s/lock", item->path);
	int fd = lock_open(path, err);
	int ret = fd < 0 ? fd : 0;

	if (ret == 0 && !lock_try(fd, LOCK_EX))
		stay(item, "a numaboot works in it");
	else if (ret == 0 && item->kind == GC_RUN && !is_complete(item))
		stay(item, "it changed a moment ago");
	else if (ret == 0)
		ret = take_away(item, item->group, away, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

static int take_package(struct gc_item *item, char **away, struct error *err)
{
	char *folder = xasprintf("%.*s",
				 (int)(strrchr(item->path, '/') - item->path),
				 item->path);
	int ret = take_away(item, folder, away, err);

	free(folder);
	return ret;
}

/* Others may delete what is left of somebody: that it is gone counts. */
static int delete(struct gc_item *item, char *away, struct error *err)
{
	int ret = directory_remove(away, err);

	if (ret && !file_exists(away))
		ret = 0;
	item->gone = ret == 0;
	return ret;
}

/**
 * struct removing - one gc
 * @away: where each item that was taken away is now, or NULL
 * @first: what went wrong first
 */
struct removing {
	struct gc_items *items;
	const char *cache;
	char **away;
	int failed;
	struct error first;
};

static void note(struct removing *removing, int ret, const struct error *err)
{
	if (ret && !removing->failed) {
		removing->failed = ret;
		removing->first = *err;
	}
}

/* Nobody else works in the cache while its items are taken away. */
static void take_all_cached(struct removing *removing, int lock)
{
	bool held = lock >= 0 && lock_try(lock, LOCK_EX);

	for (size_t i = 0; i < removing->items->count; i++) {
		struct gc_item *item = &removing->items->list[i];
		struct error err;

		if (!item->goes || !is_cached(item))
			continue;
		if (!held)
			stay(item, "a numaboot works in the cache");
		else if (!interrupt_signal())
			note(removing, take_cached(item, removing->cache,
						   &removing->away[i], &err),
			     &err);
	}
	/* Whoever comes now need not wait, and deletes nothing of ours. */
	if (held)
		lock_try(lock, LOCK_SH);
}

static int take_other(struct removing *removing, size_t index,
		      struct error *err)
{
	struct gc_item *item = &removing->items->list[index];
	char **away = &removing->away[index];

	if (is_cached(item))
		return 0;
	if (item->kind == GC_LEFT)
		*away = xstrdup(item->path);
	else if (item->kind == GC_PACKAGE)
		return take_package(item, away, err);
	else
		return take_run(item, away, err);
	return 0;
}

static bool any_cached(const struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (items->list[i].goes && is_cached(&items->list[i]))
			return true;
	return false;
}

/* Return: a descriptor, or -1 where nothing of the cache is to go. */
static int open_cache(const struct removing *removing, uint64_t deadline_ns)
{
	char *path = xasprintf("%s/lock", removing->cache);
	struct error ignored;
	int fd = any_cached(removing->items) ? lock_open(path, &ignored) : -1;

	if (fd >= 0)
		lock_wait(fd, LOCK_EX, path,
			  "waiting for another numaboot to leave the cache",
			  deadline_ns, &ignored);
	free(path);
	return fd;
}

int gc_remove(struct gc_items *items, const char *cache, uint64_t deadline_ns,
	      struct error *err)
{
	struct removing removing = {
		.items = items, .cache = cache,
		.away = xcalloc(items->count + 1, sizeof(*removing.away)),
	};
	int lock = open_cache(&removing, deadline_ns);

	take_all_cached(&removing, lock);
	for (size_t i = 0; i < items->count; i++) {
		struct gc_item *item = &items->list[i];
		struct error failure;
		int ret;

		if (!item->goes || (interrupt_signal() && !removing.away[i]))
			continue;
		ret = take_other(&removing, i, &failure);
		if (ret == 0 && removing.away[i])
			ret = delete(item, removing.away[i], &failure);
		note(&removing, ret, &failure);
		free(removing.away[i]);
	}
	if (lock >= 0)
		close(lock);
	free(removing.away);
	if (removing.failed)
		*err = removing.first;
	else if (interrupt_signal())
		return error_set(err, EINTR, "interrupted");
	return removing.failed;
}
