// SPDX-License-Identifier: GPL-2.0-only
#include "session/emulator.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/patience.h"
#include "lib/file.h"
#include "lib/process.h"
#include "lib/root.h"
#include "machine/firmware.h"
#include "machine/plugin-build.h"
#include "machine/qemu.h"
#include "machine/qmp.h"
#include "session/known.h"

/* A QEMU answers in 0.1 s. */
#define DEFAULT_TIMEOUT_NS (20 * NS_PER_S)
/* Below this nothing was ever counted. */
#define OLDEST_MAJOR 7
#define OLDEST_MINOR 2
#define INSTEAD \
	"install qemu-system-x86 of Debian 12 or 13 (make deps), or name a QEMU that can by --qemu"

/* What is tried in turn when a start as of a boot fails, and its name. */
static const struct {
	enum accelerator accelerator;
	const char *name;
} trials[] = {
	{ ACCELERATOR_TCG, "the machine q35 under TCG" },
	{ ACCELERATOR_TCG_EXACT, "q35 counting instructions (-icount)" },
};

static int ask_version(struct emulator *emulator, struct error *err)
{
	const char *program = emulator->program;
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "%s", program);
	argv_add(&argv, "--version");
	ret = process_output(&argv, emulator->timeout_ns, &emulator->version,
			     err);
	argv_release(&argv);
	if (ret == -ENOENT)
		return error_set(err, ENOENT, "%s: not found, " INSTEAD,
				 program);
	if (ret == -ETIMEDOUT)
		return error_set(err, ENOTSUP,
				 "%s: does not answer to --version: " INSTEAD,
				 program);
	if (ret == -EACCES || ret == -ENOEXEC)
		return error_set(err, ENOTSUP,
				 "%s: cannot be run (%s): " INSTEAD,
				 program, strerror(-ret));
	if (ret > 0)
		return error_set(err, ENOTSUP,
				 "%s: --version ended with %d: " INSTEAD,
				 program, ret);
	return ret;
}

static int read_version(const struct emulator *emulator, int *major,
			int *minor)
{
	return sscanf(emulator->version, "QEMU emulator version %d.%d", major,
		      minor) == 2 ? 0 : -EINVAL;
}

int emulator_open(struct emulator *emulator, const char *program,
		  uint64_t timeout_ns, struct error *err)
{
	int major, minor, ret;

	*emulator = (struct emulator){
		.program = program,
		.timeout_ns = timeout_ns ? timeout_ns :
			      DEFAULT_TIMEOUT_NS * patience_factor(),
	};
	ret = ask_version(emulator, err);
	if (ret)
		return ret;
	emulator->version[strcspn(emulator->version, "\n")] = '\0';
	if (read_version(emulator, &major, &minor))
		return error_set(err, ENOTSUP,
				 "%s: found `%.80s` as its version, expected QEMU's: " INSTEAD,
				 program, emulator->version);
	return 0;
}

static int talk(int fd, uint64_t deadline_ns, struct error *err)
{
	FILE *log = fopen("/dev/null", "we");
	struct qmp qmp = { 0 };
	char version[32];
	int ret;

	if (!log) {
		ret = error_set(err, errno, "/dev/null: %s", strerror(errno));
		close(fd);
		return ret;
	}
	ret = qmp_open(&qmp, fd, log, version, deadline_ns, err);
	if (ret == 0)
		ret = qmp_execute(&qmp, "quit", NULL, deadline_ns, err);
	qmp_close(&qmp);
	fclose(log);
	return ret;
}

/* QEMU was started, and has @fd's other end: it answers and ends, or why not. */
static int meet(struct process *process, int fd, uint64_t timeout_ns,
		struct error *err)
{
	uint64_t deadline_ns = clock_now_ns() + timeout_ns;
	int ret = talk(fd, deadline_ns, err);
	int status = 0;

	if (ret == 0 || ret == -EPIPE) {
		int ended = process_wait(process, deadline_ns, &status);

		if (ended && ret == 0)
			ret = error_set(err, -ended, "it does not end");
		else if (status && ret == 0)
			ret = error_set(err, EPROTO, "it ended with %d",
					WIFEXITED(status) ?
					WEXITSTATUS(status) :
					128 + WTERMSIG(status));
	}
	process_kill(process);
	return ret;
}

/* QEMU's own words say more than that its connection was closed. */
static void quote(int log_fd, struct error *err)
{
	char text[4096] = "";
	const char *line;

	if (pread(log_fd, text, sizeof(text) - 1, 0) <= 0)
		return;
	line = qemu_complaint(text);
	if (*line && *line != '\n')
		error_set(err, EPROTO, "%.*s", (int)strcspn(line, "\n"), line);
}

/*
 * @rom_fd is a firmware that never runs: QEMU's own may not be there.  Return:
 * 0, or -errno with what the program said, or what is wrong.
 */
