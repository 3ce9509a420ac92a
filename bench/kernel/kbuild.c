// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kbuild.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/buildlog.h"
#include "kernel/cache.h"
#include "kernel/patience.h"
#include "kernel/steps.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define PLAIN_LINE_NS (60 * NS_PER_S)
#define QUERY_TIMEOUT_NS (20 * NS_PER_S)

static const char *const variables[] = {
	"ARCH=x86_64",
	"LC_ALL=C",
	"KBUILD_BUILD_USER=numaboot",
	"KBUILD_BUILD_HOST=numaboot",
	"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
	"KBUILD_BUILD_VERSION=1",
	"LOCALVERSION=",
	NULL,
};

/* Compiler, linker and compressor; the first is `*compiler` of the key. */
#define PROGRAM_COUNT 3

static void list_programs(const struct kbuild_tools *tools,
			  const char *programs[PROGRAM_COUNT])
{
	programs[0] = tools->cc ? tools->cc : "gcc";
	programs[1] = tools->ld ? tools->ld : "ld";
	programs[2] = "lz4";
}

void kbuild_tools_release(struct kbuild_tools *tools)
{
	free(tools->cc);
	free(tools->ld);
	argv_release(&tools->cc_flags);
	argv_release(&tools->words);
	argv_release(&tools->programs);
	*tools = (struct kbuild_tools){ 0 };
}

/**
 * struct watching - how a make is told of while it runs
 * @known: steps of a like build
 * @begun: length of the log when it began
 * @patience: when it is not awaited any longer
 * @told_ns: when a plain line was printed
 */
struct watching {
	const char *log;
	const char *target;
	const struct steps *known;
	size_t begun;
	struct patience patience;
	uint64_t told_ns;
	bool terminal;
};

/* On a terminal one line that changes, else a plain one now and then. */
static void tell_progress(struct watching *watching)
{
	uint64_t now_ns = clock_now_ns();
	struct steps_seen seen;
	struct error ignored;
	size_t length;
	char *text, *told;

	if (!watching->terminal &&
	    now_ns - watching->told_ns < PLAIN_LINE_NS)
		return;
	watching->told_ns = now_ns;
	if (file_read(watching->log, &text, &length, &ignored))
		return;
	seen = steps_see(watching->known, length > watching->begun ?
			 text + watching->begun : "");
	told = steps_tell(watching->known, seen,
			  (now_ns - watching->patience.started_ns) /
			  NS_PER_S);
	fprintf(stderr, watching->terminal ? "\r\033[K  %s: %s " :
					     "  %s: %s\n",
		watching->target, told);
	free(told);
	free(text);
}

static size_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? 0 : (size_t)status.st_size;
}

static int wait_for_make(struct process *make, struct watching *watching,
			 int *status)
{
	uint64_t deadline_ns;
	int ret;

	do {
		uint64_t now_ns = clock_now_ns();
		uint64_t next_ns = now_ns + NS_PER_S;

		deadline_ns = patience_deadline(&watching->patience,
						size_of(watching->log), now_ns);
		ret = process_wait(make, next_ns < deadline_ns ? next_ns :
				   deadline_ns, status);
		if (ret == -ETIMEDOUT)
			tell_progress(watching);
	} while (ret == -ETIMEDOUT && clock_left_ns(deadline_ns));
	if (watching->terminal)
		fputs("\r\033[K", stderr);
	return ret;
}

/* Return: @code, with the sentence about a build that was not awaited. */
static int give_up(struct process *make, const struct watching *watching,
		   int code, struct error *err)
{
	const char *why = code == -EINTR ? "interrupted" :
		patience_end(&watching->patience, clock_now_ns());
	bool left = process_kill(make);

	return error_set(err, -code, "make %s: %s, see %s%s", watching->target,
			 why, watching->log,
			 left ? ", and SIGKILL does not end it" : "");
}

/*
 * A variant with another configuration changes headers that nearly every
 * file includes.  ccache knows the objects of the one before when it is
 * built again.  It changes no byte of them, so it is no part of the key.
 */
static char *ccache_folder(void)
{
	struct error ignored;
	char *version, *cache, *folder;

	if (process_version("ccache", &version, &ignored))
		return NULL;
	free(version);
	cache = cache_folder();
	folder = xasprintf("%s/ccache", cache);
	free(cache);
	return folder;
}

/* What a killed compiler leaves there goes with the tree. */
static int make_temporary(const struct tree *tree, char **folder,
			  struct error *err)
{
	char *path = xasprintf("%s/tmp", tree->folder);
	int ret = directory_remove(path, err);

	if (ret == 0)
		ret = directory_make(path, err);
	if (ret == 0)
		*folder = realpath(path, NULL);
	if (ret == 0 && !*folder)
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
	free(path);
	return ret;
}

/* "CC=ccache gcc -O1": nothing where make's own CC is meant. */
static void add_compiler(struct argv *argv, const struct kbuild_tools *tools,
			 bool cached)
{
	const char *programs[PROGRAM_COUNT];
	char *cc;

	if (!cached && !tools->cc && !tools->cc_flags.count)
		return;
	list_programs(tools, programs);
	cc = xasprintf("%s%s", cached ? "ccache " : "", programs[0]);
	for (size_t i = 0; i < tools->cc_flags.count; i++) {
		char *longer = xasprintf("%s %s", cc,
					 tools->cc_flags.words[i]);

		free(cc);
		cc = longer;
	}
	argv_add(argv, "CC=%s", cc);
	free(cc);
}

/* What the tools add to the words of make. */
static void add_words(struct argv *argv, const struct kbuild_tools *tools)
{
	if (tools->ld)
		argv_add(argv, "LD=%s", tools->ld);
	for (size_t i = 0; i < tools->words.count; i++)
		argv_add(argv, "%s", tools->words.words[i]);
}

