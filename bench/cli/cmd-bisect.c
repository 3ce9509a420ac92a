// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bisect-measure.h"
#include "cli/bisect-print.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "kernel/catalog.h"
#include "kernel/commit.h"
#include "kernel/kernel.h"
#include "kernel/naming.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "session/folder.h"
#include "workload/metrics.h"
#include "workload/registry.h"

/* As git bisect run reads them. */
#define EXIT_GOOD 0
#define EXIT_BAD 1
#define EXIT_UNTESTABLE 125

static struct {
	const char *tree;
	const char *metric;
	const char *item;
	const char *node;
	const char *cell;
	const char *parameters;
	const char *good_value;
	const char *bad_value;
	int all;
	int plain;
} asked;

static const struct poptOption own_table[] = {
	{ "in", 0, POPT_ARG_STRING, &asked.tree, 0,
	  "checkout of the kernel's git (default: .)", "TREE" },
	{ "metric", 0, POPT_ARG_STRING, &asked.metric, 0,
	  "exact metric (default: boot.insns)", "METRIC" },
	{ "item", 0, POPT_ARG_STRING, &asked.item, 0,
	  "of the metric (default: all, added up)", "ITEM" },
	{ "node", 0, POPT_ARG_STRING, &asked.node, 0,
	  "of the metric (default: all, added up)", "N" },
	{ "cell", 0, POPT_ARG_STRING, &asked.cell, 0,
	  "where (default: numa4/2M)", "TOPOLOGY/MAPPING" },
	{ "parameters", 0, POPT_ARG_STRING, &asked.parameters, 0,
	  "of every kernel's command line, as of an arm", "+PARAMETER..." },
	{ "all", 0, POPT_ARG_NONE, &asked.all, 0,
	  "look until each commit has its share", NULL },
	{ "no-report", 0, POPT_ARG_NONE, &asked.plain, 0,
	  "do not compare the commit with its parent at the end", NULL },
	{ "good-value", 0, POPT_ARG_STRING, &asked.good_value, 0,
	  "for git bisect run, with --bad-value: build the tree as it stands and exit with 0, 1 or 125",
	  "N" },
	{ "bad-value", 0, POPT_ARG_STRING, &asked.bad_value, 0,
	  "likewise", "N" },
	{ "resume", 0, POPT_ARG_STRING, &execute_options.resume, 0,
	  "go on with an interrupted bisection", "FOLDER" },
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	POPT_TABLEEND
};

/**
 * struct bisection - one that is under way
 * @folder: out/bisect/STAMP
 * @kernels: how arms name each candidate
 */
struct bisection {
	struct catalog catalog;
	struct session_folder folder;
	struct bisect_question question;
	struct bisect_record record;
	struct argv kernels;
	const char *workload;
	char *topology;
	char *out;
};

static bool declares(const struct workload *workload, const char *metric)
{
	for (const struct metric *at = workload->metrics; at && at->name; at++)
		if (strcmp(at->name, metric) == 0)
			return true;
	return false;
}

/* The first workload that gives it. */
static int find_workload(struct bisection *bisection, struct error *err)
{
	const struct metric *metric = metrics_find(asked.metric);
	const struct workload *const *at = workloads_all();

	while (*at && !declares(*at, asked.metric))
		at++;
	if (!metric || !*at) {
		char *near = metrics_near(asked.metric);

		error_set(err, EINVAL, "found --metric %s, expected %s",
			  asked.metric, *near ? near :
			  "one of docs/samples.md that a workload has");
		free(near);
		return -EINVAL;
	}
	if (metric->noisy || (*at)->engines == ENGINES_TIMED)
		return error_set(err, EINVAL,
				 "found --metric %s, which is noisy, expected an exact one: of another no single boot is believed",
				 asked.metric);
	bisection->workload = (*at)->name;
	return 0;
}

/* TOPOLOGY/MAPPING; a topology may be a path. */
static int read_cell(struct bisection *bisection, struct error *err)
{
	const char *slash = strrchr(asked.cell, '/');

	if (!slash || slash == asked.cell || !slash[1])
		return error_set(err, EINVAL,
				 "found --cell `%s`, expected TOPOLOGY/MAPPING, as numa4/2M",
				 asked.cell);
	bisection->topology = xasprintf("%.*s", (int)(slash - asked.cell),
					asked.cell);
	bisection->question = (struct bisect_question){
		.wanted = {
			.metric = asked.metric,
			.item = asked.item,
			.node = asked.node,
		},
		.topology = bisection->topology,
		.mapping = slash + 1,
		.parameters = asked.parameters,
		.workloads = bisection->workload,
	};
	return 0;
}

