// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plugin for QEMU's user emulation: what the functions of a program execute
 * between two marks, once for each pair, counted as those of a kernel are.
 * See docs/search-cost.md.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "plugin/api.h"
#include "plugin/arguments.h"
#include "plugin/counts.h"
#include "plugin/instrument.h"

/* Functions at which counting begins and ends. */
#define BEGIN "cost_begin"
#define END "cost_end"

static struct counts counts;
static const struct sysmap_function *begin, *end;
static struct counter *before;
static uint64_t pairs;
static bool inside;
static FILE *out;
static char *out_path;

static void on_begin(unsigned int vcpu_index, void *data)
{
	(void)vcpu_index;
	(void)data;
	memcpy(before, counts.counters, counts_count(&counts) * sizeof(*before));
	inside = true;
}

/* The first instruction of @end is counted after this, like that of @begin. */
static void print_function(size_t index)
{
	const struct counter *now = &counts.counters[index];
	const struct counter *then = &before[index];

	if (index < COUNTS_PSEUDO || (now->insns == then->insns &&
				      now->rep == then->rep))
		return;
	if (&counts.map.functions[index - COUNTS_PSEUDO] == begin)
		return;
	fprintf(out, "%" PRIu64 ",%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
		pairs, counts_name(&counts, index), now->calls - then->calls,
		now->insns - then->insns, now->rep - then->rep);
}

static void on_end(unsigned int vcpu_index, void *data)
{
	(void)vcpu_index;
	(void)data;
	if (!inside)
		return;
	inside = false;
	pairs++;
	for (size_t i = 0; i < counts_count(&counts); i++)
		print_function(i);
}

/* What is to be called at an instruction, or NULL. */
static qemu_plugin_vcpu_udata_cb_t mark_at(uint64_t address)
{
	return address == begin->address ? on_begin :
	       address == end->address	 ? on_end :
					   NULL;
}

/* The map's addresses are those of a kernel: counts.h knows no others. */
static void instrument(struct run *run, struct qemu_plugin_insn *insn)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn) + SYSMAP_KERNEL_BASE;
	qemu_plugin_vcpu_udata_cb_t mark = mark_at(address);
	struct counter *counter;
	bool first;

	counter = counts_at(&counts, address, &first);
	if (mark)
		qemu_plugin_register_vcpu_insn_exec_cb(
			insn, mark, QEMU_PLUGIN_CB_NO_REGS, NULL);
	instrument_count(run, insn, counter, first, counter, mark != NULL);
}

void plugin_translate(struct qemu_plugin_tb *tb)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);
	struct run run = { 0 };

	for (size_t i = 0; i < insns; i++)
		instrument(&run, qemu_plugin_tb_get_insn(tb, i));
	instrument_end_run(&run);
}

/* The file has its name once it is whole. */
void plugin_exit(void)
{
	char *partial = xasprintf("%s.tmp", out_path);

	if (inside)
		fprintf(stderr, "program: found %s without %s: no counts written\n",
			BEGIN, END);
	else if (ferror(out) | fclose(out) || rename(partial, out_path))
		fprintf(stderr, "program: %s: %s\n", out_path,
			strerror(errno));
	free(partial);
}

static int open_output(const char *path, struct error *err)
{
	char *partial = xasprintf("%s.tmp", path);

	out_path = xstrdup(path);
	out = fopen(partial, "we");
	free(partial);
	if (!out)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	fputs("number,function,calls,insns,iterations\n", out);
	return 0;
}

static int find_mark(const char *name, const struct sysmap_function **mark,
		     struct error *err)
{
	*mark = sysmap_find(&counts.map, name);
	return *mark ? 0 : error_set(err, ENOENT,
				     "the symbols have no function %s", name);
}

static int open_counts(int argc, char **argv, struct error *err)
{
	const char *symbols = argument_find(argc, argv, "symbols");
	const char *path = argument_find(argc, argv, "out");
	int ret;

	if (!symbols || !path)
		return error_set(err, EINVAL,
				 "found no %s= argument, expected symbols=FILE and out=FILE",
				 symbols ? "out" : "symbols");
	if ((ret = counts_open(&counts, symbols, err)) ||
	    (ret = find_mark(BEGIN, &begin, err)) ||
	    (ret = find_mark(END, &end, err)))
		return ret;
	before = xcalloc(counts_count(&counts), sizeof(*before));
	return open_output(path, err);
}

int qemu_plugin_install(qemu_plugin_id_t id,
			const struct qemu_plugin_info *info, int argc,
			char **argv)
{
	struct error err;
	int ret = 0;

	if (info->system_emulation || strcmp(info->target_name, "x86_64") != 0)
		ret = error_set(&err, EINVAL,
				"found target %s, expected one x86_64 program",
				info->target_name);
	if (!ret)
		ret = open_counts(argc, argv, &err);
	if (ret) {
		fprintf(stderr, "program: %s\n", err.text);
		return ret;
	}
	api_open(id, info);
	return 0;
}
