// SPDX-License-Identifier: GPL-2.0-only
#include "fuzz.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "evidence/evidence.h"
#include "evidence/hyperfine-times.h"
#include "evidence/perfcounts.h"
#include "evidence/profile.h"
#include "evidence/rows.h"
#include "evidence/run.h"
#include "evidence/sessionrecord.h"
#include "evidence/sums.h"
#include "guest/tasks.h"
#include "kernel/catalog.h"
#include "kernel/config.h"
#include "kernel/image.h"
#include "kernel/lines.h"
#include "kernel/symbols.h"
#include "kernel/sysmap.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/parse.h"
#include "machine/gdbstub.h"
#include "machine/guestmem.h"
#include "machine/pagetable.h"
#include "machine/qmp.h"
#include "machine/topology.h"
#include "machine/vcpu.h"
#include "mmu/parameters.h"
#include "plan/cells.h"
#include "plan/plan.h"
#include "probes/common/nodes.h"
#include "probes/common/words.h"
#include "../../workloads/accesses/touched.h"
#include "../../workloads/accesses/translation.h"
#include "../../workloads/hotremove/unplugged.h"
#include "../../workloads/pagetable/snapshot.h"
#include "../../workloads/penalty/walked.h"
#include "../../workloads/placement/names.h"
#include "../../workloads/placement/trace.h"
#include "../../workloads/profile/folded.h"
#include "../../workloads/profile/graph.h"

static struct error err;

/* One of what a reader makes of a file, and its end. */
#define PATH_FORMAT(name, type, read, release)                     \
	static void name(const struct fuzz_input *input)           \
	{                                                          \
		struct type made = { 0 };                          \
								   \
		read(&made, input->path, &err);                    \
		release(&made);                                    \
	}

PATH_FORMAT(fuzz_system_map, sysmap, sysmap_load_text, sysmap_release)
PATH_FORMAT(fuzz_elf, sysmap, sysmap_load, sysmap_release)
PATH_FORMAT(fuzz_lines, lines, lines_read, lines_release)
PATH_FORMAT(fuzz_catalog, catalog, catalog_load, catalog_release)
PATH_FORMAT(fuzz_profile, profile, profile_read, profile_release)
PATH_FORMAT(fuzz_touched, touched, touched_read, touched_release)
PATH_FORMAT(fuzz_guest, guest_records, guest_records_read,
	    guest_records_release)

static void fuzz_symbols(const struct fuzz_input *input)
{
	struct symbols *symbols = NULL;

	symbols_read(&symbols, input->path, &err);
	symbols_free(symbols);
}

static void fuzz_image(const struct fuzz_input *input)
{
	image_check(input->path, &err);
}

/* A fragment, and behind the first NUL what it became. */
static void fuzz_config(const struct fuzz_input *input)
{
	size_t length = strlen(input->text);

	config_check(input->text, length < input->size ?
		     input->text + length + 1 : "", &err);
}

static void fuzz_topology(const struct fuzz_input *input)
{
	struct topology topology;
	char *parameters;

	if (topology_load(&topology, input->path, &err))
		return;
	parameters = topology_kernel_parameters(&topology);
	free(parameters);
}

static void fuzz_mmu(const struct fuzz_input *input)
{
	struct mmu_parameters parameters;

	mmu_parameters_read(&parameters, input->path, &err);
}

static void fuzz_plan(const struct fuzz_input *input)
{
	struct catalog catalog = { 0 };
	struct cells cells = { 0 };
	struct plan plan = { 0 };

	catalog_add(&catalog, "old");
	catalog_add(&catalog, "new");
	if (plan_load(&plan, &catalog, input->path, &err) == 0)
		cells_make(&cells, &plan, &err);
	cells_release(&cells);
	plan_release(&plan);
	catalog_release(&catalog);
}

static void fuzz_arm(const struct fuzz_input *input)
{
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };

	catalog_add(&catalog, "old");
	plan_init(&plan, "plan");
	plan_add_arm(&plan, &catalog, input->text, &err);
	plan_set(&plan, &catalog, "arms", input->text, &err);
	plan_check(&plan, &err);
	plan_release(&plan);
	catalog_release(&catalog);
}

static void fuzz_tasks(const struct fuzz_input *input)
{
	struct guest_tasks tasks = { 0 };
	char *words = NULL;
	struct guest_task *task = guest_tasks_add(&tasks, GUEST_RUN);

	task->bytes = input->size + 1;
	task->words = xcalloc(task->bytes, 1);
	memcpy(task->words, input->data, input->size);
	guest_tasks_write(&tasks, &words, &err);
	free(words);
	guest_tasks_release(&tasks);
}

