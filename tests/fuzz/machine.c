// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/machine, bench/mmu and of what is said to a running QEMU. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/pinning.h"
#include "boot/unplug.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "machine/gdbstub.h"
#include "machine/pagetable.h"
#include "machine/qmp.h"
#include "machine/topology-uniform.h"
#include "machine/vcpu.h"
#include "mmu/parameters.h"
#include "probes/common/nodes.h"

/* What was said is there at once: nothing waits so long. */
#define WAIT_NS NS_PER_S

static void use_topology(const struct topology *topology)
{
	const struct topology_backing backing = { 0 };
	struct argv argv = { 0 };
	struct error err;
	char *text;

	topology_add_qemu_args(topology, TOPOLOGY_VCPUS_ALL, backing, &argv);
	argv_release(&argv);
	free(topology_kernel_parameters(topology));
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		topology_hole_bytes(topology, nid);
	if (topology_text(topology, &text, &err) == 0)
		free(text);
}

void fuzz_topology(const struct fuzz_input *input)
{
	struct topology topology;
	struct error err;

	if (topology_load(&topology, fuzz_put_input(input, "fuzz.topo"),
			  &err) == 0)
		use_topology(&topology);
}

void fuzz_uniform(const struct fuzz_input *input)
{
	char *text = topology_uniform_text(input->text);
	struct topology topology;
	struct error err;

	if (text && topology_load_uniform(&topology, input->text, &err) == 0)
		use_topology(&topology);
	free(text);
}

void fuzz_mmu(const struct fuzz_input *input)
{
	struct mmu_parameters parameters;
	struct error err;

	mmu_parameters_read(&parameters, fuzz_put_input(input, "cpu.ini"),
			    &err);
}

static void talk(struct qmp *qmp, uint64_t deadline_ns)
{
	json_t *reply = NULL;
	struct error err;
	struct vcpu vcpu;
	pid_t pid;

	if (qmp_execute(qmp, "query-status", &reply, deadline_ns, &err))
		return;
	json_decref(reply);
	if (qmp_find_process(qmp, &pid, deadline_ns, &err) == 0 &&
	    vcpu_read(&vcpu, qmp, 0, deadline_ns, &err) == 0)
		qmp_drain(qmp, &err);
}

void fuzz_qmp(const struct fuzz_input *input)
{
	uint64_t deadline_ns = clock_now_ns() + WAIT_NS;
	struct qmp qmp = { 0 };
	char version[32];
	struct error err;

	if (qmp_open(&qmp, fuzz_socket(input), fuzz_nowhere(), version,
		     deadline_ns, &err) == 0)
		talk(&qmp, deadline_ns);
	qmp_close(&qmp);
	fuzz_socket_close();
}

/* Records of a guest that has DIMMs taken out, and a QEMU that is gone. */
void fuzz_unplug(const struct fuzz_input *input)
{
	static const char answers[] =
		"{\"QMP\":{\"version\":{\"qemu\":"
		"{\"major\":7,\"minor\":2,\"micro\":1}}}}\n"
		"{\"return\":{}}\n{\"return\":{}}\n";
	static const struct fuzz_input greeting = {
		.data = (const uint8_t *)answers,
		.size = sizeof(answers) - 1,
	};
	struct unplug unplug = {
		.records_path = fuzz_put_input(input, "guest.jsonl"),
	};
	uint64_t deadline_ns = clock_now_ns() + WAIT_NS;
	struct qmp qmp = { 0 };
	char version[32];
	struct error err;

	if (qmp_open(&qmp, fuzz_socket(&greeting), fuzz_nowhere(), version,
		     deadline_ns, &err) == 0)
		unplug_serve(&unplug, &qmp, deadline_ns, &err);
	qmp_close(&qmp);
	fuzz_socket_close();
}

void fuzz_gdb(const struct fuzz_input *input)
{
	uint64_t deadline_ns = clock_now_ns() + WAIT_NS;
	struct gdbstub stub = { 0 };
	unsigned int cpu;
	uint64_t value;
	struct error err;

	if (gdbstub_open(&stub, fuzz_socket(input), fuzz_nowhere(),
			 deadline_ns, &err) == 0 &&
	    gdbstub_read_u64(&stub, 0x1000, &value, deadline_ns, &err) == 0 &&
	    gdbstub_break(&stub, 0x1000, deadline_ns, &err) == 0 &&
	    gdbstub_continue(&stub, deadline_ns, &err) == 0)
		gdbstub_wait_stop(&stub, &cpu, deadline_ns, &err);
	gdbstub_close(&stub);
	fuzz_socket_close();
}