/* "NAME@3": of a family; Return: the length of NAME, 0 for something else. */
static size_t prefix_length(const struct catalog *catalog, const char *word,
			    uint64_t *n)
{
	const char *at = strrchr(word, '@');

	if (!at || !naming_knows(catalog, word) || parse_u64(at + 1, n))
		return 0;
	return at - word;
}

/* Prefixes of a series; Return: 1 when these are none. */
static int list_prefixes(struct bisection *bisection, const char *good,
			 const char *bad, struct argv *names,
			 struct error *err)
{
	uint64_t first, last;
	size_t length = prefix_length(&bisection->catalog, good, &first);

	if (!length || prefix_length(&bisection->catalog, bad, &last) != length)
		return 1;
	if (strncmp(good, bad, length) || first >= last)
		return error_set(err, EINVAL,
				 "found %s and %s, expected a prefix of a series and a longer one of the same",
				 good, bad);
	for (uint64_t n = first; n <= last; n++) {
		argv_add(names, "%.*s@%ju", (int)length, good, (uintmax_t)n);
		argv_add(&bisection->kernels, "%.*s@%ju", (int)length, good,
			 (uintmax_t)n);
	}
	return 0;
}

static int list_commits(struct bisection *bisection, const char *good,
			const char *bad, struct argv *names, struct error *err)
{
	int ret = worktree_check(asked.tree, err);

	if (ret == 0)
		ret = commit_range(asked.tree, good, bad, names, err);
	for (size_t i = 0; i < names->count && ret == 0; i++)
		argv_add(&bisection->kernels, "%s@%.12s", asked.tree,
			 names->words[i]);
	return ret;
}

/* A prefix is called by what it is. */
static int find_subjects(const struct argv *names, bool commits, char **list,
			 struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < names->count && ret == 0; i++) {
		if (commits)
			ret = commit_subject(asked.tree, names->words[i],
					     &list[i], err);
		else
			list[i] = xstrdup("");
	}
	return ret;
}

static void make_record(struct bisection *bisection, const struct argv *names,
			char **subjects)
{
	char *question = xasprintf("%s %s %s %s %s %s %s", asked.tree,
				   asked.metric, asked.item ? asked.item : "-",
				   asked.node ? asked.node : "-", asked.cell,
				   *asked.parameters ? asked.parameters : "-",
				   bisection->workload);

	bisect_record_make(&bisection->record, question, names->words,
			   subjects, names->count);
	free(question);
}

static int list_candidates(struct bisection *bisection, const char **words,
			   struct error *err)
{
	struct argv names = { 0 };
	char **subjects = NULL;
	int ret = list_prefixes(bisection, words[0], words[1], &names, err);
	bool commits = ret == 1;

	if (commits)
		ret = list_commits(bisection, words[0], words[1], &names, err);
	if (ret == 0) {
		subjects = xcalloc(names.count, sizeof(*subjects));
		ret = find_subjects(&names, commits, subjects, err);
	}
	if (ret == 0)
		make_record(bisection, &names, subjects);
	for (size_t i = 0; subjects && i < names.count; i++)
		free(subjects[i]);
	free(subjects);
	argv_release(&names);
	return ret;
}

static int open_folder(struct bisection *bisection, struct error *err)
{
	struct session_folder *folder = &bisection->folder;
	const char *resume = execute_options.resume;
	int ret = resume ? folder_find(folder, resume, err) :
			   folder_make(folder, "out", "bisect", err);

	if (ret == 0 && resume)
		ret = bisect_record_load(&bisection->record, folder->path, err);
	if (ret == 0)
		ret = folder_lock(folder, err);
	if (ret == 0) {
		bisection->out = xasprintf("%s/boots", folder->path);
		bisection->question.out = bisection->out;
	}
	/* The sessions that it starts are no resumed ones. */
	execute_options.resume = NULL;
	return ret;
}

static int look(struct bisection *bisection, size_t index, struct error *err)
{
	struct bisect_record *record = &bisection->record;
	int ret;

	fprintf(stderr, "bisect: %zu of %zu: %.12s %s\n", index,
		record->count - 1, record->looks[index].commit,
		record->looks[index].subject);
	ret = bisect_measure(&bisection->question, &bisection->catalog,
			     bisection->kernels.words[index], record, index,
			     err);
	if (ret == 0)
		ret = bisect_record_write(record, bisection->folder.path, err);
	else
		fprintf(stderr, "what is known stays; go on with --resume %s\n",
			bisection->folder.path);
	return ret;
}

