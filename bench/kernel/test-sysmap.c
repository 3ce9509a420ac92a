// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/sysmap.h"

#define FIXTURES "bench/kernel/fixtures/"
#define TEXT UINT64_C(0xffffffff81000000)

static int load_small(void **state)
{
	static struct sysmap map;
	struct error err;

	*state = &map;
	return sysmap_load(&map, FIXTURES "small.map", &err);
}

static int release_small(void **state)
{
	sysmap_release(*state);
	return 0;
}

static const char *name_at(const struct sysmap *map, uint64_t address)
{
	const struct sysmap_function *function = sysmap_at(map, address);

	return function ? function->name : "";
}

static void an_address_belongs_to_the_function_before_it(void **state)
{
	assert_string_equal(name_at(*state, TEXT), "startup_64");
	assert_string_equal(name_at(*state, TEXT + 0xff), "startup_64");
	assert_string_equal(name_at(*state, TEXT + 0x100), "native_read_msr");
}

static void a_function_ends_at_the_next_symbol_of_any_kind(void **state)
{
	const struct sysmap_function *last = sysmap_find(*state, "_einittext");

	assert_non_null(last);
	assert_int_equal(last->size, 0x1000);
	assert_null(sysmap_at(*state, last->address + 0x1000));
	assert_null(sysmap_at(*state, TEXT + 0x800000));
}

static void aliases_share_the_plainest_name(void **state)
{
	assert_string_equal(name_at(*state, TEXT + 0x140), "memset");
	assert_string_equal(name_at(*state, TEXT + 0x240), "__schedule");
	assert_string_equal(name_at(*state, TEXT + 0x300), "__x64_sys_fork");
}

static void an_alias_finds_its_function(void **state)
{
	const struct sysmap_function *found =
		sysmap_find(*state, "__do_sys_fork");

	assert_non_null(found);
	assert_string_equal(found->name, "__x64_sys_fork");
	assert_null(sysmap_find(*state, "loops_per_jiffy"));
}

static void static_functions_of_one_name_stay_apart(void **state)
{
	assert_string_equal(name_at(*state, TEXT + 0x100), "native_read_msr");
	assert_string_equal(name_at(*state, TEXT + 0x200),
			    "native_read_msr@2");
	assert_string_equal(name_at(*state, TEXT + 0x500),
			    "native_read_msr@3");
}

static void init_text_is_told_apart(void **state)
{
	assert_true(sysmap_is_init(*state, sysmap_find(*state, "setup_arch")));
	assert_false(sysmap_is_init(*state, sysmap_find(*state, "memset")));
}

static void a_name_matches_its_clones_only(void **state)
{
	(void)state;
	assert_true(sysmap_name_matches("f", "f"));
	assert_true(sysmap_name_matches("f.constprop.0.isra.0", "f"));
	assert_true(sysmap_name_matches("f@2", "f"));
	assert_false(sysmap_name_matches("f_node", "f"));
	assert_false(sysmap_name_matches("f", "f_node"));
}

static void assert_same_functions(const struct sysmap *left,
				  const struct sysmap *right)
{
	assert_int_equal(left->function_count, right->function_count);
	for (size_t i = 0; i < left->function_count; i++) {
		const struct sysmap_function *a = &left->functions[i];
		const struct sysmap_function *b = &right->functions[i];

		assert_int_equal(a->address, b->address);
		assert_int_equal(a->size, b->size);
		assert_string_equal(a->name, b->name);
	}
}

static void a_written_map_loads_as_the_same_functions(void **state)
{
	char path[] = "/tmp/numaboot-sysmap-XXXXXX";
	struct sysmap again;
	struct error err;

	close(mkstemp(path));
	assert_int_equal(sysmap_write(*state, path, &err), 0);
	assert_int_equal(sysmap_load(&again, path, &err), 0);
	unlink(path);
	assert_same_functions(*state, &again);
	assert_true(sysmap_is_init(&again, sysmap_find(&again, "start_kernel")));
	assert_true(sysmap_is_init(&again, sysmap_find(&again, "mem_init")));
	assert_false(sysmap_is_init(&again, sysmap_find(&again, "memset")));
	assert_int_equal(again.init_start, TEXT + 0xb00000);
	assert_int_equal(again.init_end, TEXT + 0xb02000);
	sysmap_release(&again);
}

