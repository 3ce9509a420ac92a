// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/image.h"
#include "kernel/kind.h"
#include "lib/file.h"

#define IMAGE_BYTES 4096

static char folder[] = "/tmp/test-image.XXXXXX";
static unsigned char bytes[KIND_BYTES];

static void put(size_t offset, const void *data, size_t length)
{
	memcpy(bytes + offset, data, length);
}

static void put_text(size_t offset, const char *text)
{
	put(offset, text, strlen(text));
}

static void clear(void)
{
	memset(bytes, 0, sizeof(bytes));
}

/* A header of this protocol: setup_sects 1, syssize of the rest. */
static void put_header(unsigned int protocol, unsigned int xloadflags)
{
	clear();
	bytes[0x1f1] = 1;
	bytes[0x1f4] = (IMAGE_BYTES - 1024) / 16;
	put(0x1fe, "\x55\xaa", 2);
	put_text(0x202, "HdrS");
	bytes[0x206] = (unsigned char)protocol;
	bytes[0x207] = 2;
	bytes[0x211] = 1;
	bytes[0x236] = (unsigned char)xloadflags;
}

static int check(size_t size, struct error *err)
{
	assert_int_equal(file_write("image", bytes, size, err), 0);
	return image_check("image", err);
}

static void refused(size_t size, const char *what)
{
	struct error err = { "" };

	assert_int_equal(check(size, &err), -EINVAL);
	if (!strstr(err.text, what))
		print_error("%s lacks %s\n", err.text, what);
	assert_non_null(strstr(err.text, what));
	assert_int_equal(strncmp(err.text, "image: found ", 13), 0);
	assert_non_null(strstr(err.text, "expected "));
}

static void a_whole_image_of_64_bits_is_taken(void **state)
{
	struct error err;

	(void)state;
	put_header(12, 1);
	assert_int_equal(check(IMAGE_BYTES, &err), 0);
	put_header(15, 0x7f);
	assert_int_equal(check(IMAGE_BYTES, &err), 0);
}

static void another_image_is_named(void **state)
{
	(void)state;
	put_header(15, 0);
	refused(IMAGE_BYTES, "a 32-bit kernel (i386; XLF_KERNEL_64 is not set)");
	put_header(15, 1);
	bytes[0x211] = 0;
	refused(IMAGE_BYTES, "a zImage");
	put_header(15, 1);
	refused(IMAGE_BYTES - 16, "found 4080 bytes, expected 4096");
	put_header(3, 0);
	refused(IMAGE_BYTES, "no kernel in it");
	put_header(9, 1);
	refused(IMAGE_BYTES, "no kernel in it");
}

/* gzip -9: an ELF header of i386. */
static const unsigned char elf_32[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x77,
	0xf5, 0x71, 0x63, 0x64, 0x64, 0x64, 0x80, 0x01, 0x26, 0x06, 0x66, 0x06,
	0x04, 0x6f, 0x14, 0x0c, 0x77, 0x00, 0x00, 0xe0, 0xa9, 0x29, 0xe1, 0x00,
	0x02, 0x00, 0x00,
};

static void an_old_image_is_told_by_the_kernel_in_it(void **state)
{
	(void)state;
	put_header(10, 0);
	bytes[0x24c] = sizeof(elf_32);
	put(1024, elf_32, sizeof(elf_32));
	refused(IMAGE_BYTES, "no 64-bit kernel of x86");
}

static void put_elf(unsigned char class, unsigned char data, uint16_t type,
		    uint16_t machine)
{
	clear();
	put(0, ELFMAG, SELFMAG);
	bytes[4] = class;
	bytes[5] = data;
	if (data == ELFDATA2MSB) {
		type = (uint16_t)(type << 8);
		machine = (uint16_t)(machine << 8 | machine >> 8);
	}
	put(16, &type, 2);
	put(18, &machine, 2);
}

static void an_elf_file_is_named_by_its_machine(void **state)
{
	(void)state;
	put_elf(ELFCLASS64, ELFDATA2LSB, ET_EXEC, EM_X86_64);
	refused(9000, "an ELF file of x86-64, expected an x86 bzImage: if it is a vmlinux, give arch/x86/boot/bzImage of the same build");
	put_elf(ELFCLASS64, ELFDATA2LSB, ET_DYN, EM_AARCH64);
	refused(9000, "an ELF file of arm64");
	put_elf(ELFCLASS64, ELFDATA2MSB, ET_EXEC, EM_S390);
	refused(9000, "an ELF file of s390");
	put_elf(ELFCLASS64, ELFDATA2LSB, ET_REL, EM_X86_64);
	refused(9000, "perhaps a module, of x86-64");
	put_elf(ELFCLASS32, ELFDATA2LSB, ET_EXEC, EM_386);
	refused(100, "an ELF file of i386");
}