/* Of an end that has no value nothing can be told. */
static int check_end(const struct bisect_record *record, size_t index,
		     struct error *err)
{
	if (record->list[index].state <= CANDIDATE_MEASURED)
		return 0;
	return error_set(err, ENODATA,
			 "%s: found no value of this end, expected one: %s",
			 record->looks[index].commit,
			 record->looks[index].note);
}

static int check_ends(const struct bisect_record *record, struct error *err)
{
	const struct candidate *good = &record->list[0];
	const struct candidate *bad = &record->list[record->count - 1];
	int ret = check_end(record, 0, err);

	if (ret == 0)
		ret = check_end(record, record->count - 1, err);
	if (ret || good->state != CANDIDATE_MEASURED ||
	    bad->state != CANDIDATE_MEASURED)
		return ret;
	if (!asked.all && good->value == bad->value)
		return error_set(err, ENODATA,
				 "%s is %ju at both ends, expected a difference: there is nothing to find",
				 asked.metric, (uintmax_t)good->value);
	if (asked.all && strcmp(good->digest, bad->digest) == 0)
		return error_set(err, ENODATA,
				 "both ends are equal in every value, expected a difference: there is nothing to find");
	return 0;
}

static int search(struct bisection *bisection, struct error *err)
{
	struct bisect_record *record = &bisection->record;
	bool (*choose)(const struct candidate *list, size_t count,
		       size_t *next) = asked.all ? search_next_share :
						   search_next;
	int ret = check_ends(record, err);
	size_t next;

	while (ret == 0 && choose(record->list, record->count, &next)) {
		ret = look(bisection, next, err);
		if (ret == 0)
			ret = check_ends(record, err);
	}
	return ret;
}

static void print_counts(const struct bisect_record *record)
{
	size_t looks = 0, built = 0;

	for (size_t i = 0; i < record->count; i++) {
		looks += record->list[i].state != CANDIDATE_OPEN;
		built += record->looks[i].built;
	}
	printf("%s of %s, %zu commits: %zu looked at, %zu built\n\n",
	       asked.metric, asked.cell, record->count - 1, looks, built);
}

/* What of the commit is taken out of the bad end, as a patch. */
static int make_revert(const struct bisection *bisection, size_t index,
		       char **arm, struct error *err)
{
	const struct bisect_record *record = &bisection->record;
	const char *last = bisection->kernels.words[record->count - 1];
	char *path = xasprintf("%s/revert.patch", bisection->folder.path);
	struct kernel kernel = { 0 };
	char *spec = xasprintf("%s:%s", last, path);
	int ret = commit_revert(asked.tree, record->looks[index].commit, path,
				err);

	if (ret == 0)
		ret = kernel_find(&kernel, &bisection->catalog, spec, NULL,
				  err);
	kernel_release(&kernel);
	if (ret == 0)
		*arm = xasprintf("reverted=%s", spec);
	free(spec);
	free(path);
	return ret;
}

/* What was asked, and which functions and placements are others. */
static char *compared_workloads(const char *asked_for)
{
	static const char *const more[] = { "count", "placement" };
	char *list = xstrdup(asked_for);

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		char *longer = strcmp(asked_for, more[i]) ?
				       xasprintf("%s %s", list, more[i]) :
				       xstrdup(list);

		free(list);
		list = longer;
	}
	return list;
}

/* The commit against its parent, and the bad end without it. */
static int compare(const struct bisection *bisection, size_t index, int argc,
		   const char **argv)
{
	const struct argv *kernels = &bisection->kernels;
	bool in_git = bisection->record.looks[index].subject[0];
	char *parent = xasprintf("parent=%s", kernels->words[index - 1]);
	char *commit = xasprintf("commit=%s", kernels->words[index]);
	char *reverted = NULL;
	char *workloads = compared_workloads(bisection->workload);
	struct plan plan = { 0 };
	struct error err;
	int ret = 0;

	if (in_git && index + 1 < bisection->record.count) {
		ret = make_revert(bisection, index, &reverted, &err);
		if (ret)
			fprintf(stderr, "bisect: the last commit without it is no arm: %s\n",
				err.text);
	}
	if (ret != -EINTR) {
		const char *const arms[] = { parent, commit, reverted, NULL };

		ret = bisect_plan(&plan, &bisection->catalog,
				  &bisection->question, arms, workloads, &err);
	}
	ret = ret ? command_refuse(ret, &err) :
		    execute_plan(&plan, &bisection->catalog, argc, argv,
				 PRINT_REPORT, true);
	plan_release(&plan);
	free(workloads);
	free(reverted);
	free(commit);
	free(parent);
	return ret;
}

