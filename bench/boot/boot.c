// SPDX-License-Identifier: GPL-2.0-only
#include "boot/boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/image.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "evidence/evidence.h"
#include "evidence/files.h"
#include "boot/hyperfine.h"
#include "boot/judge.h"
#include "boot/watch.h"
#include "machine/firmware.h"

static int write_json(const struct evidence *evidence, enum evidence_file file,
		      const json_t *value, struct error *err)
{
	char *path = evidence_path(evidence->partial, file);
	int ret = jsonfile_write(path, value, err);

	free(path);
	return ret;
}

static json_t *argv_json(const struct argv *argv)
{
	json_t *words = json_array();

	for (size_t i = 0; i < argv->count; i++)
		json_array_append_new(words, json_string(argv->words[i]));
	return words;
}

/* Consoles and logs may hold any byte; JSON and a terminal may not. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static int write_result(const struct evidence *evidence,
			const struct boot *boot,
			const struct outcome *outcome, struct error *err)
{
	const struct topology *topology = boot->machine.topology;
	const struct host_places *places = boot->places;
	json_t *result = json_pack(
		"{s:s, s:s, s:s, s:s, s:i, s:I, s:I, s:o, s:o}",
		"end_state", end_state_name(outcome->state),
		"reason", outcome->reason,
		"accelerator", accelerator_name(boot->machine.accelerator),
		"qemu_version", outcome->qemu_version,
		"exit_status", outcome->exit_status,
		"hello_ns", (json_int_t)outcome->hello_ns,
		"end_ns", (json_int_t)outcome->end_ns,
		"host_cpus", jsonfile_numbers(places ? places->cpus : NULL,
					  topology->cpu_count),
		"host_nodes", jsonfile_numbers(places && places->bound ?
						   places->nids : NULL,
					   topology->node_count));
	int ret = write_json(evidence, EVIDENCE_RESULT, result, err);

	json_decref(result);
	return ret;
}

/* Start QEMU with our evidence paths and watch it to its end. */
static int launch(const struct boot *boot, const struct evidence *evidence,
		  struct machine *machine, struct stops *stops,
		  struct outcome *outcome, struct error *err)
{
	const char *folder = evidence->partial;
	struct watch watch = {
		.timeout_ns = boot->timeout_ns,
		.stops = stops,
		.is_timed = machine->accelerator != ACCELERATOR_TCG_EXACT,
		.unplugs = boot->workload && boot->workload->tasks &
			   GUEST_TASK(GUEST_UNPLUG),
		.topology = machine->topology,
		.places = boot->places,
		.perf_events = boot->perf_events ? boot->perf_events : "",
		.records_path = machine->records_path,
		.console_path = machine->console_path,
		.log_path = evidence_path(folder, EVIDENCE_LOG_BUFFER),
		.map = boot->map,
		.qemu_log_path = evidence_path(folder, EVIDENCE_QEMU_LOG),
		.qmp_log_path = evidence_path(folder, EVIDENCE_QMP_LOG),
		.perf_path = evidence_path(folder, EVIDENCE_PERF),
		.by_hyperfine = boot->by_hyperfine,
		.hyperfine_path = evidence_path(folder, EVIDENCE_HYPERFINE),
		.numa_maps_path = evidence_path(folder, EVIDENCE_NUMA_MAPS),
	};
	struct argv argv = { 0 };
	json_t *words;
	int ends[2];
	int ret;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		ret = error_set(err, errno, "socketpair: %s",
				strerror(errno));
		goto out;
	}
	machine->qmp_fd = ends[1];
	qemu_add_args(machine, &argv);
	words = argv_json(&argv);
	ret = write_json(evidence, EVIDENCE_COMMAND, words, err);
	json_decref(words);
	if (boot->by_hyperfine)
		hyperfine_wrap(&argv, watch.hyperfine_path);
	if (ret == 0) {
		ret = watch_run(&watch, &argv, ends, outcome, err);
	} else {
		close(ends[0]);
		close(ends[1]);
	}
	argv_release(&argv);
out:
	free(watch.log_path);
	free(watch.qemu_log_path);
	free(watch.qmp_log_path);
	free(watch.hyperfine_path);
	free(watch.perf_path);
	free(watch.numa_maps_path);
	return ret;
}

/* What QEMU must be started with for the workload's stops, if it has some. */
static int open_stops(const struct boot *boot, const struct evidence *evidence,
		      struct machine *machine, struct stops *stops,
		      struct error *err)
{
	int ret;

	if (!boot->workload || !boot->workload->stops)
		return 0;
	ret = stops_open(stops, boot->workload, boot->era, boot->map, machine,
			 evidence->partial, err);
	machine->backing.ram_fds = stops->memory.fds;
	machine->gdb_fd = stops->qemu_fd;
	return ret;
}

static void note_missed_stop(const struct stops *stops,
			     struct outcome *outcome)
{
	const char *next = stops_next(stops);

	snprintf(outcome->missed_stop, sizeof(outcome->missed_stop), "%s",
		 next ? next : "");
}