void fuzz_registers(const struct fuzz_input *input)
{
	struct pagetable_mode mode;
	struct vcpu vcpu = { 0 };
	struct error err;

	if (vcpu_parse(&vcpu, input->text, &err) == 0)
		pagetable_mode_of(&mode, &vcpu, &err);
}

/* A word of a guest's RAM. */
struct word {
	uint32_t at;
	uint32_t high;
	uint64_t value;
};

#define ROOT 0x1000
#define LEVELS_5 1
#define NO_EXECUTE 2

static void put_word(const struct guestmem *memory, uint64_t address,
		     uint64_t value)
{
	uint64_t offset;
	int fd;

	if (guestmem_position(memory, address, &fd, &offset) == 0 &&
	    pwrite(fd, &value, sizeof(value), (off_t)offset) < 0)
		abort();
}

/* Tables that map 2 MiB directly, before any of them is made wrong. */
static void put_tables(const struct guestmem *memory)
{
	put_word(memory, ROOT + 8 * 273, 0x2063);
	put_word(memory, ROOT + 8 * 511, 0x4063);
	put_word(memory, 0x2000, 0x3063);
	put_word(memory, 0x3000, 0x163 | 0x80);
	put_word(memory, 0x4000 + 8 * 510, 0x5063);
	put_word(memory, 0x5000 + 8 * 8, 0x400163 | 0x80);
}

static void walk(const struct guestmem *memory,
		 const struct pagetable_mode *mode)
{
	struct pagetable table;
	uint64_t physical;
	struct error err;

	if (pagetable_walk(&table, memory, mode, &err) == 0) {
		free(pagetable_map_text(&table.mapping));
		free(pagetable_map_text(&table.frames));
	}
	pagetable_release(&table);
	pagetable_translate(memory, mode, UINT64_C(0xffff888000001000),
			    &physical, &err);
}

/* A byte of switches, one of physical address bits, words of RAM. */
void fuzz_page_tables(const struct fuzz_input *input)
{
	struct pagetable_mode mode = { .root = ROOT, .levels = 4,
				       .physical_bits = 40 };
	static struct topology topology = {
		.nodes = { { .memory_bytes = 16 << 20 },
			   { .memory_bytes = 16 << 20 } },
		.node_count = 2,
		.memory_bytes = 32 << 20,
	};
	struct guestmem memory;
	struct error err;
	struct word word;

	topology.range_count = 0;
	topology_lay_out(&topology);
	if (guestmem_open(&memory, &topology, &err))
		abort();
	put_tables(&memory);
	if (input->size >= 2) {
		mode.levels = input->data[0] & LEVELS_5 ? 5 : 4;
		mode.no_execute = input->data[0] & NO_EXECUTE;
		mode.physical_bits = 32 + input->data[1] % 21;
	}
	for (size_t at = 2; at + sizeof(word) <= input->size;
	     at += sizeof(word)) {
		memcpy(&word, input->data + at, sizeof(word));
		put_word(&memory, (uint64_t)word.at * 8, word.value);
	}
	walk(&memory, &mode);
	guestmem_close(&memory);
}

void fuzz_numa_maps(const struct fuzz_input *input)
{
	struct host_places places = { .bound = true, .nids = { 0, 1, 2, 3 } };
	char *text = xstrdup(input->text);
	struct error err;

	pinning_check_maps(text, fuzz_machine("numa4"), &places, &err);
	free(text);
}

/* Lists of sysfs: nodes, CPUs of each, their memory and distances. */
void fuzz_host_nodes(const struct fuzz_input *input)
{
	static const char *const files[] = {
		"host/node0/cpulist", "host/node0/meminfo",
		"host/node0/distance", "host/node1/cpulist",
		"host/node1/meminfo", "host/node1/distance",
	};
	struct nodes nodes;
	struct error err;

	fuzz_subfolder("host");
	fuzz_subfolder("host/node0");
	fuzz_subfolder("host/node1");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		fuzz_put_input(input, files[i]);
	/* The first line of a file is all of the list. */
	fuzz_put_input(input, "host/online");
	if (nodes_read(&nodes, fuzz_subfolder("host"), &err) == 0)
		nodes_print(fuzz_nowhere(), &nodes);
	nodes_release(&nodes);
}