static int start(const struct emulator *emulator, enum accelerator accelerator,
		 int rom_fd, int log_fd, struct error *err)
{
	char *rom = xasprintf("/dev/fd/%d", rom_fd);
	const int passed_fds[] = { rom_fd, 0 };
	struct machine machine = {
		.qemu = emulator->program,
		.accelerator = accelerator,
		.mapping = MAPPING_2M,
		.firmware = rom,
	};
	struct process_setup setup = {
		.output_fd = log_fd,
		.error_fd = log_fd,
		.passed_fds = passed_fds,
	};
	struct process process = { 0 };
	struct argv argv = { 0 };
	int ends[2];
	int ret;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		free(rom);
		return error_set(err, errno, "socketpair: %s",
				 strerror(errno));
	}
	machine.qmp_fd = setup.passed_fd = ends[1];
	qemu_add_trial_args(&machine, &argv);
	ret = process_start(&process, &argv, &setup, err);
	close(ends[1]);
	if (ret)
		close(ends[0]);
	else
		ret = meet(&process, ends[0], emulator->timeout_ns, err);
	argv_release(&argv);
	free(rom);
	return ret;
}

static int try(const struct emulator *emulator, enum accelerator accelerator,
	       struct error *err)
{
	int log_fd = memfd_create("trial", MFD_CLOEXEC);
	int rom_fd = memfd_create("rom", MFD_CLOEXEC);
	int ret;

	if (log_fd < 0 || rom_fd < 0 || ftruncate(rom_fd, FIRMWARE_BYTES))
		ret = error_set(err, errno, "memfd_create: %s",
				strerror(errno));
	else
		ret = start(emulator, accelerator, rom_fd, log_fd, err);
	if (ret && ret != -EINTR && log_fd >= 0)
		quote(log_fd, err);
	close(rom_fd);
	close(log_fd);
	return ret;
}

/* A start as of a boot; when it fails, the first step that fails says why. */
static int check_exact(const struct emulator *emulator, struct error *err)
{
	const char *what = trials[1].name;
	struct error reason;
	int major, minor, ret;

	if (read_version(emulator, &major, &minor) || major < OLDEST_MAJOR ||
	    (major == OLDEST_MAJOR && minor < OLDEST_MINOR))
		return error_set(err, ENOTSUP,
				 "%s: %s is older than %d.%d, the oldest that is known to count exactly: " INSTEAD,
				 emulator->program, emulator->version,
				 OLDEST_MAJOR, OLDEST_MINOR);
	ret = try(emulator, trials[1].accelerator, &reason);
	if (ret && ret != -EINTR && try(emulator, trials[0].accelerator, err)) {
		what = trials[0].name;
		reason = *err;
	}
	if (ret == -EINTR)
		*err = reason;
	else if (ret)
		ret = error_set(err, ENOTSUP, "%s: %s does not start %s: %s: " INSTEAD,
				emulator->program, emulator->version, what,
				reason.text);
	return ret;
}

static int find_plugin(struct emulator *emulator, struct error *err)
{
	free(emulator->plugin);
	emulator->plugin = NULL;
	return plugin_build_find(emulator->program, emulator->version,
				 &emulator->plugin, err);
}

int emulator_check(struct emulator *emulator, enum emulator_use use,
		   struct error *err)
{
	int ret = use >= EMULATOR_EXACT ? check_exact(emulator, err) : 0;

	if (ret == 0 && use >= EMULATOR_COUNTS)
		ret = find_plugin(emulator, err);
	return ret;
}

void emulator_hash(const struct emulator *emulator, SHA2_CTX *digest)
{
	char *path = process_find(emulator->program);
	struct stat status = { 0 };
	char *text;

	if (stat(path, &status))
		status = (struct stat){ 0 };
	text = xasprintf("%s %jd %jd.%09ld", path, (intmax_t)status.st_size,
			 (intmax_t)status.st_mtim.tv_sec,
			 status.st_mtim.tv_nsec);
	digest_add_text(digest, "program", text);
	digest_add_text(digest, "version", emulator->version);
	free(text);
	free(path);
}

/* The answer for EMULATOR_COUNTS: a name, since every checkout has its build. */
static const char *plugin_name(const char *plugin)
{
	return strrchr(plugin, '/') + 1;
}

/* What it is known to be good for, and with which plugin. */
static bool recall(struct emulator *emulator, const char *path,
		   enum emulator_use use)
{
	char *answer;
	bool known = known_recall(path, &answer);

	if (known && use == EMULATOR_COUNTS) {
		char *relative = xasprintf("build/%s", answer);

		emulator->plugin = root_path(relative);
		known = file_exists(emulator->plugin);
		free(relative);
	}
	free(answer);
	return known;
}

int emulator_need(struct emulator *emulator, enum emulator_use use,
		  struct error *err)
{
	static const char *const kinds[] = {
		[EMULATOR_EXACT] = "qemu",
		[EMULATOR_COUNTS] = "plugin",
	};
	struct error ignored;
	SHA2_CTX digest;
	char *path;
	int ret = 0;

	if (use == EMULATOR_ANY)
		return 0;
	SHA256Init(&digest);
	emulator_hash(emulator, &digest);
	path = known_path(kinds[use], &digest);
	if (!recall(emulator, path, use)) {
		ret = emulator_check(emulator, use, err);
		/* Where nothing can be kept it is asked again. */
		if (ret == 0)
			known_remember(path, emulator->plugin ?
				       plugin_name(emulator->plugin) : "works",
				       &ignored);
	}
	free(path);
	return ret;
}

void emulator_close(struct emulator *emulator)
{
	free(emulator->version);
	free(emulator->plugin);
	*emulator = (struct emulator){ 0 };
}