static void init_text_without_its_end_reaches_to_the_last_symbol(void **state)
{
	struct sysmap map = { 0 };
	struct error err;

	(void)state;
	sysmap_add(&map, TEXT, 't', "before");
	sysmap_add(&map, TEXT + 0x1000, 'T', "_sinittext");
	sysmap_add(&map, TEXT + 0x1000, 't', "within");
	assert_int_equal(sysmap_finish(&map, "map", &err), 0);
	assert_false(sysmap_is_init(&map, sysmap_find(&map, "before")));
	assert_true(sysmap_is_init(&map, sysmap_find(&map, "within")));
	sysmap_release(&map);
}

static void init_text_without_its_begin_is_not_known(void **state)
{
	struct sysmap map = { 0 };
	struct error err;

	(void)state;
	sysmap_add(&map, TEXT, 't', "before");
	sysmap_add(&map, TEXT + 0x1000, 'T', "_einittext");
	assert_int_equal(sysmap_finish(&map, "map", &err), 0);
	assert_int_equal(map.init_end, 0);
	assert_false(sysmap_is_init(&map, sysmap_find(&map, "before")));
	sysmap_release(&map);
}

static void a_full_disk_leaves_no_map(void **state)
{
	char path[] = "/tmp/numaboot-sysmap-XXXXXX";
	struct error err;

	/* A link, since what cannot be written is removed. */
	close(mkstemp(path));
	unlink(path);
	assert_int_equal(symlink("/dev/full", path), 0);
	assert_int_equal(sysmap_write(*state, path, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "No space left on device"));
	assert_int_equal(access(path, F_OK), -1);
}

static void debians_stub_is_refused(void **state)
{
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(sysmap_load(&map, FIXTURES "stub.map", &err),
			 -EINVAL);
	assert_non_null(strstr(err.text,
			       "stub.map:1: found Debian's stub and no kernel text symbol"));
}

static void a_malformed_line_is_named(void **state)
{
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(sysmap_load(&map, FIXTURES "malformed.map", &err),
			 -EINVAL);
	assert_string_equal(err.text, FIXTURES "malformed.map:2: found `hello`, expected `address type name`");
}

static void a_missing_file_is_named(void **state)
{
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(sysmap_load(&map, FIXTURES "none.map", &err),
			 -ENOENT);
	assert_string_equal(err.text,
			    FIXTURES "none.map: No such file or directory");
}

/* Section headers and symbols of a vmlinux; nothing of it could run. */
static const char elf_names[] =
	"\0.text\0.symtab\0.strtab\0_text\0startup_64\0reset\0data\0.Llabel";

static GElf_Sym elf_symbols[] = {
	{ 0 },
	{ .st_name = 23, .st_value = TEXT, .st_shndx = 1,
	  .st_info = GELF_ST_INFO(STB_GLOBAL, STT_NOTYPE) },
	{ .st_name = 29, .st_value = TEXT, .st_shndx = 1,
	  .st_info = GELF_ST_INFO(STB_GLOBAL, STT_FUNC) },
	{ .st_name = 40, .st_value = TEXT + 0x40, .st_shndx = 1,
	  .st_info = GELF_ST_INFO(STB_LOCAL, STT_FUNC) },
	{ .st_name = 46, .st_value = TEXT + 0x80, .st_shndx = SHN_ABS,
	  .st_info = GELF_ST_INFO(STB_GLOBAL, STT_OBJECT) },
	{ .st_name = 51, .st_value = TEXT + 0x20, .st_shndx = 1,
	  .st_info = GELF_ST_INFO(STB_LOCAL, STT_NOTYPE) },
};