/* Where a PE header is, of which machine, and its one section. */
static void put_pe(uint16_t machine, const char *section)
{
	clear();
	put_text(0, "MZ");
	bytes[0x3c] = 0x80;
	put(0x80, "PE\0\0", 4);
	put(0x84, &machine, 2);
	bytes[0x86] = 1;
	bytes[0x80 + 20] = 0xf0;
	put_text(0x80 + 24 + 0xf0, section);
}

static void a_program_of_efi_is_none(void **state)
{
	(void)state;
	put_pe(0x8664, ".linux");
	refused(9000, "a unified kernel image (UKI)");
	refused(9000, "objcopy");
	put_pe(0x8664, ".text");
	refused(9000, "an EFI or Windows program of x86-64");
	put_pe(0xaa64, ".text");
	refused(9000, "an EFI or Windows program of arm64");
	put_text(4, "zimg");
	refused(9000, "an EFI zboot image");
	clear();
	put_text(0, "MZ");
	refused(300, "is cut short");
}

static void kernels_of_other_machines_are_named(void **state)
{
	static const struct {
		size_t offset;
		const char *magic;
		const char *what;
	} others[] = {
		{ 56, "ARMd", "an arm64 Image" },
		{ 56, "RSC\x05", "a riscv Image" },
		{ 36, "\x18\x28\x6f\x01", "an arm zImage" },
		{ 0x10008, "S390EP", "an s390 image" },
		{ 0, "\x27\x05\x19\x56", "a U-Boot uImage" },
		{ 0, "\xd0\x0d\xfe\xed", "a FIT image" },
		{ 0, "ANDROID!", "an Android boot image" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		clear();
		put_text(others[i].offset, others[i].magic);
		refused(KIND_BYTES, others[i].what);
	}
	/* An arm64 Image with an EFI stub begins as a program. */
	put_pe(0xaa64, ".text");
	put_text(56, "ARMd");
	refused(9000, "an arm64 Image");
}

static void what_kernels_come_in_says_what_to_do(void **state)
{
	static const struct {
		size_t offset;
		const char *magic;
		const char *what;
	} others[] = {
		{ 0, "!<arch>\ndebian-binary   ", "dpkg-deb -x" },
		{ 0, "\xed\xab\xee\xdb", "rpm2cpio" },
		{ 0x8001, "CD001", "an ISO 9660 image" },
		{ 257, "ustar", "a tar archive" },
		{ 0, "PK\x03\x04", "a zip archive" },
		{ 0, "070701", "perhaps an initrd" },
		{ 0, "hsqs", "a squashfs" },
		{ 0x438, "\x53\xef", "an ext file system" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		clear();
		put_text(others[i].offset, others[i].magic);
		refused(KIND_BYTES, others[i].what);
	}
}

static void a_compressed_file_is_named_with_what_is_in_it(void **state)
{
	(void)state;
	clear();
	put(0, elf_32, sizeof(elf_32));
	refused(sizeof(elf_32), "an ELF file of i386, compressed by gzip");
	clear();
	put(0, "\xfd" "7zXZ\0", 6);
	refused(9000, "a file compressed by xz");
	put(0, "\x28\xb5\x2f\xfd", 4);
	refused(9000, "a file compressed by zstd, expected an x86 bzImage: if it is a kernel, inflate it first");
}

static void the_rest_is_no_image(void **state)
{
	(void)state;
	clear();
	refused(0, "an empty file");
	refused(9000, "no bzImage header");
	put_text(0, "# CONFIG_SMP is not set\n");
	refused(24, "a text file");
	refused(9000, "no bzImage header");
	put_text(0, "#!/bin/sh\n");
	refused(10, "a script");
	put(0x1fe, "\x55\xaa", 2);
	refused(1, "a text file");
}

static int enter(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	struct error err;

	(void)state;
	return chdir("/") == 0 ? directory_remove(folder, &err) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_image_of_64_bits_is_taken),
		cmocka_unit_test(another_image_is_named),
		cmocka_unit_test(an_old_image_is_told_by_the_kernel_in_it),
		cmocka_unit_test(an_elf_file_is_named_by_its_machine),
		cmocka_unit_test(a_program_of_efi_is_none),
		cmocka_unit_test(kernels_of_other_machines_are_named),
		cmocka_unit_test(what_kernels_come_in_says_what_to_do),
		cmocka_unit_test(a_compressed_file_is_named_with_what_is_in_it),
		cmocka_unit_test(the_rest_is_no_image),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
