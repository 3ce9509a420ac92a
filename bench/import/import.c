// SPDX-License-Identifier: GPL-2.0-only
#include "import/import.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import/files.h"
#include "import/log.h"
#include "import/lstopo.h"
#include "import/numactl.h"
#include "import/sysfs.h"
#include "import/acpitables.h"
#include "lib/unpack.h"

/* The better one first. */
enum source { SYSFS, TABLES, LOG, LSTOPO, NUMACTL, SOURCES };

static const char *const source_names[SOURCES] = {
	"copy of sysfs", "set of firmware tables", "log", "file of lstopo's",
	"output of numactl",
};

/* All that was read, by what it is. */
struct import {
	struct described by[SOURCES];
	const char *paths[SOURCES];
	struct acpitables tables;
	unsigned int boot;
};

/* Return: where it goes, NULL when there is one of that kind. */
static struct described *open_source(struct import *import,
				     enum source source, const char *path,
				     struct error *err)
{
	if (import->paths[source]) {
		error_set(err, EINVAL,
			  "%s: found a second %s (the first is %s), expected one of a machine",
			  path, source_names[source], import->paths[source]);
		return NULL;
	}
	import->paths[source] = path;
	return &import->by[source];
}

static int read_copy(struct import *import, const struct import_files *files,
		     const char *path, struct error *err)
{
	struct described *d = open_source(import, SYSFS, path, err);

	return d ? sysfs_describe(files, path, d, err) : -EINVAL;
}

static int read_folder(struct import *import, const char *path,
		       struct error *err)
{
	struct import_files files;
	int ret = files_read_folder(&files, path, err);

	if (ret == 0)
		ret = read_copy(import, &files, path, err);
	files_release(&files);
	return ret;
}

static int read_archive(struct import *import, const char *path,
			const char *bytes, size_t size, struct error *err)
{
	struct import_files files;
	int ret = files_read_archive(&files, path, bytes, size, err);

	if (ret == 0)
		ret = read_copy(import, &files, path, err);
	files_release(&files);
	return ret;
}

/* Tables may come one in a file. */
static int read_tables(struct import *import, const char *path,
		       const char *bytes, size_t size, struct error *err)
{
	if (!import->paths[TABLES])
		import->paths[TABLES] = path;
	if (acpitables_is_one(bytes, size))
		return acpitables_add(&import->tables, path, bytes, size, err);
	return acpitables_add_dump(&import->tables, path, bytes, err);
}

static int reject(const char *path, const char *bytes, size_t size,
		  struct error *err)
{
	if (memmem(bytes, size, "DefinitionBlock", 15) ||
	    memmem(bytes, size, "Subtable Type", 13))
		return error_set(err, EINVAL,
				 "%s: found tables that iasl took apart, expected what acpidump prints or a copy of /sys/firmware/acpi/tables",
				 path);
	if (!size)
		return error_set(err, EINVAL, "%s: found an empty file, expected what tells of a machine",
				 path);
	return error_set(err, EINVAL,
			 "%s: found nothing that tells of a machine, expected a kernel's log, tables of acpidump, a copy of /sys/devices/system/node, XML of lstopo or what numactl --hardware prints (docs/import.md)",
			 path);
}

/* @bytes is taken over by the log alone. */
static int read_bytes(struct import *import, const char *path, char **bytes,
		      size_t size, struct error *err)
{
	struct described *d;

	if (files_is_archive(*bytes, size))
		return read_archive(import, path, *bytes, size, err);
	if (lstopo_is_xml(*bytes, size)) {
		d = open_source(import, LSTOPO, path, err);
		return d ? lstopo_describe(*bytes, size, path, d, err) :
			   -EINVAL;
	}
	if (acpitables_is_one(*bytes, size) || acpitables_is_dump(*bytes))
		return read_tables(import, path, *bytes, size, err);
	if (numactl_is_text(*bytes)) {
		d = open_source(import, NUMACTL, path, err);
		return d ? numactl_describe(*bytes, path, d, err) : -EINVAL;
	}
	if (log_is_one(*bytes, size)) {
		char *text = *bytes;

		d = open_source(import, LOG, path, err);
		if (!d)
			return -EINVAL;
		*bytes = NULL;
		return log_describe(text, size, path, import->boot, d, err);
	}
	return reject(path, *bytes, size, err);
}

