// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "cli/real-host.h"
#include "host/host.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/parse.h"
#include "plan/plan.h"

#define DEFAULT_TOPOLOGY "socket2"
#define DEFAULT_TIMEOUT_S "3600"
#define MAX_TIMEOUT_S 86400

static const char *qemu = DEFAULT_QEMU, *topology_name = DEFAULT_TOPOLOGY,
	*out, *console, *timeout = DEFAULT_TIMEOUT_S;
static int check_real, want_json;

static const struct poptOption options[] = {
	{ "topology", 't', POPT_ARG_STRING, &topology_name, 0,
	  "the host's nodes, CPUs, memory and distances (default: "
	  DEFAULT_TOPOLOGY ")", "TOPOLOGY" },
	{ "out", 'o', POPT_ARG_STRING, &out, 0,
	  "the only folder where what is written stays", "FOLDER" },
	{ "timeout", 0, POPT_ARG_STRING, &timeout, 0,
	  "for the command (default: " DEFAULT_TIMEOUT_S ")", "SECONDS" },
	{ "console", 0, POPT_ARG_STRING, &console, 0,
	  "keep what the host's kernel prints", "FILE" },
	{ "qemu", 0, POPT_ARG_STRING, &qemu, 0,
	  "QEMU that emulates it (default: " DEFAULT_QEMU ")", "PROGRAM" },
	{ "check-real", 0, POPT_ARG_NONE, &check_real, 0,
	  "instead say whether this host is ready for a first timed run on two nodes",
	  NULL },
	{ "json", 0, POPT_ARG_NONE, &want_json, 0, "of --check-real", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int read_timeout(uint64_t *timeout_ns, struct error *err)
{
	uint64_t seconds;

	if (parse_u64(timeout, &seconds) || seconds < 1 ||
	    seconds > MAX_TIMEOUT_S)
		return error_set(err, EINVAL,
				 "--timeout: found `%s`, expected seconds from 1 to %d",
				 timeout, MAX_TIMEOUT_S);
	*timeout_ns = seconds * NS_PER_S;
	return 0;
}

/* QEMU and the host know it by its whole path. */
static int find_out(char **path, struct error *err)
{
	struct stat status;

	if (!out)
		return 0;
	*path = realpath(out, NULL);
	if (!*path)
		return error_set(err, errno, "--out: %s: %s", out,
				 strerror(errno));
	if (stat(*path, &status) || !S_ISDIR(status.st_mode))
		return error_set(err, EINVAL,
				 "--out: found %s, expected a folder", out);
	return 0;
}

static int run(const char **words, int *code, struct error *err)
{
	struct topology *topology = xcalloc(1, sizeof(*topology));
	struct argv command = { 0 };
	struct host_job job = {
		.qemu = qemu,
		.topology = topology,
		.command = &command,
		.console = console,
	};
	char *path = NULL;
	int ret = read_timeout(&job.timeout_ns, err);

	for (; *words; words++)
		argv_add(&command, "%s", *words);
	if (ret == 0)
		ret = plan_load_topology(topology, topology_name, err);
	if (ret == 0)
		ret = find_out(&path, err);
	job.out = path;
	if (ret == 0)
		ret = host_run(&job, code, err);
	free(path);
	argv_release(&command);
	free(topology);
	return ret;
}

static int run_words(const char **words)
{
	struct error err;
	int code = 0;
	int ret;

	if (want_json || !*words)
		ret = error_set(&err, EINVAL, want_json ?
				"found --json, expected it with --check-real" :
				"found no command, expected -- COMMAND... (see numaboot host --help)");
	else
		ret = run(words, &code, &err);
	return ret ? command_refuse(ret, &err) : code;
}

/* Run a command on an emulated host, or look at this one. */
int cmd_host(int argc, const char **argv)
{
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "-- COMMAND...", 0,
				INT_MAX, &words, &context);

	if (ret == 0 && check_real && *words) {
		fprintf(stderr, "numaboot host: found `%s`, expected nothing behind --check-real\n",
			words[0]);
		ret = EXIT_USAGE;
	} else if (ret == 0) {
		ret = check_real ? real_host_check(qemu, want_json) :
				   run_words(words);
	}
	command_release(context);
	return ret;
}
