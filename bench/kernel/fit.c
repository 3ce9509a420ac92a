// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/fit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kallsyms.h"
#include "kernel/payload.h"

/* CONFIG_PHYSICAL_ALIGN is at least that: KASLR moves by multiples of it. */
#define ALIGN (UINT64_C(1) << 21)

/* Where the map says that the kernel begins; 0 when it does not. */
static uint64_t start_of(const struct sysmap *map)
{
	static const char *const names[] = { "_text", "_stext", "startup_64" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct sysmap_symbol *found = sysmap_symbol(map, names[i]);

		if (found)
			return found->address;
	}
	return 0;
}

static int move_map(struct fit *fit, const struct payload *payload,
		    struct sysmap *map, const char *symbols, struct error *err)
{
	uint64_t start = start_of(map);

	if (!start || start == payload->text_start)
		return 0;
	fit->moved_bytes = start - payload->text_start;
	if (start < payload->text_start || fit->moved_bytes % ALIGN)
		return error_set(err, EINVAL,
				 "%s: found the kernel's start at 0x%" PRIx64 ", expected 0x%" PRIx64 " as the image has it: they are symbols of another kernel",
				 symbols, start, payload->text_start);
	sysmap_move(map, fit->moved_bytes);
	return 0;
}

struct comparison {
	const struct sysmap *map;
	const char *symbols;
	struct error *err;
};

/* The first symbol at an address or above it. */
static size_t find_address(const struct sysmap *map, uint64_t address)
{
	size_t low = 0, high = map->symbol_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->symbols[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_symbol(void *context, uint64_t address, char type,
			  const char *name)
{
	const struct comparison *with = context;
	const struct sysmap *map = with->map;
	size_t at = find_address(map, address);

	if (!strchr("tT", type) || address < SYSMAP_KERNEL_BASE)
		return 0;
	for (; at < map->symbol_count && map->symbols[at].address == address;
	     at++)
		if (strcmp(map->symbols[at].name, name) == 0)
			return 0;
	return error_set(with->err, EINVAL,
			 "%s: found no %s at 0x%" PRIx64 ", expected one as in the image: they are symbols of another build",
			 with->symbols, name, address);
}

static int compare_tables(const struct payload *payload,
			  const char *image, const struct sysmap *map,
			  const char *symbols, struct error *err)
{
	struct comparison with = { map, symbols, err };
	struct kallsyms table;

	kallsyms_find(&table, payload);
	if (!table.count)
		return error_set(err, EINVAL,
				 "%s: cannot be shown to fit %s, which has no table of its symbols (CONFIG_KALLSYMS): give the vmlinux of the same build, with its build id",
				 symbols, image);
	return kallsyms_each(&table, compare_symbol, &with);
}

static int compare(struct fit *fit, const struct payload *payload,
		   const char *image, struct sysmap *map, const char *symbols,
		   struct error *err)
{
	char *id = payload_build_id(payload);
	int ret;

	if (!id || !map->build_id) {
		ret = move_map(fit, payload, map, symbols, err);
		if (ret == 0)
			ret = compare_tables(payload, image, map, symbols, err);
	} else if (strcmp(id, map->build_id)) {
		ret = error_set(err, EINVAL,
				"%s: found build id %s, expected %s as %s has it",
				symbols, map->build_id, id, image);
	} else {
		ret = 0;
	}
	free(id);
	return ret;
}

int fit_check(struct fit *fit, const char *image, struct sysmap *map,
	      const char *symbols, struct error *err)
{
	struct payload payload;
	int ret = payload_read(&payload, image, err);

	*fit = (struct fit){ 0 };
	if (ret == 0) {
		fit->banner = payload_banner(&payload);
		ret = compare(fit, &payload, image, map, symbols, err);
	}
	payload_release(&payload);
	return ret;
}

void fit_release(struct fit *fit)
{
	free(fit->banner);
	*fit = (struct fit){ 0 };
}