static int answer(const struct bisection *bisection, int argc,
		  const char **argv)
{
	const struct bisect_record *record = &bisection->record;
	size_t first, last;

	print_counts(record);
	bisect_print_looks(record);
	if (asked.all) {
		bisect_print_shares(record);
		return 0;
	}
	bisect_print_found(record);
	search_found(record->list, record->count, &first, &last);
	if (first != last || asked.plain)
		return 0;
	putchar('\n');
	fflush(stdout);
	return compare(bisection, first, argc, argv);
}

static int bisect(struct bisection *bisection, const char **words, int argc,
		  const char **argv)
{
	struct error err;
	int ret = list_candidates(bisection, words, &err);

	if (ret == 0)
		ret = open_folder(bisection, &err);
	if (ret)
		return command_refuse(ret, &err);
	ret = search(bisection, &err);
	return ret ? command_fail(&err) : answer(bisection, argc, argv);
}

/* What is no answer ends git's bisection: every code below 128 would be one. */
static int judge_tree(struct bisection *bisection)
{
	struct candidate *list = xcalloc(3, sizeof(*list));
	struct bisect_record record;
	char *names[] = { (char *)"good", (char *)asked.tree, (char *)"bad" };
	struct error err;
	int ret = worktree_check(asked.tree, &err);

	bisect_record_make(&record, "", names, names, 3);
	bisection->question.out = "out/bisect-run";
	if (ret == 0 && (!asked.good_value || !asked.bad_value ||
			 parse_u64(asked.good_value, &list[0].value) ||
			 parse_u64(asked.bad_value, &list[2].value) ||
			 list[0].value == list[2].value))
		ret = error_set(&err, EINVAL,
				"expected --good-value N and --bad-value N, two different whole numbers");
	if (ret == 0)
		ret = bisect_measure(&bisection->question, &bisection->catalog,
				     asked.tree, &record, 1, &err);
	if (ret) {
		command_fail(&err);
		ret = EXIT_SIGNAL;
	} else if (record.list[1].state != CANDIDATE_MEASURED) {
		printf("%s: no value: %s\n", asked.tree,
		       record.looks[1].note);
		ret = EXIT_UNTESTABLE;
	} else {
		list[1] = record.list[1];
		ret = search_is_bad(list, 3, list[1].value) ? EXIT_BAD :
							      EXIT_GOOD;
		printf("%s: %s of %s is %ju: %s\n", asked.tree, asked.metric,
		       asked.cell, (uintmax_t)list[1].value,
		       ret ? "bad" : "good");
	}
	bisect_record_release(&record);
	free(list);
	return ret;
}

static void release(struct bisection *bisection)
{
	bisect_record_release(&bisection->record);
	folder_close(&bisection->folder);
	catalog_release(&bisection->catalog);
	argv_release(&bisection->kernels);
	free(bisection->topology);
	free(bisection->out);
}

static void set_defaults(void)
{
	if (!asked.tree)
		asked.tree = ".";
	if (!asked.metric)
		asked.metric = "boot.insns";
	if (!asked.cell)
		asked.cell = "numa4/2M";
	if (!asked.parameters)
		asked.parameters = "";
}

/* Which commit changed a number. */
int cmd_bisect(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)own_table, 0, NULL,
		  NULL },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	struct bisection bisection = { .folder.lock_fd = -1 };
	char *variants = root_path("kernels/variants.ini");
	const char **words;
	poptContext context;
	struct error err;
	bool judges;
	int ret = command_parse(argc, argv, options, "GOOD BAD", 0, 2, &words,
				&context);

	if (ret)
		goto out;
	set_defaults();
	judges = asked.good_value || asked.bad_value;
	ret = catalog_load(&bisection.catalog, variants, &err);
	if (ret == 0 && !judges && (!words[0] || !words[1]))
		ret = error_set(&err, EINVAL,
				"expected GOOD BAD, two commits or two prefixes of a series");
	if (ret == 0)
		ret = find_workload(&bisection, &err);
	if (ret == 0)
		ret = read_cell(&bisection, &err);
	if (ret)
		ret = judges ? (command_fail(&err), EXIT_SIGNAL) :
			       command_refuse(ret, &err);
	else
		ret = judges ? judge_tree(&bisection) :
			       bisect(&bisection, words, argc, argv);
	release(&bisection);
out:
	command_release(context);
	free(variants);
	return ret;
}