static void add_section(Elf *elf, const Elf64_Shdr *values, void *bytes,
			size_t size, Elf_Type type)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = elf_newdata(section);
	Elf64_Shdr *header = elf64_getshdr(section);

	*header = *values;
	*data = (Elf_Data){
		.d_buf = bytes, .d_size = size, .d_type = type,
		.d_align = 8, .d_version = EV_CURRENT,
	};
}

static void write_elf(int fd)
{
	static char text[64];
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	assert_non_null(elf);
	elf64_newehdr(elf)->e_shstrndx = 3;
	add_section(elf, &(Elf64_Shdr){ .sh_name = 1, .sh_type = SHT_PROGBITS,
		    .sh_flags = SHF_ALLOC | SHF_EXECINSTR },
		    text, sizeof(text), ELF_T_BYTE);
	add_section(elf, &(Elf64_Shdr){ .sh_name = 7, .sh_type = SHT_SYMTAB,
		    .sh_link = 3, .sh_entsize = sizeof(Elf64_Sym) },
		    elf_symbols, sizeof(elf_symbols), ELF_T_SYM);
	add_section(elf, &(Elf64_Shdr){ .sh_name = 15,
		    .sh_type = SHT_STRTAB },
		    (void *)(uintptr_t)elf_names, sizeof(elf_names),
		    ELF_T_BYTE);
	assert_true(elf_update(elf, ELF_C_WRITE) > 0);
	elf_end(elf);
}

static void a_vmlinux_gives_its_text_symbols(void **state)
{
	char path[] = "/tmp/numaboot-vmlinux-XXXXXX";
	int fd = mkstemp(path);
	struct sysmap map;
	struct error err;

	(void)state;
	assert_true(fd >= 0);
	write_elf(fd);
	close(fd);
	assert_int_equal(sysmap_load(&map, path, &err), 0);
	unlink(path);
	assert_int_equal(map.function_count, 2);
	assert_string_equal(name_at(&map, TEXT + 0x3f), "startup_64");
	assert_string_equal(name_at(&map, TEXT + 0x40), "reset");
	assert_int_equal(map.functions[1].size, 0x40);
	sysmap_release(&map);
}

/* Return: as sysmap_load() of a file with this text. */
static int load_string(const char *text, struct sysmap *map, struct error *err)
{
	char path[] = "/tmp/test-sysmap-XXXXXX";
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	ret = sysmap_load(map, path, err);
	unlink(path);
	return ret;
}

static void what_nm_prints_is_read(void **state)
{
	static const char *const texts[] = {
		"ffffffff81000000 T _stext\r\nffffffff81000060 T start_kernel\r\n",
		"FFFFFFFF81000000 T _stext\n\nFFFFFFFF81000060 T start_kernel\n",
		"ffffffff81000060 T start_kernel\nffffffff81000000 T _stext",
		"                 U printk\n                 w weak\n"
		"ffffffff81000000 T _stext  \nffffffff81000060 T start_kernel\n",
		"ffffffff81000000 0000000000000060 T _stext\n"
		"ffffffff81000060 0000000000000010 T start_kernel\n",
	};
	struct sysmap map;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(load_string(texts[i], &map, &err), 0);
		assert_int_equal(map.function_count, 2);
		assert_string_equal(map.functions[0].name, "_stext");
		assert_string_equal(map.functions[1].name, "start_kernel");
		assert_int_equal(map.functions[0].size, 0x60);
		sysmap_release(&map);
	}
}

static void modules_are_no_part_of_the_kernel(void **state)
{
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(load_string(
		"0000000000000000 A fixed_percpu_data\n"
		"ffffffff99000000 T _stext\nffffffff99000060 T start_kernel\n"
		"ffffffff99500060 t native_read_msr\n"
		"ffffffffc0ab9000 t native_read_msr\t[msr]\n"
		"ffffffffc0abc000 t bpf_prog_6deef7357e7b4530\t[bpf]\n",
		&map, &err), 0);
	assert_int_equal(map.function_count, 3);
	assert_non_null(sysmap_find(&map, "native_read_msr"));
	assert_null(sysmap_find(&map, "native_read_msr@2"));
	sysmap_move(&map, 0x18000000);
	assert_string_equal(name_at(&map, TEXT + 0x60), "start_kernel");
	sysmap_release(&map);
}

