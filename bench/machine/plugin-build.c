// SPDX-License-Identifier: GPL-2.0-only
#include "machine/plugin-build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/process.h"
#include "lib/root.h"
#include "machine/qemu.h"

/* QEMU says no in 0.2 s. */
#define TRIAL_TIMEOUT_NS (20 * NS_PER_S)

/* What the plugin prints when it has been loaded (bench/plugin/profile.c). */
#define LOADED "numaboot-plugin loaded"

/**
 * struct family - versions of QEMU's plugin interface with one build
 * @interface: the oldest, after which the build is named
 * @major: of the oldest QEMU that has it
 * @minor: of the same
 */
struct family {
	int interface;
	int major;
	int minor;
};

/* The newest first. */
static const struct family families[] = {
	{ 7, 11, 1 },
	{ 2, 9, 0 },
	{ 1, 6, 0 },
};

#define FAMILY_COUNT (sizeof(families) / sizeof(families[0]))

/* The build to begin with; a version that says nothing gets the newest. */
static size_t guess(const char *version)
{
	int major, minor;
	size_t i = 0;

	if (sscanf(version, "QEMU emulator version %d.%d", &major, &minor) != 2)
		return 0;
	while (i + 1 < FAMILY_COUNT &&
	       (major < families[i].major || (major == families[i].major &&
					      minor < families[i].minor)))
		i++;
	return i;
}

/* The last line of what QEMU said, without the name of the program. */
static char *last_line(char *text)
{
	size_t size = strlen(text);
	char *line, *colon;

	while (size && text[size - 1] == '\n')
		text[--size] = '\0';
	line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	colon = strstr(line, ": ");
	return xstrdup(colon ? colon + 2 : line);
}

static void add_arguments(struct argv *argv, const char *qemu,
			  const char *path)
{
	static const char *const options[] = {
		"-machine", "none", "-accel", "tcg", "-nodefaults",
		"-no-user-config", "-display", "none", "-plugin",
	};
	char *escaped = qemu_escape(path);

	argv_add(argv, "%s", qemu);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		argv_add(argv, "%s", options[i]);
	argv_add(argv, "%s,trial=on", escaped);
	free(escaped);
}

/*
 * Return: 0: @path was loaded; 1: it was not, @reason is QEMU's; -errno: QEMU
 * does not start.
 */
static int load(const char *qemu, const char *path, char **reason,
		struct error *err)
{
	struct process_setup setup = { 0 };
	struct argv argv = { 0 };
	char text[4096] = "";
	int ret;

	setup.output_fd = memfd_create("trial", MFD_CLOEXEC);
	if (setup.output_fd < 0)
		return error_set(err, errno, "memfd_create: %s",
				 strerror(errno));
	setup.error_fd = setup.output_fd;
	add_arguments(&argv, qemu, path);
	ret = process_run(&argv, &setup, TRIAL_TIMEOUT_NS, err);
	if (ret >= 0 &&
	    pread(setup.output_fd, text, sizeof(text) - 1, 0) >= 0)
		ret = !strstr(text, LOADED);
	if (ret == 1)
		*reason = last_line(text);
	argv_release(&argv);
	close(setup.output_fd);
	return ret;
}

static int refuse(const char *version, char *const *reasons,
		  struct error *err)
{
	return error_set(err, ENOTSUP,
			 "%s does not load the plugin that counts (%s): use one that was built with plugins, from 6.0 to 11.1, such as Debian's qemu-system-x86",
			 version, reasons[guess(version)]);
}

/* In the order of @families, but that @first comes first. */
static int try_all(const char *qemu, size_t first, char **path,
		   char **reasons, struct error *err)
{
	int ret = 1;

	for (size_t n = 0; n <= FAMILY_COUNT && ret == 1; n++) {
		size_t i = n ? n - 1 : first;
		char *name;

		if (n && i == first)
			continue;
		name = xasprintf("build/profile-%d.so", families[i].interface);
		*path = root_path(name);
		ret = load(qemu, *path, &reasons[i], err);
		if (ret) {
			free(*path);
			*path = NULL;
		}
		free(name);
	}
	return ret;
}

int plugin_build_find(const char *qemu, const char *version, char **path,
		      struct error *err)
{
	char *reasons[FAMILY_COUNT] = { 0 };
	int ret = try_all(qemu, guess(version), path, reasons, err);

	if (ret == 1)
		ret = refuse(version, reasons, err);
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		free(reasons[i]);
	return ret;
}
