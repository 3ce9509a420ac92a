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

void git_begin(struct argv *argv)
{
	static const char *const variables[] = {
		"LC_ALL=C", "HOME=/dev/null", "XDG_CONFIG_HOME=/dev/null",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_ATTR_NOSYSTEM=1", "GIT_DIR=/dev/null/none",
	};
	const char *path = getenv("PATH");

	argv_add(argv, "env");
	argv_add(argv, "-i");
	if (path)
		argv_add(argv, "PATH=%s", path);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		argv_add(argv, "%s", variables[i]);
	argv_add(argv, "git");
}

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

int git_run(const struct argv *argv, const char *directory,
	    const struct text *input, struct text *output, struct text *log,
	    struct error *err)
{
	int fds[3];
	int count = 0;
	int ret = 0;

	*output = *log = (struct text){ 0 };
	for (; count < 3 && ret == 0; count++) {
		fds[count] = memory_open(count ? NULL : input, err);
		ret = fds[count] < 0 ? fds[count] : 0;
	}
	if (ret == 0) {
		struct process_setup setup = {
			.directory = directory,
			.input_fd = fds[0],
			.output_fd = fds[1],
			.error_fd = fds[2],
		};

		ret = process_run(argv, &setup, GIT_TIMEOUT_NS, err);
	}
	if (ret == 127)
		ret = error_set(err, ENOENT,
				"found no git, expected it in PATH: install the package git");
	if (ret >= 0) {
		int failed = memory_read(fds[1], output, err);

		failed = failed ? failed : memory_read(fds[2], log, err);
		ret = failed ? failed : ret;
	}
	while (count-- > 0)
		if (fds[count] >= 0)
			close(fds[count]);
	if (ret < 0) {
		free(output->bytes);
		free(log->bytes);
	}
	return ret;
}

/* Return: the exit code, or -errno. */
static int mailinfo(const char *option, const struct text *mail,
		    struct text *info, struct text *message,
		    struct text *diff, struct error *err)
{
	struct argv argv = { 0 };
	int fds[4] = { -1, -1, -1, 0 };
	struct process_setup setup = { 0 };
	int ret = 0;

	for (int i = 0; i < 3 && ret >= 0; i++)
		ret = fds[i] = memory_open(i ? NULL : mail, err);
	if (ret >= 0) {
		int message_fd = memory_open(NULL, err);
		int log_fd = memory_open(NULL, err);
		const int passed[] = { message_fd, fds[2], 0 };

		git_begin(&argv);
		argv_add(&argv, "mailinfo");
		argv_add(&argv, "-k");
		argv_add(&argv, "%s", option);
		argv_add(&argv, "/dev/fd/%d", message_fd);
		argv_add(&argv, "/dev/fd/%d", fds[2]);
		setup.input_fd = fds[0];
		setup.output_fd = fds[1];
		setup.error_fd = log_fd;
		setup.passed_fds = passed;
		ret = process_run(&argv, &setup, GIT_TIMEOUT_NS, err);
		if (ret == 127)
			ret = error_set(err, ENOENT,
					"found no git, expected it in PATH: install the package git");
		*info = *message = *diff = (struct text){ 0 };
		if (ret >= 0 && (memory_read(fds[1], info, err) ||
				 memory_read(message_fd, message, err) ||
				 memory_read(fds[2], diff, err)))
			ret = -EIO;
		close(message_fd);
		close(log_fd);
		argv_release(&argv);
	}
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return ret;
}

static void mailinfo_free(struct text *info, struct text *message,
			  struct text *diff)
{
	free(info->bytes);
	free(message->bytes);
	free(diff->bytes);
	*info = *message = *diff = (struct text){ 0 };
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

int git_mailinfo(const struct text *mail, struct text *info,
		 struct text *message, struct text *diff, struct error *err)
{
	const char *option = "--quoted-cr=nowarn";
	int ret = mailinfo(option, mail, info, message, diff, err);

	/* A character set that nobody knows: only the message needs it. */
	if (ret > 0) {
		mailinfo_free(info, message, diff);
		option = "-n";
		ret = mailinfo(option, mail, info, message, diff, err);
	}
	if (ret == 0 && heads_have_cr(diff->bytes)) {
		size_t kept = 0;

		for (size_t i = 0; i < diff->size; i++)
			if (diff->bytes[i] != '\r' ||
			    diff->bytes[i + 1] != '\n')
				diff->bytes[kept++] = diff->bytes[i];
		diff->bytes[kept] = '\0';
		diff->size = kept;
	}
	if (ret > 0) {
		mailinfo_free(info, message, diff);
		ret = error_set(err, EINVAL,
				"found a mail that git mailinfo cannot read");
	}
	return ret;
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
	git_begin(&argv);
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
