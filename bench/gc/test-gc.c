// SPDX-License-Identifier: GPL-2.0-only
/* What may go, of folders that are made up; what is needed stays. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gc/choose.h"
#include "gc/found.h"
#include "gc/needs.h"
#include "gc/remove.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/lock.h"
#include "night/history.h"
#include "session/places.h"

#define MIB 1048576

static char folder[] = "/dev/shm/test-gc-XXXXXX";
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder) ||
	       setenv("XDG_CACHE_HOME", folder, 1);
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static int empty_folder(void **state)
{
	(void)state;
	return directory_remove("out", &err) ||
	       directory_remove("cache", &err) ||
	       directory_remove("packages", &err) ||
	       directory_remove("numaboot", &err);
}

static void write_text(const char *path, const char *text)
{
	char *parent = xasprintf("%.*s", (int)(strrchr(path, '/') - path),
				 path);

	assert_int_equal(directory_make(parent, &err), 0);
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(parent);
}

/* Used @day days after 1970-01-01. */
static void set_used(const char *path, int day)
{
	const struct timespec times[2] = {
		{ .tv_sec = day * 86400L }, { .tv_sec = day * 86400L },
	};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void make_run(const char *path, int day, bool complete,
		     const char *image)
{
	char *record = xasprintf("%s/run.json", path);
	char *lock = xasprintf("%s/lock", path);
	char *text = xasprintf("{\"plan\": \"p\", \"cells\": [], \"topologies\": [], \"complete\": %s, \"arms\": [{\"name\": \"a\", \"image_sha256\": \"%s\"}]}\n",
			       complete ? "true" : "false", image);

	write_text(record, text);
	write_text(lock, "");
	set_used(record, day);
	free(text);
	free(lock);
	free(record);
}

static void make_kernel(const char *key, int day, const char *image)
{
	char *path = xasprintf("cache/kernels/%s", key);
	char *manifest = xasprintf("%s/manifest.json", path);
	char *log = xasprintf("cache/logs/%s.log", key);
	char *text = xasprintf("{\"image_sha256\": \"%s\"}\n", image);

	write_text(manifest, text);
	write_text(log, "built\n");
	set_used(path, day);
	free(text);
	free(log);
	free(manifest);
	free(path);
}

static void make_tree(const char *name, int day)
{
	char *ready = xasprintf("cache/trees/%s/ready", name);
	char *lock = xasprintf("cache/trees/%s.lock", name);

	write_text(ready, "");
	write_text(lock, "");
	set_used(ready, day);
	free(lock);
	free(ready);
}

static struct gc_item *find(struct gc_items *items, const char *path)
{
	for (size_t i = 0; i < items->count; i++)
		if (strcmp(items->list[i].path, path) == 0)
			return &items->list[i];
	fail_msg("%s is no item", path);
	return NULL;
}

static void assert_stays(struct gc_items *items, const char *path,
			 const char *why)
{
	const struct gc_item *item = find(items, path);

	assert_false(item->goes);
	assert_non_null(item->stays);
	if (!strstr(item->stays, why))
		fail_msg("%s stays: %s, expected %s", path, item->stays, why);
}

static void assert_goes(struct gc_items *items, const char *path)
{
	const struct gc_item *item = find(items, path);

	if (!item->goes)
		fail_msg("%s stays: %s", path, item->stays);
}

static void choose(struct gc_items *items, size_t keep, uint64_t max_bytes)
{
	const struct gc_limits limits = {
		.keep = keep, .max_bytes = max_bytes,
	};

	gc_choose(items, &limits);
}

static void add_made(struct gc_items *items, const char *path,
		     const char *group, int day, uint64_t mib)
{
	struct gc_item *item = gc_item_add(items, GC_RUN, xstrdup(path), group,
					   NULL);

	item->used_s = day;
	item->bytes = mib * MIB;
}

static void the_oldest_go_until_there_is_room(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	add_made(&items, "a/1", "a", 1, 10);
	add_made(&items, "b/2", "b", 2, 10);
	add_made(&items, "a/3", "a", 3, 10);
	add_made(&items, "b/4", "b", 4, 10);
	add_made(&items, "a/5", "a", 5, 10);
	choose(&items, 1, 40 * MIB);
	assert_goes(&items, "a/1");
	assert_stays(&items, "b/2", "there is room");
	assert_stays(&items, "b/4", "the last one used");
	assert_stays(&items, "a/5", "the last one used");
	gc_items_release(&items);
}

static void of_each_group_the_last_stay_whatever_the_size(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	add_made(&items, "a/1", "a", 1, 10);
	add_made(&items, "a/2", "a", 2, 10);
	add_made(&items, "a/3", "a", 3, 10);
	add_made(&items, "b/0", "b", 0, 10);
	choose(&items, 2, MIB);
	assert_goes(&items, "a/1");
	assert_stays(&items, "a/2", "of the last 2 used");
	assert_stays(&items, "a/3", "of the last 2 used");
	assert_stays(&items, "b/0", "of the last 2 used");
	gc_items_release(&items);
}

static void without_a_size_all_go_that_may(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	add_made(&items, "a/1", "a", 1, 10);
	add_made(&items, "a/2", "a", 2, 10);
	add_made(&items, "a/3", "a", 3, 10);
	gc_item_keep(find(&items, "a/1"), xstrdup("somebody needs it"));
	choose(&items, 1, 0);
	assert_stays(&items, "a/1", "somebody needs it");
	assert_goes(&items, "a/2");
	gc_items_release(&items);
}

static void runs_that_go_on_are_locked_or_named_stay(void **state)
{
	struct gc_items items = { 0 };
	int fd;

	(void)state;
	make_run("out/p/1", 1, false, "ab");
	make_run("out/p/2", 2, true, "ab");
	make_run("out/p/3", 3, true, "ab");
	make_run("out/p/4", 4, true, "ab");
	make_run("out/p/5", 5, true, "ab");
	make_run("out/verify/123/p/6", 6, true, "ab");
	make_run("out/bisect/7/p/8", 8, true, "ab");
	write_text("out/bisect/7/bisect.tsv", "");
	write_text("out/p/4/mine.claim", "");
	write_text("out/p/9/run.json", "{ torn");
	write_text("out/p/10/console.log", "no run.json yet");
	assert_int_equal(symlink("2", "out/p/latest"), 0);
	fd = lock_open("out/p/3/lock", &err);
	assert_true(lock_try(fd, LOCK_EX));
	gc_find_runs(&items, "out");
	assert_int_equal(items.count, 7);
	choose(&items, 1, 0);
	assert_stays(&items, "out/p/1", "--resume");
	assert_stays(&items, "out/p/2", "out/p/latest names it");
	assert_stays(&items, "out/p/3", "a numaboot works in it");
	assert_stays(&items, "out/p/4", "a claim is in it");
	assert_goes(&items, "out/p/5");
	assert_stays(&items, "out/verify/123/p/6", "the last one used");
	assert_stays(&items, "out/p/9", "cannot be read");
	close(fd);
	gc_items_release(&items);
}

/* Nights 1, 2 and 3 of one arm; 2 found a change, of which nobody has said more. */
static const char nights[] =
	"kernel\tk1\timage\taa\n"
	"night\t2026-11-24T02:00:00Z\tp\ta\te\tk1\t1/1\tgood\tv\ts\tout/p/1\n";
static const char changed[] =
	"kernel\tk2\timage\tbb\n"
	"night\t2026-11-25T02:00:00Z\tp\ta\te\tk2\t1/1\tgood\tv\ts\tout/p/2\n"
	"change\t2026-11-25-1\tp\ta\tkernel\tk1\tk2\tmail\n";
static const char accepted[] = "accept\t2026-11-25-1\tsomebody\tit is fine\n";
static const char later[] =
	"kernel\tk3\timage\tcc\n"
	"night\t2026-11-26T02:00:00Z\tp\ta\te\tk3\t1/1\tgood\tv\ts\tout/p/3\n";

static void append(const char *kind, const char *time, const char *lines)
{
	struct history history;

	assert_int_equal(history_read(&history, "out/history", &err), 0);
	assert_int_equal(history_append(&history, kind, time, lines, &err), 0);
	history_release(&history);
}

static void add_nights(struct gc_items *items)
{
	struct gc_needs needs = { 0 };

	gc_find_runs(items, "out");
	gc_find_cache(items, "cache");
	assert_int_equal(gc_needs_add_history(&needs, "out/history", &err), 0);
	gc_needs_apply(&needs, items);
	choose(items, 1, 0);
	gc_needs_release(&needs);
}

static void make_nights(void)
{
	make_run("out/p/1", 1, true, "aa");
	make_run("out/p/2", 2, true, "bb");
	make_run("out/p/3", 3, true, "cc");
	make_run("out/p/4", 4, true, "dd");
	make_kernel("one", 1, "aa");
	make_kernel("two", 2, "bb");
	make_kernel("three", 3, "cc");
	make_kernel("other", 4, "dd");
	append("night", "2026-11-24T02:00:00Z", nights);
	append("night", "2026-11-25T02:00:00Z", changed);
}

static void the_last_night_and_open_changes_keep_runs_and_kernels(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	make_nights();
	append("night", "2026-11-26T02:00:00Z", later);
	add_nights(&items);
	assert_stays(&items, "out/p/1", "open change 2026-11-25-1");
	assert_stays(&items, "out/p/2", "open change 2026-11-25-1");
	assert_stays(&items, "out/p/3", "last night of 2026-11-26, arm a");
	assert_stays(&items, "cache/kernels/one", "open change");
	assert_stays(&items, "cache/kernels/two", "open change");
	assert_stays(&items, "cache/kernels/three", "last night");
	gc_items_release(&items);
}

static void what_was_accepted_needs_its_runs_no_more(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	make_nights();
	append("accept", "2026-11-25T09:00:00Z", accepted);
	append("night", "2026-11-26T02:00:00Z", later);
	add_nights(&items);
	assert_goes(&items, "out/p/1");
	assert_goes(&items, "out/p/2");
	assert_goes(&items, "cache/kernels/one");
	assert_stays(&items, "out/p/3", "last night");
	assert_stays(&items, "cache/kernels/three", "last night");
	gc_items_release(&items);
}

static void a_history_that_was_edited_is_an_error(void **state)
{
	struct gc_needs needs = { 0 };

	(void)state;
	make_nights();
	write_text("out/history", "numaboot-history\t1\nnight\n");
	assert_int_equal(gc_needs_add_history(&needs, "out/history", &err),
			 -EBADMSG);
	gc_needs_release(&needs);
}

static void what_can_go_on_keeps_its_kernels(void **state)
{
	struct gc_items items = { 0 };
	struct gc_needs needs = { 0 };

	(void)state;
	make_run("out/p/1", 1, false, "aa");
	make_kernel("one", 1, "aa");
	make_kernel("two", 2, "bb");
	make_kernel("three", 3, "cc");
	write_text("cache/images/aa/manifest.json", "{}");
	write_text("cache/images/ab/manifest.json", "{}");
	gc_find_runs(&items, "out");
	gc_find_cache(&items, "cache");
	gc_needs_add_runs(&needs, &items);
	gc_needs_apply(&needs, &items);
	choose(&items, 1, 0);
	assert_stays(&items, "cache/kernels/one", "run out/p/1");
	assert_stays(&items, "cache/images/aa", "run out/p/1");
	assert_goes(&items, "cache/kernels/two");
	gc_needs_release(&needs);
	gc_items_release(&items);
}

static void a_comparison_keeps_its_runs(void **state)
{
	struct gc_items items = { 0 };
	struct gc_needs needs = { 0 };

	(void)state;
	make_run("out/p/1", 1, true, "aa");
	make_run("out/p/2", 2, true, "aa");
	make_run("out/p/3", 3, true, "aa");
	write_text("out/compare-runs/4/compare.json",
		   "{\"runs\": [{\"folder\": \"out/p/1\"}]}\n");
	make_run("out/compare-runs/4/1", 1, true, "aa");
	gc_find_runs(&items, "out");
	assert_int_equal(items.count, 4);
	gc_needs_apply(&needs, &items);
	choose(&items, 1, 0);
	assert_stays(&items, "out/p/1", "comparison out/compare-runs/4");
	assert_goes(&items, "out/p/2");
	gc_items_release(&items);
}

static void frozen_reports_keep_their_kernels(void **state)
{
	struct gc_items items = { 0 };
	struct gc_needs needs = { 0 };

	(void)state;
	make_run("out/reports/r", 1, true, "aa");
	make_kernel("one", 1, "aa");
	make_kernel("two", 2, "bb");
	gc_find_cache(&items, "cache");
	assert_int_equal(gc_needs_add_folder(&needs, "out/reports", 3, &err),
			 0);
	assert_int_equal(gc_needs_add_folder(&needs, "out/none", 3, &err), 0);
	gc_needs_apply(&needs, &items);
	assert_string_equal(find(&items, "cache/kernels/one")->stays,
			    "report out/reports/r");
	assert_null(find(&items, "cache/kernels/two")->stays);
	write_text("out/reports/r/mine.claim", "no claim\n");
	assert_int_equal(gc_needs_add_folder(&needs, "out/reports", 3, &err),
			 -EINVAL);
	gc_needs_release(&needs);
	gc_items_release(&items);
}

static int remove_now(struct gc_items *items)
{
	return gc_remove(items, "cache", clock_now_ns(), &err);
}

static void what_goes_is_gone_and_what_is_beside_it_stays(void **state)
{
	struct gc_items items = { 0 };

	(void)state;
	make_run("out/p/1", 1, true, "aa");
	make_run("out/p/2", 2, true, "aa");
	make_kernel("one", 1, "aa");
	make_kernel("two", 2, "bb");
	make_tree("t1", 1);
	make_tree("t2", 2);
	write_text("packages/linux_1/boot/vmlinuz", "");
	write_text("packages/linux_2/boot/vmlinuz", "");
	set_used("packages/linux_1", 1);
	write_text("cache/ccache/file", "");
	gc_find_runs(&items, "out");
	gc_find_cache(&items, "cache");
	gc_find_packages(&items, "packages");
	choose(&items, 1, 0);
	assert_int_equal(remove_now(&items), 0);
	assert_true(find(&items, "cache/trees/t1")->gone);
	assert_false(file_exists("out/p/1"));
	assert_true(file_exists("out/p/2/run.json"));
	assert_false(file_exists("cache/kernels/one"));
	assert_false(file_exists("cache/logs/one.log"));
	assert_true(file_exists("cache/kernels/two/manifest.json"));
	assert_true(file_exists("cache/logs/two.log"));
	assert_false(file_exists("cache/trees/t1"));
	assert_false(file_exists("cache/trees/t1.lock"));
	assert_true(file_exists("cache/trees/t2/ready"));
	assert_false(file_exists("packages/linux_1"));
	assert_true(file_exists("packages/linux_2"));
	assert_true(file_exists("cache/ccache/file"));
	gc_items_release(&items);
}

/* Between the choice and the removal. */
static void what_somebody_took_since_stays(void **state)
{
	struct gc_items items = { 0 };
	int run, tree;

	(void)state;
	make_run("out/p/1", 1, true, "aa");
	make_run("out/p/2", 2, true, "aa");
	make_run("out/p/3", 3, true, "aa");
	make_tree("t1", 1);
	make_tree("t2", 2);
	gc_find_runs(&items, "out");
	gc_find_cache(&items, "cache");
	choose(&items, 1, 0);
	run = lock_open("out/p/1/lock", &err);
	tree = lock_open("cache/trees/t1.lock", &err);
	assert_true(lock_try(run, LOCK_SH) && lock_try(tree, LOCK_EX));
	make_run("out/p/2", 2, false, "aa");
	assert_int_equal(remove_now(&items), 0);
	assert_stays(&items, "out/p/1", "a numaboot works in it");
	assert_stays(&items, "out/p/2", "changed a moment ago");
	assert_stays(&items, "cache/trees/t1", "a build is in it");
	assert_true(file_exists("out/p/1/run.json"));
	assert_true(file_exists("out/p/2/run.json"));
	assert_true(file_exists("cache/trees/t1/ready"));
	close(tree);
	close(run);
	gc_items_release(&items);
}

static void a_cache_in_which_somebody_works_is_left(void **state)
{
	struct gc_items items = { 0 };
	int fd;

	(void)state;
	make_run("out/p/1", 1, true, "aa");
	make_run("out/p/2", 2, true, "aa");
	make_kernel("one", 1, "aa");
	make_kernel("two", 2, "bb");
	gc_find_runs(&items, "out");
	gc_find_cache(&items, "cache");
	choose(&items, 1, 0);
	fd = lock_open("cache/lock", &err);
	assert_true(lock_try(fd, LOCK_SH));
	assert_int_equal(remove_now(&items), 0);
	assert_stays(&items, "cache/kernels/one", "works in the cache");
	assert_true(file_exists("cache/kernels/one/manifest.json"));
	assert_false(file_exists("out/p/1"));
	close(fd);
	gc_items_release(&items);
}

/* Return: the number of a process that has ended. */
static int dead_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void what_a_killed_gc_left_goes_and_a_living_ones_does_not(void **state)
{
	struct gc_items items = { 0 };
	char *run = xasprintf("out/p/1.gone.%d.new", dead_process());
	char *tree = xasprintf("cache/t1.gone.%d.new", dead_process());
	char *ours = xasprintf("out/p/2.gone.%d.new", getpid());

	(void)state;
	make_run(run, 1, true, "aa");
	make_run(ours, 1, true, "aa");
	assert_int_equal(directory_make(tree, &err), 0);
	gc_find_runs(&items, "out");
	gc_find_cache(&items, "cache");
	choose(&items, 9, 0);
	assert_int_equal(remove_now(&items), 0);
	assert_false(file_exists(run));
	assert_false(file_exists(tree));
	assert_true(file_exists(ours));
	free(ours);
	free(tree);
	free(run);
	gc_items_release(&items);
}

static void places_are_noted_once_and_forgotten_when_gone(void **state)
{
	struct argv places = { 0 };

	(void)state;
	assert_int_equal(directory_make("out/a", &err), 0);
	assert_int_equal(directory_make("out/b", &err), 0);
	place_note(PLACE_RUNS, "out/a");
	place_note(PLACE_RUNS, "out/a");
	place_note(PLACE_RUNS, "out/b");
	place_note(PLACE_HISTORY, "out/b");
	place_note(PLACE_RUNS, "out/none");
	assert_int_equal(directory_remove("out/b", &err), 0);
	places_list(&places, PLACE_RUNS);
	assert_int_equal(places.count, 1);
	assert_non_null(strstr(places.words[0], "/out/a"));
	argv_release(&places);
}

#define UNIT(name) cmocka_unit_test_setup(name, empty_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(the_oldest_go_until_there_is_room),
		UNIT(of_each_group_the_last_stay_whatever_the_size),
		UNIT(without_a_size_all_go_that_may),
		UNIT(runs_that_go_on_are_locked_or_named_stay),
		UNIT(the_last_night_and_open_changes_keep_runs_and_kernels),
		UNIT(what_was_accepted_needs_its_runs_no_more),
		UNIT(a_history_that_was_edited_is_an_error),
		UNIT(what_can_go_on_keeps_its_kernels),
		UNIT(a_comparison_keeps_its_runs),
		UNIT(frozen_reports_keep_their_kernels),
		UNIT(what_goes_is_gone_and_what_is_beside_it_stays),
		UNIT(what_somebody_took_since_stays),
		UNIT(a_cache_in_which_somebody_works_is_left),
		UNIT(what_a_killed_gc_left_goes_and_a_living_ones_does_not),
		UNIT(places_are_noted_once_and_forgotten_when_gone),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
