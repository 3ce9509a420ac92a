// SPDX-License-Identifier: GPL-2.0-only
/* Modules come out in an order in which they can be loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/modules.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-modules-XXXXXX";

/* An object with nothing but the two sections that a module is read by. */
static void make_module(const char *name, const char *info, size_t size)
{
	static const char names[] = "\0.modinfo\0.shstrtab";
	static const struct {
		GElf_Word name;
		GElf_Word type;
	} sections[] = { { 1, SHT_PROGBITS }, { 10, SHT_STRTAB } };
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	Elf *elf;

	assert_true(fd >= 0);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	assert_true(gelf_newehdr(elf, ELFCLASS64) != 0);
	for (int i = 0; i < 2; i++) {
		Elf_Scn *section = elf_newscn(elf);
		Elf_Data *data = elf_newdata(section);
		GElf_Shdr header;

		data->d_buf = (void *)(i ? names : info);
		data->d_size = i ? sizeof(names) : size;
		data->d_align = 1;
		gelf_getshdr(section, &header);
		header.sh_name = sections[i].name;
		header.sh_type = sections[i].type;
		gelf_update_shdr(section, &header);
	}
	elf64_getehdr(elf)->e_shstrndx = 2;
	assert_true(elf_update(elf, ELF_C_WRITE) > 0);
	elf_end(elf);
	close(fd);
	free(path);
}

#define MODULE(name, info) make_module(name, info, sizeof(info))

static void write_list(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static int make_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder);
}

static int remove_folder(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

static void check_order(const char *name, const char *const *expected)
{
	const char *const names[] = { name, NULL };
	struct modules modules;
	struct error err;
	size_t i;

	assert_int_equal(modules_find(&modules, folder, names, &err), 0);
	for (i = 0; expected[i]; i++) {
		assert_true(i < modules.count);
		assert_string_equal(strrchr(modules.paths[i], '/') + 1,
				    expected[i]);
	}
	assert_int_equal(modules.count, i);
	modules_release(&modules);
}

static void each_comes_behind_what_it_needs(void **state)
{
	static const char *const order[] = {
		"low.ko", "mid-a.ko", "mid_b.ko", "top.ko", NULL,
	};

	(void)state;
	MODULE("top.ko", "license=x\0depends=mid_a,mid_b,inside\0name=top");
	MODULE("mid-a.ko", "depends=low");
	MODULE("mid_b.ko", "depends=low,mid-a");
	MODULE("low.ko", "depends=");
	write_list("modules.order", "top.ko\nmid-a.ko\nmid_b.o\nlow.ko\n");
	write_list("modules.builtin", "kernel/deep/inside.ko\n");
	check_order("top", order);
}

static void what_the_kernel_has_itself_needs_no_file(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	write_list("modules.order", "");
	write_list("modules.builtin", "kernel/deep/inside.ko\n");
	check_order("inside", none);
}

static void check_refusal(const char *name, int code, const char *words)
{
	const char *const names[] = { name, NULL };
	struct modules modules;
	struct error err;

	assert_int_equal(modules_find(&modules, folder, names, &err), code);
	assert_non_null(strstr(err.text, words));
	modules_release(&modules);
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	MODULE("one.ko", "depends=two");
	MODULE("two.ko", "depends=one");
	MODULE("bare.ko", "license=x");
	write_list("text.ko", "no object");
	write_list("modules.order", "one.ko\ntwo.ko\nbare.ko\ntext.ko\n");
	write_list("modules.builtin", "");
	check_refusal("one", -ELOOP, "need each other");
	check_refusal("bare", -EINVAL, "bare.ko: found no `depends=`");
	check_refusal("text", -EINVAL, "text.ko: found no `depends=`");
	check_refusal("three", -ENOENT, "found no module three");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_comes_behind_what_it_needs),
		cmocka_unit_test(what_the_kernel_has_itself_needs_no_file),
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
