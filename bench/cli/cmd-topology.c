// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "import/fit.h"
#include "import/import.h"
#include "import/resolve.h"
#include "import/text.h"
#include "lib/alloc.h"
#include "lib/near.h"

static const char *output, *scale_text;
static int boot;

static const struct poptOption options[] = {
	{ "output", 'o', POPT_ARG_STRING, &output, 0,
	  "write the topology to this file, which must not be there", "FILE" },
	{ "scale-memory", 0, POPT_ARG_STRING, &scale_text, 0,
	  "make memory smaller by a factor (0.25, 1/16), or as much as needed (fit)",
	  "FACTOR|fit" },
	{ "boot", 0, POPT_ARG_INT, &boot, 0,
	  "take boot N of a log that has several (the last)", "N" },
	POPT_AUTOHELP POPT_TABLEEND
};

/* A file of the user's is never written over. */
static int write_new(const char *path, const char *text, struct error *err)
{
	size_t size = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int ret = 0;

	if (fd < 0 && errno == EEXIST)
		return error_set(err, EEXIST, "%s: found a file, expected a name that is free",
				 path);
	if (fd < 0)
		return error_set(err, errno, "%s: %m", path);
	if (write(fd, text, size) != (ssize_t)size || fsync(fd))
		ret = error_set(err, errno ? errno : EIO, "%s: %m", path);
	if (close(fd) && ret == 0)
		ret = error_set(err, errno, "%s: %m", path);
	if (ret)
		unlink(path);
	return ret;
}

static int print(const char *text, struct error *err)
{
	if (output)
		return write_new(output, text, err);
	if (fputs(text, stdout) < 0 || fflush(stdout))
		return error_set(err, errno, "stdout: %m");
	return 0;
}

static int make(struct described *d, const char *source, struct error *err)
{
	struct fit_scale scale = { .limit_bytes = fit_host_limit() };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	char *text = NULL;
	int ret = 0;

	if (scale_text)
		ret = fit_parse_scale(scale_text, &scale, err);
	if (ret == 0) {
		ret = resolve(r, d, err);
		if (ret == 0)
			ret = fit(f, r, &scale, d, err);
		if (ret == 0)
			ret = text_make(r, f, d, source, &text, err);
		if (ret)
			error_prefix(err, "%s: ", source);
	}
	if (ret == 0)
		ret = print(text, err);
	if (ret == 0 && output)
		fprintf(stderr, "%s: %u nodes, %zu CPUs, %" PRIu64 " MiB there; %zu notes on what is not as there are in its comments\n",
			output, r->node_count, r->cpus.count,
			resolved_bytes(r) >> 20, d->note_count);
	free(text);
	free(f);
	resolved_release(r);
	free(r);
	return ret;
}

static int import(const char **files, struct error *err)
{
	struct described d;
	int ret;

	if (boot < 0)
		return error_set(err, EINVAL, "--boot: found %d, expected 1 or more",
				 boot);
	for (const char **file = files; *file; file++)
		if (!**file)
			return error_set(err, EINVAL,
					 "topology import: found an empty word, expected FILE...");
	ret = import_read(&d, files, (unsigned int)boot, err);
	if (ret == 0)
		ret = make(&d, files[0], err);
	described_release(&d);
	return ret;
}

static void refuse_word(const char *word, struct error *err)
{
	struct near near = { .wanted = word };

	near_offer(&near, "import");
	near_set(err, EINVAL, &near,
		 "topology: found `%s`, expected import FILE...", word);
}

/* Make a topology of what tells of another machine. */
int cmd_topology(int argc, const char **argv)
{
	const char **words;
	poptContext context;
	struct error err;
	int ret = command_parse(argc, argv, options, "import FILE...", 2,
				INT_MAX, &words, &context);

	if (ret == 0 && strcmp(words[0], "import")) {
		refuse_word(words[0], &err);
		ret = command_refuse(-EINVAL, &err);
	} else if (ret == 0) {
		ret = import(words + 1, &err);
		if (ret)
			ret = command_refuse(ret, &err);
	}
	command_release(context);
	return ret;
}