static int read_path(struct import *import, const char *path,
		     struct error *err)
{
	struct stat status;
	size_t size;
	char *bytes;
	int ret;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return read_folder(import, path, err);
	ret = unpack_read(path, IMPORT_MAX_BYTES, &bytes, &size, err);
	if (ret == 0)
		ret = read_bytes(import, path, &bytes, size, err);
	free(bytes);
	return ret;
}

#define TAKE(member, count_member) \
	do { \
		if (!d->count_member && from->count_member) { \
			d->member = from->member; \
			d->count_member = from->count_member; \
			from->member = NULL; \
			from->count_member = 0; \
		} \
	} while (0)

/* What the better sources lack. */
static void take_rest(struct described *d, struct described *from)
{
	/* CPUs of different sources are not put together. */
	if (d->cpus.count || d->apics.count)
		from->cpus.count = from->apics.count = from->present_count = 0;
	TAKE(ram.at, ram.count);
	TAKE(srat.at, srat.count);
	TAKE(early.at, early.count);
	TAKE(blocks.at, blocks.count);
	TAKE(cpus.at, cpus.count);
	TAKE(apics.at, apics.count);
	TAKE(present, present_count);
	TAKE(memory, memory_count);
	if (!d->distance && from->distance) {
		d->distance = from->distance;
		d->distance_nids = from->distance_nids;
		d->distance_count = from->distance_count;
		from->distance = NULL;
		from->distance_nids = NULL;
	}
	if (!d->command_line) {
		d->command_line = from->command_line;
		from->command_line = NULL;
	}
	if (!d->cpus_possible)
		d->cpus_possible = from->cpus_possible;
	d->srat_corrupt |= from->srat_corrupt;
	for (size_t i = 0; i < from->note_count; i++)
		described_note(d, "%s", from->notes[i]);
}

static bool names_node(const struct spans *spans, int nid)
{
	for (size_t i = 0; i < spans->count; i++)
		if (spans->at[i].nid == nid)
			return true;
	return false;
}

/* Files of two machines would make one that is neither. */
static int check_one_machine(const struct import *import, struct error *err)
{
	const struct described *log = &import->by[LOG];
	const struct described *other = &import->by[SYSFS];

	if (!import->paths[LOG] || !import->paths[SYSFS])
		return 0;
	for (size_t i = 0; i < other->memory_count; i++) {
		int nid = other->memory[i].nid;

		if (!other->memory[i].bytes || names_node(&log->srat, nid) ||
		    names_node(&log->early, nid))
			continue;
		return error_set(err, EINVAL,
				 "%s: found node %d with memory, of which %s says nothing: expected files of one machine",
				 import->paths[SYSFS], nid,
				 import->paths[LOG]);
	}
	return 0;
}

int import_read(struct described *d, const char *const *paths,
		unsigned int boot, struct error *err)
{
	struct import import = { .boot = boot };
	int ret = 0;

	*d = (struct described){ 0 };
	for (; *paths && ret == 0; paths++)
		ret = read_path(&import, *paths, err);
	if (ret == 0 && import.paths[TABLES])
		ret = acpitables_describe(&import.tables, import.paths[TABLES],
				      &import.by[TABLES], err);
	if (ret == 0)
		ret = check_one_machine(&import, err);
	for (int source = 0; source < SOURCES; source++) {
		if (ret == 0)
			take_rest(d, &import.by[source]);
		described_release(&import.by[source]);
	}
	acpitables_release(&import.tables);
	return ret;
}