static void fuzz_console(const struct fuzz_input *input)
{
	struct console console = { 0 };
	struct trace trace = { 0 };
	struct name name;

	if (console_read(&console, input->path, &err) == 0) {
		console_find_sign(&console);
		console_last_line(&console);
		trace_make(&trace, &console, &err);
	}
	names_parse(input->text, &name);
	trace_release(&trace);
	console_release(&console);
}

static struct run_evidence open_run(const struct fuzz_input *input,
				    struct topology *topology)
{
	*topology = (struct topology){ 0 };
	topology_load_uniform(topology, "uma", &err);
	return run_evidence_open(input->folder, topology, NULL);
}

static int take_row(void *context, const struct row *row, struct error *why)
{
	uint64_t value;
	const struct row_column columns[] = { { "ns", &value } };

	(void)context;
	row_text(row, "kind", why);
	row_numbers(row, columns, 1, why);
	return 0;
}

static void fuzz_rows(const struct fuzz_input *input)
{
	struct topology topology;
	struct run_evidence run = open_run(input, &topology);

	rows_each(&run, "numa-latency", take_row, NULL, &err);
	run_evidence_close(&run);
}

static void fuzz_qmp_log(const struct fuzz_input *input)
{
	struct topology topology;
	struct run_evidence run = open_run(input, &topology);
	struct unplugged unplugged = { 0 };

	unplugged_read(&unplugged, &run, &err);
	run_evidence_close(&run);
}

static void fuzz_result(const struct fuzz_input *input)
{
	struct result result;

	result_of(&result, input->folder, &err);
}

static void fuzz_cell(const struct fuzz_input *input)
{
	struct cell_record cell;

	cell_record_read(&cell, input->folder, &err);
	cell_record_release(&cell);
}

static void fuzz_run(const struct fuzz_input *input)
{
	struct session_record record;

	session_record_read(&record, input->folder, &err);
	session_record_release(&record);
}

static void fuzz_sums(const struct fuzz_input *input)
{
	evidence_verify(input->folder, &err);
}

static void fuzz_hyperfine(const struct fuzz_input *input)
{
	struct hyperfine_times times;

	hyperfine_times_read(input->folder, &times, &err);
}

static int take_count(void *context, const char *event, const char *value,
		      struct error *why)
{
	(void)context;
	(void)why;
	return event && value ? (int)(strlen(event) * strlen(value)) * 0 : 0;
}

static void fuzz_perf(const struct fuzz_input *input)
{
	perfcounts_each(input->text, take_count, NULL, &err);
}

static void fuzz_callgraph(const struct fuzz_input *input)
{
	struct graph graph = { 0 };
	struct folded folded;

	if (graph_read(&graph, input->path, &err) == 0) {
		folded_make(&folded, &graph);
		folded_release(&folded);
	}
	graph_release(&graph);
}

static void fuzz_translation(const struct fuzz_input *input)
{
	struct translation translation = { 0 };

	translation_read(&translation, input->folder, &err);
	translation_release(&translation);
}

static void fuzz_walks(const struct fuzz_input *input)
{
	struct translation translation = { 0 };
	struct topology topology = { 0 };
	struct walked *walked = xcalloc(1, sizeof(*walked));

	topology_load_uniform(&topology, "uma", &err);
	walked_read(walked, input->path, &translation, &topology, &err);
	free(walked);
}

static void fuzz_snapshot(const struct fuzz_input *input)
{
	json_t *snapshot = NULL;

	if (snapshot_load(input->folder, "stop", &snapshot, &err) == 0) {
		snapshot_stop(snapshot);
		snapshot_calls(snapshot);
		snapshot_tables(snapshot, "direct", "pte", 0, "pages");
		snapshot_pages(snapshot, "leaves", 0);
	}
	json_decref(snapshot);
}

static void fuzz_registers(const struct fuzz_input *input)
{
	struct pagetable_mode mode;
	struct vcpu vcpu = { 0 };

	if (vcpu_parse(&vcpu, input->text, &err) == 0)
		pagetable_mode_of(&mode, &vcpu, &err);
}

/* The guest's first pages; the table's root is page 0. */
static void fuzz_pagetable(const struct fuzz_input *input)
{
	const struct pagetable_mode mode = {
		.levels = 4, .no_execute = true, .physical_bits = 40,
	};
	struct pagetable table = { 0 };
	struct topology topology = { 0 };
	struct guestmem memory;
	uint64_t physical;

	topology_load_uniform(&topology, "uma", &err);
	if (guestmem_open(&memory, &topology, &err) == 0 &&
	    pwrite(memory.fds[0], input->data, input->size, 0) >= 0) {
		pagetable_walk(&table, &memory, &mode, &err);
		pagetable_translate(&memory, &mode, 0xffff888000000000,
				    &physical, &err);
	}
	pagetable_release(&table);
	guestmem_close(&memory);
}