static int prepare(const struct boot *boot, const struct evidence *evidence,
		   struct error *err)
{
	char *copy = evidence_path(evidence->partial, EVIDENCE_TOPOLOGY);
	int ret = write_json(evidence, EVIDENCE_CELL, boot->cell, err);

	if (ret == 0)
		ret = file_copy(boot->topology_file, copy, err);
	free(copy);
	return ret;
}

static void judge(const struct boot *boot, const struct machine *machine,
		  const char *folder, const char *profile,
		  struct outcome *outcome)
{
	const struct judge_expected expected = {
		.profile = profile,
		.cpus_online = boot->cpus_online,
		.keeps_memory = boot->keeps_memory,
	};
	struct run_evidence evidence =
		run_evidence_open(folder, machine->topology, NULL);

	judge_reach(machine, &evidence, &expected, boot->map, outcome);
	judge_symbols(boot->map, boot->banner, &evidence, outcome);
	judge_check(boot->workload, &evidence, outcome);
	run_evidence_close(&evidence);
}

/* What the firmware must know of the machine's files. */
static int look_at_files(struct machine *machine,
			 uint8_t header[IMAGE_HEADER_BYTES], struct error *err)
{
	struct stat status;
	int ret = image_read_header(machine->kernel, header, err);

	if (ret == 0 && stat(machine->initramfs, &status))
		ret = error_set(err, errno, "%s: %s", machine->initramfs,
				strerror(errno));
	if (ret == 0)
		machine->initramfs_bytes = (uint64_t)status.st_size;
	return ret;
}

int boot_check(const struct machine *machine, struct error *err)
{
	uint8_t header[IMAGE_HEADER_BYTES];
	struct machine copy = *machine;
	int ret = look_at_files(&copy, header, err);

	return ret ? ret :
	       firmware_check(copy.topology, header, copy.command_line,
			      copy.initramfs_bytes, err);
}

/* The ROM is evidence: it has all that the kernel is told. */
static int write_firmware(struct machine *machine, struct error *err)
{
	uint8_t header[IMAGE_HEADER_BYTES];
	int ret = look_at_files(machine, header, err);

	return ret ? ret :
	       firmware_write(machine->firmware, machine->topology, header,
			      machine->command_line, machine->initramfs_bytes,
			      err);
}

static int run_in(const struct boot *boot, struct evidence *evidence,
		  struct outcome *outcome, struct error *err)
{
	struct machine machine = boot->machine;
	struct stops stops = { 0 };
	char *console = evidence_path(evidence->partial, EVIDENCE_CONSOLE);
	char *records = evidence_path(evidence->partial, EVIDENCE_GUEST);
	char *profile = evidence_path(evidence->partial, EVIDENCE_PROFILE);
	char *firmware = evidence_path(evidence->partial, EVIDENCE_FIRMWARE);
	char *plugin = NULL;
	int ret = prepare(boot, evidence, err);

	machine.console_path = console;
	machine.records_path = records;
	machine.firmware = firmware;
	if (ret == 0)
		ret = write_firmware(&machine, err);
	if (ret == 0)
		ret = open_stops(boot, evidence, &machine, &stops, err);
	if (ret == 0 && boot->plugin)
		ret = plugin_option(boot->plugin, boot->workload,
				    &stops.memory, profile, &plugin, err);
	machine.plugin = plugin;
	if (ret == 0)
		ret = launch(boot, evidence, &machine,
			     stops.workload ? &stops : NULL, outcome, err);
	note_missed_stop(&stops, outcome);
	stops_close(&stops);
	if (ret == 0)
		judge(boot, &machine, evidence->partial,
		      plugin ? profile : NULL, outcome);
	make_printable(outcome->reason);
	if (ret == 0)
		ret = write_result(evidence, boot, outcome, err);
	free(plugin);
	free(firmware);
	free(profile);
	free(records);
	free(console);
	return ret;
}

int boot_run(const struct boot *boot, struct outcome *outcome,
	     struct error *err)
{
	struct evidence evidence;
	int ret = evidence_begin(&evidence, boot->runs, boot->run_id, err);

	*outcome = (struct outcome){ 0 };
	if (ret == 0)
		ret = run_in(boot, &evidence, outcome, err);
	if (ret == 0)
		ret = evidence_seal(&evidence, err);
	evidence_release(&evidence);
	return ret;
}

int boot_skip(const struct boot *boot, const char *reason,
	      struct error *err)
{
	struct outcome outcome = { .state = END_SKIPPED };
	struct evidence evidence;
	int ret = evidence_begin(&evidence, boot->runs, boot->run_id, err);

	snprintf(outcome.reason, sizeof(outcome.reason), "%s", reason);
	if (ret == 0)
		ret = prepare(boot, &evidence, err);
	if (ret == 0)
		ret = write_result(&evidence, boot, &outcome, err);
	if (ret == 0)
		ret = evidence_seal(&evidence, err);
	evidence_release(&evidence);
	return ret;
}
