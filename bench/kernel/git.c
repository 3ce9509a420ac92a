// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/git.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define GIT_TIMEOUT_NS (60 * NS_PER_S)

/* What mailinfo writes beside its output. */
enum { INPUT, OUTPUT, LOG, MESSAGE, DIFF, MEMORIES };

static int memory_open(const struct text *content, struct error *err)
{
	int fd = memfd_create("git", MFD_CLOEXEC);

	if (fd < 0)
		return error_set(err, errno, "memfd_create: %s",
				 strerror(errno));
	for (size_t done = 0; content && done < content->size;) {
		ssize_t put = write(fd, content->bytes + done,
				    content->size - done);

		if (put < 0) {
			int code = errno;

			close(fd);
			return error_set(err, code, "memory for git: %s",
					 strerror(code));
		}
		done += put;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int memory_read(int fd, struct text *text, struct error *err)
{
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t got;

	text->bytes = xcalloc(1, size + 1);
	text->size = 0;
	while ((got = pread(fd, text->bytes + text->size, size - text->size,
			    text->size)) > 0)
		text->size += got;
	return got < 0 ? error_set(err, errno, "memory of git: %s",
				   strerror(errno)) : 0;
}

static void memories_close(const int *fds, int count)
{
	for (int i = 0; i < count; i++)
		close(fds[i]);
}

static int memories_open(int fds[MEMORIES], const struct text *input,
			 struct error *err)
{
	for (int i = 0; i < MEMORIES; i++) {
		fds[i] = memory_open(i == INPUT ? input : NULL, err);
		if (fds[i] < 0) {
			memories_close(fds, i);
			return fds[i];
		}
	}
	return 0;
}

/* Run git with memories for all that it reads and writes; @texts: what it
 * wrote, from OUTPUT on.  Return: the exit code, or -errno. */
static int run(const struct argv *argv, const char *directory,
	       const int fds[MEMORIES], struct text texts[MEMORIES],
	       struct error *err)
{
	static const char *const settings[] = {
		"LC_ALL=C", "HOME=/dev/null", "XDG_CONFIG_HOME=/dev/null",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_ATTR_NOSYSTEM=1", "GIT_DIR=/dev/null/none", NULL,
	};
	const int passed[] = { fds[MESSAGE], fds[DIFF], 0 };
	struct process_setup setup = {
		.directory = directory,
		.input_fd = fds[INPUT],
		.output_fd = fds[OUTPUT],
		.error_fd = fds[LOG],
		.passed_fds = passed,
		.environment = settings,
		.environment_only = true,
	};
	int ret = process_run(argv, &setup, GIT_TIMEOUT_NS, err);

	if (ret == -ENOENT)
		error_set(err, ENOENT,
			  "found no git, expected it in PATH: install the package git");
	for (int i = OUTPUT; i < MEMORIES && ret >= 0; i++) {
		int failed = memory_read(fds[i], &texts[i], err);

		ret = failed ? failed : ret;
	}
	return ret;
}

static void texts_free(struct text texts[MEMORIES])
{
	for (int i = 0; i < MEMORIES; i++) {
		free(texts[i].bytes);
		texts[i] = (struct text){ 0 };
	}
}

int git_run(const struct argv *argv, const char *directory,
	    const struct text *input, struct text *output, struct text *log,
	    struct error *err)
{
	struct text texts[MEMORIES] = { 0 };
	int fds[MEMORIES];
	int ret = memories_open(fds, input, err);

	if (ret)
		return ret;
	ret = run(argv, directory, fds, texts, err);
	memories_close(fds, MEMORIES);
	if (ret >= 0) {
		*output = texts[OUTPUT];
		*log = texts[LOG];
		texts[OUTPUT] = texts[LOG] = (struct text){ 0 };
	}
	texts_free(texts);
	return ret;
}

/* Return: the exit code, or -errno. */
static int mailinfo(const char *option, const struct text *mail,
		    struct text texts[MEMORIES], struct error *err)
{
	struct argv argv = { 0 };
	int fds[MEMORIES];
	int ret = memories_open(fds, mail, err);

	if (ret)
		return ret;
	argv_add(&argv, "git");
	argv_add(&argv, "mailinfo");
	argv_add(&argv, "-k");
	argv_add(&argv, "%s", option);
	argv_add(&argv, "/dev/fd/%d", fds[MESSAGE]);
	argv_add(&argv, "/dev/fd/%d", fds[DIFF]);
	ret = run(&argv, NULL, fds, texts, err);
	memories_close(fds, MEMORIES);
	argv_release(&argv);
	return ret;
}

/* Do the lines that head a file's hunks end in CR?  Git never writes that. */
static bool heads_have_cr(const char *diff)
{
	static const char *const heads[] = { "diff --git ", "--- ", "+++ ",
					     "@@ -" };

	for (const char *line = diff; *line;) {
		size_t length = strcspn(line, "\n");

		for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
			if (strncmp(line, heads[i], strlen(heads[i])) == 0)
				return line[length - 1] == '\r';
		line += length + (line[length] == '\n');
	}
	return false;
}

static void remove_cr(struct text *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->size; i++)
		if (text->bytes[i] != '\r' || text->bytes[i + 1] != '\n')
			text->bytes[kept++] = text->bytes[i];
	text->bytes[kept] = '\0';
	text->size = kept;
}

int git_mailinfo(const struct text *mail, struct text *info,
		 struct text *message, struct text *diff, struct error *err)
{
	struct text texts[MEMORIES] = { 0 };
	int ret = mailinfo("--quoted-cr=nowarn", mail, texts, err);

	/* A character set that nobody knows: only the message needs it. */
	if (ret > 0) {
		texts_free(texts);
		ret = mailinfo("-n", mail, texts, err);
	}
	if (ret) {
		texts_free(texts);
		return ret < 0 ? ret :
		       error_set(err, EINVAL,
				 "found a mail that git mailinfo cannot read");
	}
	if (heads_have_cr(texts[DIFF].bytes))
		remove_cr(&texts[DIFF]);
	*info = texts[OUTPUT];
	*message = texts[MESSAGE];
	*diff = texts[DIFF];
	texts[OUTPUT] = texts[MESSAGE] = texts[DIFF] = (struct text){ 0 };
	texts_free(texts);
	return 0;
}

static int read_parts(const char *folder, struct text **mails,
		      struct error *err)
{
	char **names;
	int count = directory_list(folder, &names, err);
	int ret = count;

	if (count < 0)
		return count;
	*mails = xcalloc(count + 1, sizeof(**mails));
	for (int i = 0; i < count && ret >= 0; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);
		int failed = file_read(path, &(*mails)[i].bytes,
				       &(*mails)[i].size, err);

		ret = failed ? failed : ret;
		free(path);
	}
	directory_list_free(names);
	return ret;
}

