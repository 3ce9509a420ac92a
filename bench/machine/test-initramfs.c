// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/file.h"
#include "machine/initramfs.h"

#define INIT "bench/machine/fixtures/init.txt"

/* Fields of a newc header: 6 digits of magic, then 13 numbers of 8. */
enum { INO, MODE, UID, GID, NLINK, MTIME, FILESIZE, DEVMAJOR, DEVMINOR,
       RDEVMAJOR, RDEVMINOR, NAMESIZE, CHECK, FIELDS };

#define HEADER_SIZE (6 + 8 * FIELDS)

static char *make_image(const struct program *program, size_t *size)
{
	char path[] = "/tmp/test-initramfs-XXXXXX";
	struct error err = { "" };
	char *image;

	close(mkstemp(path));
	if (initramfs_write(path, INIT, program, &err) ||
	    file_read(path, &image, size, &err))
		fail_msg("%s", err.text);
	unlink(path);
	return image;
}

static void read_header(const char *header, unsigned int *fields)
{
	char digits[9] = "";

	assert_memory_equal(header, "070701", 6);
	for (int i = 0; i < FIELDS; i++) {
		memcpy(digits, header + 6 + 8 * i, 8);
		fields[i] = (unsigned int)strtoul(digits, NULL, 16);
	}
}

static size_t align4(size_t offset)
{
	return (offset + 3) & ~(size_t)3;
}

/* Walks as lib/earlycpio.c of the kernel does; returns the next offset. */
static size_t list_member(const char *image, size_t offset, FILE *out,
			  const char **data)
{
	unsigned int f[FIELDS];
	const char *name = image + offset + HEADER_SIZE;

	assert_int_equal(offset % 4, 0);
	read_header(image + offset, f);
	fprintf(out, "%u %06o %u:%u links %u time %u size %u dev %u:%u %s\n",
		f[INO], f[MODE], f[UID], f[GID], f[NLINK], f[MTIME],
		f[FILESIZE], f[RDEVMAJOR], f[RDEVMINOR], name);
	assert_int_equal(f[DEVMAJOR] + f[DEVMINOR] + f[CHECK], 0);
	offset = align4(offset + HEADER_SIZE + f[NAMESIZE]);
	*data = image + offset;
	return align4(offset + f[FILESIZE]);
}

static void listing_is_the_golden_one(void **state)
{
	static const char expected[] =
		"1 040755 0:0 links 2 time 0 size 0 dev 0:0 dev\n"
		"2 040755 0:0 links 2 time 0 size 0 dev 0:0 proc\n"
		"3 040755 0:0 links 2 time 0 size 0 dev 0:0 sys\n"
		"4 041777 0:0 links 2 time 0 size 0 dev 0:0 tmp\n"
		"5 020600 0:0 links 1 time 0 size 0 dev 5:1 dev/console\n"
		"6 020666 0:0 links 1 time 0 size 0 dev 1:3 dev/null\n"
		"7 020600 0:0 links 1 time 0 size 0 dev 4:64 dev/ttyS0\n"
		"8 020600 0:0 links 1 time 0 size 0 dev 4:65 dev/ttyS1\n"
		"9 020600 0:0 links 1 time 0 size 0 dev 1:11 dev/kmsg\n"
		"10 100755 0:0 links 1 time 0 size 1048576 dev 0:0 init\n"
		"0 000000 0:0 links 1 time 0 size 0 dev 0:0 TRAILER!!!\n";
	char *image, *listing = NULL;
	size_t size, listing_size, offset = 0;
	const char *data;
	FILE *out = open_memstream(&listing, &listing_size);

	(void)state;
	image = make_image(NULL, &size);
	while (offset < size)
		offset = list_member(image, offset, out, &data);
	fclose(out);
	assert_int_equal(offset, size);
	assert_string_equal(listing, expected);
	free(listing);
	free(image);
}

