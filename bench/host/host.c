// SPDX-License-Identifier: GPL-2.0-only
#include "host/host.h"

#include <errno.h>
#include <grp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/machine.h"
#include "host/package.h"
#include "host/watch.h"
#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/leftover.h"
#include "lib/process.h"
#include "lib/root.h"
#include "machine/initramfs.h"
#include "machine/qemu.h"

extern char **environ;

/**
 * struct bottle - what a host is made of
 * @folder: of this process, gone afterwards
 */
struct bottle {
	const struct host_job *job;
	struct host_kernel kernel;
	char *folder;
	char *command;
	char *initramfs;
	char *console;
	char *log;
};

static json_t *words_json(char *const *words)
{
	json_t *list = json_array();

	for (; *words; words++)
		json_array_append_new(list, json_string(*words));
	return list;
}

static int write_command(const struct bottle *bottle, struct error *err)
{
	const struct host_job *job = bottle->job;
	const struct group *kvm = getgrnam("kvm");
	char *directory = getcwd(NULL, 0);
	json_t *command = json_pack(
		"{s:o, s:o, s:s?, s:s?, s:i}",
		"argv", words_json(job->command->words),
		"environment", words_json(environ),
		"directory", directory,
		"out", job->out,
		"kvm_group", kvm ? (int)kvm->gr_gid : 0);
	int ret = jsonfile_write(bottle->command, command, err);

	json_decref(command);
	free(directory);
	return ret;
}

/* The kernel's modules, and the command. */
static int write_initramfs(const struct bottle *bottle, struct error *err)
{
	const struct program *modules = &bottle->kernel.modules;
	struct program program = {
		.files = xcalloc(modules->count + 1, sizeof(*program.files)),
		.count = modules->count + 1,
	};
	char *init = root_path("build/host-init");
	int ret;

	memcpy(program.files, modules->files,
	       modules->count * sizeof(*program.files));
	program.files[modules->count] = (struct program_file){
		.source = bottle->command,
		.path = (char *)HOST_COMMAND,
	};
	ret = initramfs_write(bottle->initramfs, init, &program, err);
	free(init);
	free(program.files);
	return ret;
}

/* A folder that tells by its name whose it is. */
static int make_folder(struct bottle *bottle, struct error *err)
{
	char *cache = cache_folder();
	char *runs = xasprintf("%s/host/runs", cache);
	int ret;

	leftover_sweep(runs, 1, leftover_is_orphan);
	bottle->folder = xasprintf("%s/run.%d.new", runs, (int)getpid());
	bottle->command = xasprintf("%s/" HOST_COMMAND, bottle->folder);
	bottle->initramfs = xasprintf("%s/initramfs.cpio", bottle->folder);
	bottle->console = xasprintf("%s/console.log", bottle->folder);
	bottle->log = xasprintf("%s/qemu.log", bottle->folder);
	ret = directory_make(bottle->folder, err);
	free(runs);
	free(cache);
	return ret;
}

static void close_ports(const int *fds)
{
	for (int i = 0; i < HOST_PORT_COUNT; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int open_ports(int ours[HOST_PORT_COUNT], int theirs[HOST_PORT_COUNT],
		      struct error *err)
{
	for (int i = 0; i < HOST_PORT_COUNT; i++)
		ours[i] = theirs[i] = -1;
	for (int i = 0; i < HOST_PORT_COUNT; i++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
			int code = errno;

			close_ports(ours);
			close_ports(theirs);
			return error_set(err, code, "socketpair: %s",
					 strerror(code));
		}
		ours[i] = ends[0];
		theirs[i] = ends[1];
	}
	return 0;
}

static int start(const struct bottle *bottle, const int *port_fds,
		 struct process *qemu, struct error *err)
{
	struct host_machine machine = {
		.qemu = bottle->job->qemu,
		.topology = bottle->job->topology,
		.kernel = bottle->kernel.image,
		.initramfs = bottle->initramfs,
		.console_path = bottle->console,
		.out = bottle->job->out,
	};
	int passed[HOST_PORT_COUNT + 1] = { 0 };
	const struct process_setup setup = {
		.output_path = bottle->log,
		.passed_fds = passed,
	};
	struct argv argv = { 0 };
	int ret;

	memcpy(machine.port_fds, port_fds, sizeof(machine.port_fds));
	memcpy(passed, port_fds, sizeof(machine.port_fds));
	host_machine_add_args(&machine, &argv);
	ret = process_start(qemu, &argv, &setup, err);
	argv_release(&argv);
	return ret;
}

static int boot(const struct bottle *bottle, int *code, struct error *err)
{
	int ours[HOST_PORT_COUNT], theirs[HOST_PORT_COUNT];
	struct process qemu = { 0 };
	int ret = open_ports(ours, theirs, err);

	if (ret)
		return ret;
	ret = start(bottle, theirs, &qemu, err);
	close_ports(theirs);
	if (ret == 0)
		ret = host_watch(&qemu, ours, bottle->job->timeout_ns, code,
				 err);
	process_kill(&qemu);
	close_ports(ours);
	return ret;
}

/* Why the kernel panicked, or the last line that has something in it. */
static const char *last_words(char *text)
{
	const char *panic = strstr(text, "Kernel panic - ");
	char *end = text + strlen(text);

	while (end > text && end[-1] <= ' ')
		*--end = '\0';
	while (end > text && end[-1] != '\n')
		end--;
	return panic ? panic : end;
}

static void quote(const char *path, const char *what, struct error *err)
{
	size_t used = strlen(err->text);
	struct error ignored;
	const char *words;
	char *text;

	if (file_read(path, &text, NULL, &ignored))
		return;
	words = last_words(text);
	if (*words)
		snprintf(err->text + used, sizeof(err->text) - used,
			 "; %s: %.*s", what,
			 (int)strcspn(words, "\r\n"), words);
	free(text);
}

static int keep_console(const struct bottle *bottle, int ret,
			struct error *err)
{
	struct error problem;

	if (!bottle->job->console || !file_exists(bottle->console) ||
	    file_copy(bottle->console, bottle->job->console, &problem) == 0)
		return ret;
	if (ret == 0)
		*err = problem;
	return ret ? ret : -EIO;
}

int host_run(const struct host_job *job, int *code, struct error *err)
{
	struct bottle bottle = { .job = job };
	struct error ignored;
	int ret = host_machine_check(job->topology, err);

	if (ret == 0)
		ret = host_kernel_open(&bottle.kernel, err);
	if (ret == 0)
		ret = make_folder(&bottle, err);
	if (ret == 0)
		ret = write_command(&bottle, err);
	if (ret == 0)
		ret = write_initramfs(&bottle, err);
	if (ret == 0) {
		ret = boot(&bottle, code, err);
		if (ret == -EIO) {
			quote(bottle.console, "its console ends with", err);
			quote(bottle.log, "QEMU said", err);
		}
		ret = keep_console(&bottle, ret, err);
	}
	if (bottle.folder)
		directory_remove(bottle.folder, &ignored);
	host_kernel_close(&bottle.kernel);
	free(bottle.log);
	free(bottle.console);
	free(bottle.initramfs);
	free(bottle.command);
	free(bottle.folder);
	return ret;
}