int git_mailsplit(const struct text *mailbox, struct text **mails,
		  struct error *err)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = xasprintf("%s/numaboot-mails.XXXXXX",
				 tmp && *tmp ? tmp : "/tmp");
	struct text output, log;
	struct argv argv = { 0 };
	struct error ignored;
	size_t line = strcspn(mailbox->bytes, "\n");
	int ret;

	*mails = NULL;
	if (!mkdtemp(folder)) {
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
		free(folder);
		return ret;
	}
	argv_add(&argv, "git");
	argv_add(&argv, "mailsplit");
	argv_add(&argv, "-b");
	argv_add(&argv, "-d8");
	/* CRs are the transport's when the mail's own lines have them. */
	if (!line || mailbox->bytes[line - 1] != '\r')
		argv_add(&argv, "--keep-cr");
	argv_add(&argv, "-o%s", folder);
	ret = git_run(&argv, NULL, mailbox, &output, &log, err);
	if (ret > 0)
		error_set(err, EINVAL, "git mailsplit: %.*s",
			  (int)strcspn(log.bytes, "\n"), log.bytes);
	if (ret >= 0) {
		free(output.bytes);
		free(log.bytes);
	}
	ret = ret > 0 ? -EINVAL : ret;
	if (ret == 0)
		ret = read_parts(folder, mails, err);
	directory_remove(folder, &ignored);
	argv_release(&argv);
	free(folder);
	return ret;
}