/* A copy was added in front: by the order of addresses all would shift. */
static void copies_pair_by_their_neighbours(void **state)
{
	struct sysmap before, after;
	struct error err;

	(void)state;
	assert_int_equal(load_string(
		"ffffffff81000000 T a\nffffffff81000010 t copy\n"
		"ffffffff81000020 T b\nffffffff81000030 t copy\n"
		"ffffffff81000040 T c\nffffffff81000050 t once\n"
		"ffffffff81000060 T d\n", &before, &err), 0);
	assert_int_equal(load_string(
		"ffffffff81000000 t copy\nffffffff81000010 T new\n"
		"ffffffff81000020 T a\nffffffff81000030 t copy\n"
		"ffffffff81000040 T b\nffffffff81000050 t copy\n"
		"ffffffff81000060 T c\nffffffff81000070 t once\n"
		"ffffffff81000080 T d\n", &after, &err), 0);
	sysmap_pair(&after, &before);
	assert_string_equal(name_at(&after, TEXT), "copy@4");
	assert_string_equal(name_at(&after, TEXT + 0x30), "copy");
	assert_string_equal(name_at(&after, TEXT + 0x50), "copy@2");
	assert_string_equal(name_at(&after, TEXT + 0x70), "once");
	sysmap_release(&after);
	/* One was taken away: the other keeps its name. */
	assert_int_equal(load_string(
		"ffffffff81000000 T a\nffffffff81000020 T b\n"
		"ffffffff81000030 t copy\nffffffff81000040 T c\n",
		&after, &err), 0);
	sysmap_pair(&after, &before);
	assert_string_equal(name_at(&after, TEXT + 0x30), "copy@2");
	sysmap_release(&after);
	sysmap_release(&before);
}

static void addresses_that_are_hidden_are_refused(void **state)
{
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(load_string("0000000000000000 T _stext\n"
				     "0000000000000000 T start_kernel\n",
				     &map, &err), -EINVAL);
	assert_non_null(strstr(err.text, "sysctl kernel.kptr_restrict=0"));
	assert_int_equal(load_string("ffffffff81000000 T a b\n", &map, &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, ":1: found `ffffffff81000000 T a b`"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_belongs_to_the_function_before_it),
		cmocka_unit_test(a_function_ends_at_the_next_symbol_of_any_kind),
		cmocka_unit_test(aliases_share_the_plainest_name),
		cmocka_unit_test(an_alias_finds_its_function),
		cmocka_unit_test(static_functions_of_one_name_stay_apart),
		cmocka_unit_test(init_text_is_told_apart),
		cmocka_unit_test(init_text_without_its_end_reaches_to_the_last_symbol),
		cmocka_unit_test(init_text_without_its_begin_is_not_known),
		cmocka_unit_test(a_name_matches_its_clones_only),
		cmocka_unit_test(a_written_map_loads_as_the_same_functions),
		cmocka_unit_test(a_full_disk_leaves_no_map),
		cmocka_unit_test(debians_stub_is_refused),
		cmocka_unit_test(a_malformed_line_is_named),
		cmocka_unit_test(what_nm_prints_is_read),
		cmocka_unit_test(copies_pair_by_their_neighbours),
		cmocka_unit_test(modules_are_no_part_of_the_kernel),
		cmocka_unit_test(addresses_that_are_hidden_are_refused),
		cmocka_unit_test(a_missing_file_is_named),
		cmocka_unit_test(a_vmlinux_gives_its_text_symbols),
	};

	return cmocka_run_group_tests(tests, load_small, release_small);
}
