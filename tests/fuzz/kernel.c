// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/kernel. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/catalog.h"
#include "kernel/config.h"
#include "kernel/diff.h"
#include "kernel/image.h"
#include "kernel/kallsyms.h"
#include "kernel/buildlog.h"
#include "kernel/lines.h"
#include "kernel/mail.h"
#include "kernel/naming.h"
#include "kernel/payload.h"
#include "kernel/subject.h"
#include "kernel/symbols.h"
#include "kernel/sysmap.h"

void fuzz_variants(const struct fuzz_input *input)
{
	const struct variant *variant;
	struct catalog catalog;
	struct error err;

	if (catalog_load(&catalog, fuzz_put_input(input, "variants.ini"),
			 &err) == 0)
		naming_find(&catalog, "unpatched", &variant, &err);
	catalog_release(&catalog);
}

static void use_map(struct sysmap *map, const struct symbols *symbols)
{
	const struct era era = { 0 };
	struct error err;
	char *option;

	sysmap_at(map, SYSMAP_KERNEL_BASE + 0x1000000);
	if (map->function_count)
		sysmap_is_init(map, sysmap_find(map, map->functions->name));
	symbols_plugin_option(symbols, &era, map, "plugin.so", "a,b", "out",
			      &option, &err);
	free(option);
	symbols_group_has(symbols, "memblock.find", "memblock_find_in_range");
	symbols_group_is_called(symbols, "memblock.find", "memblock_add_range",
				true);
}

/* A table of symbols with a kernel's, whichever of them was given. */
static void use_both(const char *table, const char *system_map,
		     int (*load)(struct sysmap *map, const char *path,
				 struct error *err))
{
	struct symbols *symbols;
	struct sysmap map;
	struct error err;

	if (symbols_read(&symbols, table, &err))
		return;
	if (load(&map, system_map, &err) == 0) {
		char *path = strdup(fuzz_put("written.map", "", 0));

		use_map(&map, symbols);
		sysmap_write(&map, path, &err);
		sysmap_release(&map);
		if (sysmap_load_text(&map, path, &err) == 0)
			sysmap_release(&map);
		free(path);
	}
	symbols_free(symbols);
}

void fuzz_symbols(const struct fuzz_input *input)
{
	use_both(fuzz_put_input(input, "symbols.ini"),
		 "bench/kernel/fixtures/small.map", sysmap_load_text);
}

void fuzz_sysmap(const struct fuzz_input *input)
{
	use_both("bench/kernel/fixtures/small.symbols.ini",
		 fuzz_put_input(input, "System.map"), sysmap_load);
}

/* With what it says of its source. */
void fuzz_elf(const struct fuzz_input *input)
{
	char *vmlinux = strdup(fuzz_put_input(input, "vmlinux"));
	struct lines lines;
	struct sysmap map;
	struct error err;

	if (sysmap_load(&map, vmlinux, &err) == 0) {
		const char *path = fuzz_put("lines", "", 0);

		lines_write(&map, vmlinux, path, &err);
		lines_read(&lines, path, &err);
		lines_at(&lines, map.functions->address);
		lines_release(&lines);
		sysmap_release(&map);
	}
	free(vmlinux);
}

void fuzz_bzimage(const struct fuzz_input *input)
{
	struct error err;

	image_check(fuzz_put_input(input, "bzImage"), &err);
}

static int see_symbol(void *context, uint64_t address, char type,
		      const char *name)
{
	(void)context;
	return !address && !type && !*name;
}

/* The ELF file in an image, as if nothing had compressed it. */
void fuzz_payload(const struct fuzz_input *input)
{
	const size_t start = 2 * 512;
	uint32_t size = (uint32_t)input->size, length = size + 4;
	char *image = calloc(start + length, 1);
	struct payload payload;
	struct kallsyms table;
	struct error err;

	image[0x1f1] = 1;
	memcpy(image + 0x24c, &length, 4);
	memcpy(image + start, input->data, size);
	memcpy(image + start + size, &size, 4);
	if (payload_read(&payload, fuzz_put("bzImage", image, start + length),
			 &err) == 0) {
		free(payload_banner(&payload));
		free(payload_build_id(&payload));
		kallsyms_find(&table, &payload);
		kallsyms_each(&table, see_symbol, NULL);
	}
	payload_release(&payload);
	free(image);
}

/* What is read of a mail before git is asked, and of what git made of it. */
void fuzz_mail(const struct fuzz_input *input)
{
	struct text text = { (char *)input->text, input->size };
	struct subject subject;
	struct error err;

	mail_is_plain(&text);
	mail_has_no_diff(&text);
	subject_parse(&subject, input->text);
	if (diff_is_hinted(input->text))
		diff_is_plain(input->text);
	diff_check(&text, "", &err);
}

/* Fragments, a NUL, what kconfig made of them. */
void fuzz_config(const struct fuzz_input *input)
{
	size_t fragments = strlen(input->text);
	struct error err;

	config_check(input->text, fragments < input->size ?
		     input->text + fragments + 1 : input->text, &err);
}

void fuzz_lines(const struct fuzz_input *input)
{
	struct lines lines;
	struct error err;

	lines_read(&lines, fuzz_put_input(input, "lines"), &err);
	lines_at(&lines, 0x10);
	lines_release(&lines);
}

void fuzz_build_log(const struct fuzz_input *input)
{
	buildlog_count_warnings(fuzz_put_input(input, "build.log"));
}