/* A peer that says this and hangs up; Return: our end. */
static int peer_of(const struct fuzz_input *input)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    send(ends[1], input->data, input->size, MSG_DONTWAIT) < -1)
		abort();
	shutdown(ends[1], SHUT_WR);
	/* It hears nothing, and what we say is lost. */
	dup2(ends[1], 900);
	close(ends[1]);
	return ends[0];
}

static void fuzz_qmp(const struct fuzz_input *input)
{
	FILE *log = fopen("/dev/null", "w");
	uint64_t deadline_ns = clock_now_ns() + NS_PER_S;
	json_t *reply = NULL;
	struct qmp qmp = { 0 };
	char version[32];

	if (qmp_open(&qmp, peer_of(input), log, version, deadline_ns, &err) == 0)
		qmp_execute(&qmp, "cont", &reply, deadline_ns, &err);
	json_decref(reply);
	qmp_close(&qmp);
	fclose(log);
}

static void fuzz_gdbstub(const struct fuzz_input *input)
{
	FILE *log = fopen("/dev/null", "w");
	uint64_t deadline_ns = clock_now_ns() + NS_PER_S;
	struct gdbstub *stub = xcalloc(1, sizeof(*stub));
	unsigned int cpu;
	uint64_t value;

	if (gdbstub_open(stub, peer_of(input), log, deadline_ns, &err) == 0 &&
	    gdbstub_break(stub, 0x1000, deadline_ns, &err) == 0 &&
	    gdbstub_read_u64(stub, 0x1000, &value, deadline_ns, &err) == 0)
		gdbstub_wait_stop(stub, &cpu, deadline_ns, &err);
	gdbstub_close(stub);
	free(stub);
	fclose(log);
}

/* /sys/devices/system/node with this list. */
static void fuzz_host_nodes(const struct fuzz_input *input)
{
	struct nodes nodes = { 0 };

	nodes_read(&nodes, input->folder, &err);
	nodes_release(&nodes);
}

static int take_word(const char *word, void *context, struct error *why)
{
	uint64_t value;

	(void)context;
	words_take_number("--x", word, 1, 1000, &value, why);
	words_take_memory("--x", word, &value, why);
	return 0;
}

static void fuzz_words(const struct fuzz_input *input)
{
	char **words = NULL;
	uint64_t value;
	bool flag;

	parse_words(input->text, &words);
	free(words);
	parse_u64(input->text, &value);
	parse_bytes(input->text, &value);
	parse_bool(input->text, &flag);
	words_take_list(input->text, take_word, NULL, &err);
	words_take_stride(input->text, &value, &err);
}

const struct fuzz_format fuzz_formats[] = {
	{ "arm", "arm", fuzz_arm },
	{ "callgraph", "callgraph.tsv", fuzz_callgraph },
	{ "catalog", "variants.ini", fuzz_catalog },
	{ "cell", "cell.json", fuzz_cell },
	{ "config", "config", fuzz_config },
	{ "console", "console.log", fuzz_console },
	{ "elf", "vmlinux", fuzz_elf },
	{ "gdbstub", "gdbstub", fuzz_gdbstub },
	{ "guest", "guest.jsonl", fuzz_guest },
	{ "host-nodes", "online", fuzz_host_nodes },
	{ "hyperfine", "hyperfine.json", fuzz_hyperfine },
	{ "image", "bzImage", fuzz_image },
	{ "lines", "arm0.lines", fuzz_lines },
	{ "mmu", "model.ini", fuzz_mmu },
	{ "pagetable", "pagetable", fuzz_pagetable },
	{ "perf", "perf.csv", fuzz_perf },
	{ "plan", "some.plan", fuzz_plan },
	{ "profile", "profile.tsv", fuzz_profile },
	{ "qmp", "qmp", fuzz_qmp },
	{ "qmp-log", "qmp.log", fuzz_qmp_log },
	{ "registers", "registers", fuzz_registers },
	{ "result", "result.json", fuzz_result },
	{ "rows", "guest.jsonl", fuzz_rows },
	{ "run", "run.json", fuzz_run },
	{ "snapshot", "pagetable.stop.json", fuzz_snapshot },
	{ "sums", "SHA256SUMS", fuzz_sums },
	{ "symbols", "symbols.ini", fuzz_symbols },
	{ "system-map", "System.map", fuzz_system_map },
	{ "tasks", "tasks", fuzz_tasks },
	{ "topology", "some.topo", fuzz_topology },
	{ "touched", "accesses.tsv", fuzz_touched },
	{ "translation", "translation.tsv", fuzz_translation },
	{ "walks", "walks.tsv", fuzz_walks },
	{ "words", "words", fuzz_words },
	{ 0 }
};
