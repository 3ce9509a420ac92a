/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SYSMAP_H
#define NUMABOOT_SYSMAP_H

/*
 * The functions of one kernel, from a System.map or a vmlinux.  After loading,
 * functions do not overlap, are sorted and have unique names, and both kinds
 * of file give the same ones: a profile of either can be compared with the
 * other.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/* Where x86-64 maps the kernel image (Documentation/arch/x86/x86_64/mm.rst). */
#define SYSMAP_KERNEL_BASE UINT64_C(0xffffffff80000000)

/**
 * struct sysmap_function - one stretch of kernel text
 * @address: virtual address of its first instruction
 * @size: bytes up to the next symbol of any kind; 0 at the end of the map
 * @name: unique within the map, owned by it
 *
 * Aliases: the function is named after the symbol that is no section
 * marker (a name ending in "text", "text_start" or "text_end"), has the
 * fewest leading underscores, comes first in the order T W t w, and first
 * in byte order.  Several static functions of one name stay apart: in the
 * order of addresses they are NAME, NAME@2, NAME@3, …
 */
struct sysmap_function {
	uint64_t address;
	uint64_t size;
	char *name;
};

/**
 * struct sysmap_symbol - a symbol as the file has it
 * @address: virtual address
 * @type: the letter that nm(1) gives it
 * @name: owned by the map
 */
struct sysmap_symbol {
	uint64_t address;
	char type;
	char *name;
};

/**
 * struct sysmap - the text symbols of one kernel
 * @functions: sorted by address, no two at one address
 * @function_count: how many
 * @symbols: every symbol of the kernel image, aliases and data too, sorted
 * @symbol_count: how many
 * @init_start: first address of .init.text, 0 when the map does not say
 * @init_end: first address after it, 0 when @init_start is
 * @build_id: of a vmlinux, in hexadecimal, else NULL
 */
struct sysmap {
	struct sysmap_function *functions;
	size_t function_count;
	struct sysmap_symbol *symbols;
	size_t symbol_count;
	uint64_t init_start;
	uint64_t init_end;
	char *build_id;
};

/**
 * sysmap_load - read a System.map or the symbol table of a vmlinux
 * @map: filled; release it with sysmap_release()
 *
 * The file's first bytes tell which it is.  Both give the same functions.
 * Text may be what nm(1) prints, or /proc/kallsyms: modules and BPF programs
 * are left out of that, and fit_check() takes back what KASLR moved.
 *
 * Return: 0, -errno of the reading, -EINVAL for a line that is no symbol,
 * a file without kernel text symbols or without addresses.
 */
int sysmap_load(struct sysmap *map, const char *path, struct error *err);

/** sysmap_load_text - sysmap_load() for a System.map only, without libelf */
int sysmap_load_text(struct sysmap *map, const char *path, struct error *err);

/** sysmap_release - free what a map holds; a zeroed map is fine */
void sysmap_release(struct sysmap *map);

/**
 * sysmap_write - write the functions in the form of a System.map
 *
 * Unique names, one line an address, and the bounds of .init.text; lines of type
 * N end a function that does not reach to the next.  Loading the file gives the
 * same functions in the same sections.
 *
 * Return: 0 or -errno; no file is left behind on failure.
 */
int sysmap_write(const struct sysmap *map, const char *path,
		 struct error *err);

/**
 * sysmap_pair - give copies of a static name the names of another kernel's
 * @map: NAME@2 and so on are named anew
 * @reference: what it is compared with
 *
 * A copy is the one that lies behind, or before, the same function: the
 * nearest that both kernels have just once.  As many as are left over on both
 * sides pair in their order; else they get numbers that @reference has not.
 */
void sysmap_pair(struct sysmap *map, const struct sysmap *reference);

/** sysmap_move - subtract @bytes from each address */
void sysmap_move(struct sysmap *map, uint64_t bytes);

/** sysmap_at - the function that covers @address, or NULL */
const struct sysmap_function *sysmap_at(const struct sysmap *map,
					uint64_t address);

/**
 * sysmap_find - the function of this exact name
 * @name: a function's own name, or an alias of it
 *
 * Return: the function, NULL when there is none.
 */
const struct sysmap_function *sysmap_find(const struct sysmap *map,
					  const char *name);

/** sysmap_symbol - the first symbol of this name, function or not, or NULL */
const struct sysmap_symbol *sysmap_symbol(const struct sysmap *map,
					  const char *name);

/** sysmap_is_init - does the function lie in .init.text */
bool sysmap_is_init(const struct sysmap *map,
		    const struct sysmap_function *function);

/**
 * sysmap_name_matches - is @name the function @base or a clone of it
 * @name: a name from a map or a profile
 * @base: the name in the source
 *
 * GCC's clones (NAME.constprop.0, NAME.isra.0, NAME.part.0, NAME.cold) and
 * further static functions of that name (NAME@2) match.
 */
bool sysmap_name_matches(const char *name, const char *base);

/**
 * sysmap_add - put one symbol into a map that is being loaded
 *
 * Symbols outside the kernel image are left out.  For readers of file
 * formats; they end with sysmap_finish().
 */
void sysmap_add(struct sysmap *map, uint64_t address, char type,
		const char *name);

/**
 * sysmap_finish - sort, name and size the functions of what was added
 *
 * Return: 0, or -EINVAL when nothing was kernel text; the map is released
 * then.
 */
int sysmap_finish(struct sysmap *map, const char *path, struct error *err);

#endif
