// SPDX-License-Identifier: GPL-2.0-only
#include "boot/plugin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "machine/qemu.h"

static void add_argument(char **option, const char *name, const char *value)
{
	char *escaped = qemu_escape(value);
	char *longer = xasprintf("%s,%s=%s", *option, name, escaped);

	free(*option);
	free(escaped);
	*option = longer;
}

/* Whatever else the plugin reads and writes lies beside the profile. */
static char *neighbour(const char *profile, enum evidence_file file)
{
	const char *slash = strrchr(profile, '/');

	return xasprintf("%.*s%s", slash ? (int)(slash + 1 - profile) : 0,
			 profile, evidence_name(file));
}

static void add_output(char **option, const char *name,
		       enum evidence_file file, const char *profile)
{
	char *path = neighbour(profile, file);

	add_argument(option, name, path);
	free(path);
}

static void add_range(char **option, const struct guestmem *memory,
		      const struct topology_range *range)
{
	uint64_t offset = 0;
	char *value;
	int fd = -1;

	guestmem_position(memory, range->start, &fd, &offset);
	value = xasprintf("%" PRIu64 ":%" PRIu64 ":%d:%" PRIu64, range->start,
			  range->end_inclusive - range->start + 1, fd, offset);
	add_argument(option, "ram", value);
	free(value);
}

/* Before 4.17 the top table was "level 4", whatever the number of levels. */
static int find_root(const struct sysmap *map, const char *name,
		     const char *old_name, uint64_t *physical,
		     struct error *err)
{
	for (size_t i = 0; i < map->symbol_count; i++) {
		const struct sysmap_symbol *symbol = &map->symbols[i];

		if (strcmp(symbol->name, name) && strcmp(symbol->name, old_name))
			continue;
		*physical = symbol->address - SYSMAP_KERNEL_BASE;
		return 0;
	}
	return error_set(err, ENOENT,
			 "the kernel has no symbol %s or %s for its page tables",
			 name, old_name);
}

/* Without KASLR the image lies where it was linked to: its offset is 0. */
static int add_roots(const struct plugin *plugin, const char *mmu,
		     char **option, struct error *err)
{
	uint64_t early, final;
	char *value;
	int ret = find_root(plugin->map, "early_top_pgt", "early_level4_pgt",
			    &early, err);

	if (ret == 0)
		ret = find_root(plugin->map, "init_top_pgt",
				"init_level4_pgt", &final, err);
	if (ret)
		return ret;
	value = xasprintf("%" PRIx64 ":%" PRIx64 ":%s", early, final, mmu);
	add_argument(option, "mmu", value);
	free(value);
	return 0;
}

/* The parameters are evidence. */
static int add_mmu(const struct plugin *plugin, const struct guestmem *memory,
		   const char *profile, char **option, struct error *err)
{
	const struct topology *topology = memory->topology;
	char *parameters = neighbour(profile, EVIDENCE_MMU);
	int ret = file_copy(plugin->mmu, parameters, err);

	if (ret == 0)
		ret = add_roots(plugin, parameters, option, err);
	free(parameters);
	for (unsigned int i = 0; i < topology->range_count && ret == 0; i++)
		add_range(option, memory, &topology->ranges[i]);
	return ret;
}

int plugin_option(const struct plugin *plugin,
		  const struct workload *workload,
		  const struct guestmem *memory, const char *profile,
		  char **option, struct error *err)
{
	int ret = symbols_plugin_option(plugin->symbols, plugin->era,
					plugin->map, plugin->path,
					plugin->map_path, profile, option,
					err);

	if (ret)
		return ret;
	add_argument(option, "qemu", plugin->qemu_version);
	if (workload->plugin == PLUGIN_CALLGRAPH)
		add_output(option, "callgraph", EVIDENCE_CALLGRAPH, profile);
	if (workload->plugin == PLUGIN_ACCESSES || workload_has_mmu(workload))
		add_output(option, "accesses", EVIDENCE_ACCESSES, profile);
	if (!workload_has_mmu(workload))
		return 0;
	add_output(option, "walks", EVIDENCE_WALKS, profile);
	return add_mmu(plugin, memory, profile, option, err);
}
