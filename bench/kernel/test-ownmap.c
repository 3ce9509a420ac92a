// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/made-table.h"
#include "kernel/ownmap.h"
#include "kernel/payload.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"

#define SETUP_BYTES 1024
#define DRAFT "Linux version 6.1.0 (somebody) # SMP\n"
#define BANNER "Linux version 6.1.0 (somebody) #1 SMP"

static char *folder;
static char *image;
static char *kept;
static char sha256[DIGEST_HEX_SIZE];

/* An ELF file of one segment: two banners, then the table. */
static size_t put_kernel(enum layout layout)
{
	const size_t start = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
	Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64 },
		.e_machine = EM_X86_64, .e_phoff = sizeof(header),
		.e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1,
	};
	Elf64_Phdr segment = { .p_type = PT_LOAD, .p_vaddr = TEXT };

	put_table(layout, start + 200);
	strcpy((char *)bytes + start, DRAFT BANNER "\n");
	used += 1024;
	segment.p_filesz = used;
	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), &segment, sizeof(segment));
	return used;
}

/* gzip without compression: RFC 1952, and RFC 1951, 3.2.4. */
static size_t put_stored(unsigned char *at, size_t size)
{
	static const unsigned char head[] = {
		0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1,
	};
	const uint16_t lengths[] = { (uint16_t)size, (uint16_t)~size };
	const uint32_t tail[] = { 0, (uint32_t)size };

	memcpy(at, head, sizeof(head));
	memcpy(at + sizeof(head), lengths, 4);
	memcpy(at + sizeof(head) + 4, bytes, size);
	memcpy(at + sizeof(head) + 4 + size, tail, 8);
	return sizeof(head) + 4 + size + 8;
}

/* As much of an image as is looked at: where the payload is. */
static void write_image(size_t size)
{
	unsigned char *file = xcalloc(1, SETUP_BYTES + size + 64);
	uint32_t length = (uint32_t)put_stored(file + SETUP_BYTES, size);
	struct error err;

	file[0x1f1] = 1;
	memcpy(file + 0x24c, &length, 4);
	assert_int_equal(file_write(image, file, SETUP_BYTES + length, &err), 0);
	assert_int_equal(digest_file(image, sha256, &err), 0);
	free(kept);
	kept = xasprintf("%s/numaboot/images/%.32s/System.map", folder, sha256);
	free(file);
}

static int set_up(void **state)
{
	(void)state;
	folder = xstrdup("/tmp/test-ownmap.XXXXXX");
	assert_non_null(mkdtemp(folder));
	setenv("XDG_CACHE_HOME", folder, 1);
	image = xasprintf("%s/image", folder);
	return 0;
}

static int tear_down(void **state)
{
	struct error err;

	(void)state;
	chmod(folder, 0700);
	assert_int_equal(directory_remove(folder, &err), 0);
	free(folder);
	free(image);
	free(kept);
	kept = NULL;
	return 0;
}

static void check_load(void)
{
	struct sysmap map;
	struct error err = { "" };
	char *banner;

	assert_int_equal(ownmap_load(&map, &banner, image, sha256, &err), 0);
	assert_string_equal(banner, BANNER);
	assert_int_equal(map.symbol_count, COUNT);
	assert_int_equal(map.function_count, COUNT);
	assert_string_equal(map.functions[299].name, "299");
	assert_int_equal(map.functions[1].size, 16);
	sysmap_release(&map);
	free(banner);
}

static void an_image_of_each_era_has_its_own_symbols(void **state)
{
	(void)state;
	for (enum layout layout = ADDRESSES; layout <= OFFSETS_LAST; layout++) {
		write_image(put_kernel(layout));
		check_load();
		assert_true(file_exists(kept));
		check_load();
	}
}

static void what_is_kept_is_taken_only_whole(void **state)
{
	char *text;
	struct error err;
	size_t size;

	(void)state;
	write_image(put_kernel(OFFSETS));
	check_load();
	assert_int_equal(file_read(kept, &text, &size, &err), 0);
	assert_int_equal(truncate(kept, (off_t)size / 2), 0);
	check_load();
	free(text);
	assert_int_equal(file_read(kept, &text, NULL, &err), 0);
	text[12] ^= 1;
	assert_int_equal(file_write(kept, text, size, &err), 0);
	check_load();
	free(text);
	/* It is read, and not made anew each time. */
	assert_int_equal(unlink(image), 0);
	check_load();
}

static void without_a_cache_they_are_read_each_time(void **state)
{
	(void)state;
	write_image(put_kernel(OFFSETS_LAST));
	setenv("XDG_CACHE_HOME", "/proc/none", 1);
	check_load();
	check_load();
}

static void an_image_without_a_table_says_what_it_needs(void **state)
{
	struct sysmap map;
	struct error err = { "" };
	char *banner;
	size_t size = put_kernel(OFFSETS);

	(void)state;
	memset(bytes + size - 2048, 0, 1500);
	write_image(size);
	assert_int_equal(ownmap_load(&map, &banner, image, sha256, &err), -ENOENT);
	assert_non_null(strstr(err.text, "CONFIG_KALLSYMS"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_image_of_each_era_has_its_own_symbols, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_kept_is_taken_only_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_a_cache_they_are_read_each_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_image_without_a_table_says_what_it_needs, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