/* Nothing of the caller's environment may reach the image unseen. */
static void add_environment(struct argv *argv, const char *temporary,
			    const char *ccache)
{
	static const char *const kept[] = { "PATH", "HOME" };

	argv_add(argv, "env");
	argv_add(argv, "-i");
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (getenv(kept[i]))
			argv_add(argv, "%s=%s", kept[i], getenv(kept[i]));
	argv_add(argv, "TMPDIR=%s", temporary);
	if (ccache) {
		argv_add(argv, "CCACHE_DIR=%s", ccache);
		argv_add(argv, "CCACHE_TEMPDIR=%s", temporary);
	}
}

int kbuild_run(const struct tree *tree, const struct kbuild_tools *tools,
	       const char *log, const char *target, char *const *further,
	       struct error *err)
{
	/*
	 * Whatever survives us in the tree keeps the tree locked.  A make that
	 * is asked to end ends those below it; one that is killed does not.
	 */
	struct process_setup setup = {
		.output_path = log,
		.passed_fd = tree->lock_fd,
		.death_signal = SIGTERM,
	};
	static const struct steps none;
	struct watching watching = {
		.log = log,
		.target = target,
		.known = tree->known ? tree->known : &none,
		.terminal = isatty(STDERR_FILENO),
	};
	char *ccache = ccache_folder();
	char *temporary = NULL;
	struct argv argv = { 0 };
	struct process make;
	int status = 0;
	int ret = make_temporary(tree, &temporary, err);

	add_environment(&argv, temporary, ccache);
	argv_add(&argv, "make");
	add_compiler(&argv, tools, ccache);
	free(ccache);
	free(temporary);
	argv_add(&argv, "--directory=%s", tree->source);
	argv_add(&argv, "--jobs=%ld", sysconf(_SC_NPROCESSORS_ONLN));
	argv_add(&argv, "%s", target);
	/* A board's tree may name that of the board; as ever for all others. */
	argv_add(&argv, "CROSS_COMPILE=");
	for (int i = 0; variables[i]; i++)
		argv_add(&argv, "%s", variables[i]);
	add_words(&argv, tools);
	for (; further && *further; further++)
		argv_add(&argv, "%s", *further);
	watching.begun = watching.patience.size = size_of(log);
	watching.told_ns = clock_now_ns();
	watching.patience.started_ns = watching.told_ns;
	watching.patience.grown_ns = watching.told_ns;
	if (ret == 0)
		ret = process_start(&make, &argv, &setup, err);
	argv_release(&argv);
	if (ret)
		return ret;
	ret = wait_for_make(&make, &watching, &status);
	if (ret)
		return give_up(&make, &watching, ret, err);
	if (WIFSIGNALED(status))
		return error_set(err, ECANCELED, "make %s: ended by signal %d",
				 target, WTERMSIG(status));
	if (WEXITSTATUS(status)) {
		error_set(err, EIO, "make %s failed; the whole log is %s",
			  target, log);
		ret = buildlog_quote(log, EIO, err);
	}
	return ret;
}

/* What ccache stands before: the compiler proper, as its driver calls it. */
static char *compiler_proper(const char *driver)
{
	struct argv argv = { 0 };
	struct error ignored;
	char *name = NULL, *path = NULL;

	argv_add(&argv, "%s", driver);
	argv_add(&argv, "-print-prog-name=cc1");
	if (process_output(&argv, QUERY_TIMEOUT_NS, &name, &ignored) == 0) {
		name[strcspn(name, "\n")] = '\0';
		path = process_find(name);
	}
	argv_release(&argv);
	free(name);
	return path;
}

static void add_tool(struct argv *paths, const char *program)
{
	char *path = process_find(program);
	const char *slash = strrchr(path, '/');

	if (slash && strcmp(slash, "/ccache") == 0) {
		free(path);
		path = compiler_proper(program);
	}
	if (path)
		argv_add(paths, "%s", path);
	free(path);
}

void kbuild_add_tools(const struct kbuild_tools *tools, struct argv *paths)
{
	const char *programs[PROGRAM_COUNT];

	list_programs(tools, programs);
	for (int i = 0; i < PROGRAM_COUNT; i++)
		add_tool(paths, programs[i]);
	for (size_t i = 0; i < tools->programs.count; i++)
		add_tool(paths, tools->programs.words[i]);
}

static int add_version(SHA2_CTX *digest, const char *program, char **kept,
		       struct error *err)
{
	char *version;
	int ret = process_version(program, &version, err);

	if (ret)
		return ret;
	digest_add_text(digest, program, version);
	if (kept)
		*kept = version;
	else
		free(version);
	return 0;
}

static void add_texts(SHA2_CTX *digest, const char *name,
		      const struct argv *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		digest_add_text(digest, name, texts->words[i]);
}

int kbuild_add_digest(const struct kbuild_tools *tools, SHA2_CTX *digest,
		      char **compiler, struct error *err)
{
	const char *programs[PROGRAM_COUNT];
	int ret = 0;

	*compiler = NULL;
	list_programs(tools, programs);
	for (int i = 0; i < PROGRAM_COUNT && ret == 0; i++)
		ret = add_version(digest, programs[i], i ? NULL : compiler,
				  err);
	for (size_t i = 0; i < tools->programs.count && ret == 0; i++)
		ret = add_version(digest, tools->programs.words[i], NULL, err);
	for (int i = 0; variables[i]; i++)
		digest_add_text(digest, "make", variables[i]);
	add_texts(digest, "flag", &tools->cc_flags);
	add_texts(digest, "make", &tools->words);
	return ret;
}