static void zeros_follow_init(void **state)
{
	struct error err = { "" };
	const char *data = NULL;
	char *image, *init;
	size_t size, init_size, offset = 0;
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	image = make_image(NULL, &size);
	for (int i = 0; i < 10; i++)
		offset = list_member(image, offset, out, &data);
	fclose(out);
	assert_int_equal(file_read(INIT, &init, &init_size, &err), 0);
	assert_memory_equal(data, init, init_size);
	for (size_t i = init_size; i < INITRAMFS_INIT_BYTES; i++)
		assert_int_equal(data[i], 0);
	free(init);
	free(image);
}

static void a_larger_init_is_refused(void **state)
{
	char path[] = "/tmp/test-initramfs-XXXXXX";
	struct error err = { "" };

	(void)state;
	close(mkstemp(path));
	assert_int_equal(truncate(path, INITRAMFS_INIT_BYTES + 1), 0);
	assert_int_equal(initramfs_write("/tmp/never", path, NULL, &err),
			 -EFBIG);
	assert_non_null(strstr(err.text,
			       ": found 1048577 bytes, expected at most 1048576"));
	assert_int_equal(access("/tmp/never", F_OK), -1);
	unlink(path);
}

/* Behind what a guest without one has, each folder once. */
static void a_program_comes_with_its_folders(void **state)
{
	static const char expected[] =
		"11 040755 0:0 links 2 time 0 size 0 dev 0:0 bin\n"
		"12 100755 0:0 links 1 time 0 size 29 dev 0:0 bin/tool\n"
		"13 040755 0:0 links 2 time 0 size 0 dev 0:0 opt\n"
		"14 040755 0:0 links 2 time 0 size 0 dev 0:0 opt/lib64\n"
		"15 100755 0:0 links 1 time 0 size 29 dev 0:0 opt/lib64/ld.so\n"
		"16 100755 0:0 links 1 time 0 size 29 dev 0:0 bin/other\n"
		"0 000000 0:0 links 1 time 0 size 0 dev 0:0 TRAILER!!!\n";
	static struct program_file files[] = {
		{ (char *)INIT, (char *)"bin/tool" },
		{ (char *)INIT, (char *)"opt/lib64/ld.so" },
		{ (char *)INIT, (char *)"bin/other" },
		{ (char *)INIT, (char *)"bin/tool" },
	};
	const struct program program = { files, 4 };
	const char *data;
	char *image, *without, *listing = NULL;
	size_t size, without_size, listing_size, offset = 0;
	FILE *out = open_memstream(&listing, &listing_size);

	(void)state;
	without = make_image(NULL, &without_size);
	image = make_image(&program, &size);
	while (offset < size)
		offset = list_member(image, offset, out, &data);
	fclose(out);
	assert_string_equal(strstr(listing, "11 040755"), expected);
	/* Its own trailer is the last of what differs. */
	offset = align4(HEADER_SIZE + sizeof("TRAILER!!!"));
	assert_memory_equal(image, without, without_size - offset);
	free(without);
	free(listing);
	free(image);
}

static void same_input_gives_the_same_bytes(void **state)
{
	size_t first_size, second_size;
	char *first = make_image(NULL, &first_size);
	char *second;

	(void)state;
	sleep(1);
	second = make_image(NULL, &second_size);
	assert_int_equal(first_size, second_size);
	assert_memory_equal(first, second, first_size);
	free(first);
	free(second);
}

static void a_missing_init_and_an_unwritable_place_are_named(void **state)
{
	struct error err = { "" };

	(void)state;
	assert_int_equal(
		initramfs_write("/tmp/never", "no/init", NULL, &err),
		-ENOENT);
	assert_non_null(strstr(err.text, "no/init"));
	assert_int_equal(access("/tmp/never", F_OK), -1);
	assert_int_equal(initramfs_write("/no/place", INIT, NULL, &err),
			 -ENOENT);
	assert_non_null(strstr(err.text, "/no/place"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listing_is_the_golden_one),
		cmocka_unit_test(zeros_follow_init),
		cmocka_unit_test(a_larger_init_is_refused),
		cmocka_unit_test(a_program_comes_with_its_folders),
		cmocka_unit_test(same_input_gives_the_same_bytes),
		cmocka_unit_test(
			a_missing_init_and_an_unwritable_place_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
