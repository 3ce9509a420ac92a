// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/sysmap.h"

#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/input.h"

/* nm's letter, as far as text and anything else must be told apart. */
static char symbol_letter(Elf *elf, const GElf_Sym *symbol)
{
	bool local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL;
	Elf_Scn *section = elf_getscn(elf, symbol->st_shndx);
	GElf_Shdr header;

	if (symbol->st_shndx >= SHN_LORESERVE || !section ||
	    !gelf_getshdr(section, &header))
		return 'A';
	if (!(header.sh_flags & SHF_EXECINSTR))
		return local ? 'd' : 'D';
	if (GELF_ST_BIND(symbol->st_info) == STB_WEAK)
		return 'W';
	return local ? 't' : 'T';
}

/* The kernel's own scripts/mksysmap leaves the same ones out. */
static bool symbol_is_listed(const GElf_Sym *symbol, const char *name)
{
	unsigned int type = GELF_ST_TYPE(symbol->st_info);

	return name && name[0] && strncmp(name, ".L", 2) != 0 &&
	       strncmp(name, "__crc_", 6) != 0 &&
	       type != STT_SECTION && type != STT_FILE &&
	       symbol->st_shndx != SHN_UNDEF;
}

static void add_table(struct sysmap *map, Elf *elf, Elf_Scn *section,
		      const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ?
		       header->sh_size / header->sh_entsize : 0;
	GElf_Sym symbol;

	for (size_t i = 0; data && i < count; i++) {
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol))
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (symbol_is_listed(&symbol, name))
			sysmap_add(map, symbol.st_value,
				   symbol_letter(elf, &symbol), name);
	}
}

static void add_note(struct sysmap *map, Elf_Scn *section)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t name, desc, at = 0;
	GElf_Nhdr note;

	while (data && !map->build_id &&
	       (at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const unsigned char *id = (const unsigned char *)data->d_buf +
					  desc;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
		    memcmp((const char *)data->d_buf + name, "GNU", 4))
			continue;
		map->build_id = xcalloc(2 * note.n_descsz + 1, 1);
		for (size_t i = 0; i < note.n_descsz; i++)
			sprintf(map->build_id + 2 * i, "%02x", id[i]);
	}
}

static int load_elf(struct sysmap *map, const char *path, struct error *err)
{
	FILE *file = input_open(path, INPUT_LARGEST_BYTES, err);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf *elf;

	if (!file)
		return -errno;
	elf_version(EV_CURRENT);
	elf = elf_begin(fileno(file), ELF_C_READ_MMAP, NULL);
	while (elf && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_SYMTAB)
			add_table(map, elf, section, &header);
		if (header.sh_type == SHT_NOTE)
			add_note(map, section);
	}
	elf_end(elf);
	fclose(file);
	return sysmap_finish(map, path, err);
}

int sysmap_load(struct sysmap *map, const char *path, struct error *err)
{
	char magic[SELFMAG] = "";
	FILE *file = input_open(path, INPUT_LARGEST_BYTES, err);
	bool elf;

	*map = (struct sysmap){ 0 };
	if (!file)
		return -errno;
	elf = fread(magic, 1, SELFMAG, file) == SELFMAG &&
	      memcmp(magic, ELFMAG, SELFMAG) == 0;
	fclose(file);
	return elf ? load_elf(map, path, err) :
		     sysmap_load_text(map, path, err);
}
