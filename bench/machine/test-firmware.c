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
#include "lib/le.h"
#include "machine/acpi-set.h"
#include "machine/boot-params.h"
#include "machine/firmware.h"

#define SHIPPED "bench/topologies/"
#define INITRAMFS_BYTES 0x123456

/* An image's header: linked to 16 MiB, needs 16 MiB, jumps over 0x66 bytes. */
static void make_header(uint8_t *header)
{
	memset(header, 0xee, BOOT_PARAMS_HEADER_BYTES);
	header[0x201] = 0x66;
	memset(header + 0x258, 0, 12);
	header[0x25b] = 0x01;
	header[0x263] = 0x01;
}

static void load(struct topology *t, const char *path)
{
	struct error err = { "" };

	if (topology_load(t, path, &err))
		fail_msg("%s", err.text);
}

/* What firmware_write() wrote, and what its steps would leave in memory. */
struct guest {
	uint8_t *rom;
	uint8_t page[BOOT_PARAMS_BYTES];
	char command_line[FIRMWARE_COMMAND_LINE_BYTES];
	uint8_t tables[ACPI_SET_MAX];
	uint64_t tables_address;
	uint8_t bios_data[0x100];
	char log[1024];
};

static int write_rom(const struct topology *t, const char *command_line,
		     uint64_t initramfs_bytes, char **rom, struct error *err)
{
	char path[] = "/tmp/test-firmware-XXXXXX";
	uint8_t header[BOOT_PARAMS_HEADER_BYTES];
	size_t size;
	int ret;

	make_header(header);
	close(mkstemp(path));
	ret = firmware_write(path, t, header, command_line, initramfs_bytes,
			     err);
	if (ret == 0) {
		ret = file_read(path, rom, &size, err);
		assert_int_equal(size, FIRMWARE_BYTES);
	}
	unlink(path);
	return ret;
}

static void copy(struct guest *guest, uint64_t to, const uint8_t *from,
		 size_t size)
{
	if (to == 0x10000) {
		assert_int_equal(size, sizeof(guest->page));
		memcpy(guest->page, from, size);
	} else if (to == 0x20000) {
		memcpy(guest->command_line, from, size);
	} else if (to < 0x500) {
		assert_in_range(to, 0x400, 0x500 - size);
		memcpy(guest->bios_data + to - 0x400, from, size);
	} else {
		assert_in_range(size, 1, sizeof(guest->tables));
		guest->tables_address = to;
		memcpy(guest->tables, from, size);
	}
}

/* The list of steps as bench/machine/reset.S goes through it. */
static void run_steps(struct guest *guest)
{
	size_t used = 0;

	for (const uint8_t *at = guest->rom + 0x100;; at += 16) {
		uint32_t first = le32(at + 4), second = le32(at + 8),
			 third = le32(at + 12);

		switch (le32(at)) {
		case 1:
			copy(guest, first, guest->rom + (second - FIRMWARE_ROM),
			     4 * (size_t)third);
			break;
		case 2:
		case 3:
			used += snprintf(guest->log + used,
					 sizeof(guest->log) - used,
					 "%s %x = %x\n",
					 le32(at) == 2 ? "msr" : "pci", first,
					 second);
			break;
		case 0:
			snprintf(guest->log + used, sizeof(guest->log) - used,
				 "enter %x with %x\n", first, second);
			return;
		default:
			fail_msg("unknown step %u", le32(at));
		}
	}
}

static void boot(struct guest *guest, const char *topology,
		 const char *command_line)
{
	struct error err = { "" };
	struct topology t;
	char *rom;

	load(&t, topology);
	if (write_rom(&t, command_line, INITRAMFS_BYTES, &rom, &err))
		fail_msg("%s", err.text);
	*guest = (struct guest){ .rom = (uint8_t *)rom };
	run_steps(guest);
}

static void the_kernel_is_entered_as_the_protocol_says(void **state)
{
	struct guest guest;

	(void)state;
	boot(&guest, SHIPPED "numa2.topo", "console=ttyS0 quiet");
	assert_string_equal(guest.log,
			    "msr 2ff = 806\n"
			    "pci 80000064 = 0\n"
			    "pci 80000060 = b0000001\n"
			    "pci 8000f840 = 601\n"
			    "pci 8000f844 = 80\n"
			    "enter 100000 with 10000\n");
	assert_string_equal(guest.command_line, "console=ttyS0 quiet");
	/* The EBDA at 0x9fc00, 639 KiB below it. */
	assert_int_equal(le16(guest.bios_data + 0x0e), 0x9fc0);
	assert_int_equal(le16(guest.bios_data + 0x13), 639);
	/* cs:ip at reset is the jump to the code before it. */
	assert_int_equal(guest.rom[0xfff0], 0xeb);
	free(guest.rom);
}

static void the_page_has_the_header_and_what_the_loader_adds(void **state)
{
	struct guest guest;
	const uint8_t *page = guest.page;

	(void)state;
	boot(&guest, SHIPPED "numa2.topo", "");
	assert_int_equal(page[0x1f1], 0xee);
	assert_int_equal(page[0x202 + 0x66 - 1], 0xee);
	assert_int_equal(page[0x202 + 0x66], 0);
	assert_int_equal(page[0x210], 0xff);
	/* Right below the tables, which end where low RAM ends. */
	assert_int_equal(le32(page + 0x218), 0x7febc000);
	assert_int_equal(le32(page + 0x21c), INITRAMFS_BYTES);
	assert_int_equal(le32(page + 0x228), 0x20000);
	assert_int_equal(le64(page + 0x070), 0xf0000);
	free(guest.rom);
}

static void the_initramfs_lies_where_the_header_allows_it(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(topology_load_uniform(&t, "1x1G", &err), 0);
	assert_int_equal(firmware_initramfs(&t, 0x1001), 0x3ffde000);
	assert_int_equal(topology_load_uniform(&t, "1x2560M", &err), 0);
	assert_int_equal(firmware_initramfs(&t, 0x1001), 0x7fffe000);
}

static char *print_map(const uint8_t *page)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; i < page[0x1e8]; i++) {
		const uint8_t *at = page + 0x2d0 + 20 * i;

		fprintf(out, "%llx+%llx %u\n", (unsigned long long)le64(at),
			(unsigned long long)le64(at + 8), le32(at + 16));
	}
	fclose(out);
	return text;
}

#define LOW_MAP "0+9fc00 1\n9fc00+400 2\nf0000+10000 2\n"
#define DEVICE_MAP "b0000000+10000000 2\nffff0000+10000 2\n"

static void assert_map(const char *topology, const char *expected)
{
	struct guest guest;
	char *map;

	boot(&guest, topology, "");
	map = print_map(guest.page);
	assert_string_equal(map, expected);
	free(map);
	free(guest.rom);
}

static void the_map_has_ram_without_what_comes_later(void **state)
{
	(void)state;
	assert_map(SHIPPED "numa2.topo",
		   LOW_MAP "100000+7fee0000 1\n7ffe0000+20000 3\n" DEVICE_MAP);
	assert_map(SHIPPED "numa4-hole.topo",
		   LOW_MAP "100000+7fee0000 1\n7ffe0000+20000 3\n" DEVICE_MAP
		   "100000000+c0000000 1\n");
	assert_map(SHIPPED "numa4-hotadd.topo",
		   LOW_MAP "100000+7fee0000 1\n7ffe0000+20000 3\n" DEVICE_MAP);
}

static uint8_t sum(const uint8_t *bytes, size_t size)
{
	uint8_t total = 0;

	for (size_t i = 0; i < size; i++)
		total += bytes[i];
	return total;
}

static const uint8_t *at_address(const struct guest *guest, uint32_t address)
{
	assert_in_range(address, guest->tables_address,
			guest->tables_address + sizeof(guest->tables) - 1);
	return guest->tables + (address - guest->tables_address);
}

/* As Linux goes: RSDP, RSDT, its tables, from FADT to DSDT and FACS. */
static void list_tables(const struct guest *guest, FILE *out)
{
	const uint8_t *rsdp = guest->rom, *rsdt;

	assert_memory_equal(rsdp, "RSD PTR ", 8);
	assert_int_equal(sum(rsdp, 20), 0);
	rsdt = at_address(guest, le32(rsdp + 16));
	assert_memory_equal(rsdt, "RSDT", 4);
	assert_int_equal(sum(rsdt, le32(rsdt + 4)), 0);
	for (uint32_t i = 36; i < le32(rsdt + 4); i += 4) {
		const uint8_t *table = at_address(guest, le32(rsdt + i));

		assert_int_equal(sum(table, le32(table + 4)), 0);
		fprintf(out, " %.4s", (const char *)table);
		if (memcmp(table, "FACP", 4))
			continue;
		assert_memory_equal(at_address(guest, le32(table + 36)),
				    "FACS", 4);
		table = at_address(guest, le32(table + 40));
		assert_memory_equal(table, "DSDT", 4);
		assert_int_equal(sum(table, le32(table + 4)), 0);
	}
}

static void assert_tables(const char *topology, const char *expected)
{
	struct guest guest;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	boot(&guest, topology, "");
	list_tables(&guest, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	free(guest.rom);
}

static void every_table_is_found_and_has_a_right_sum(void **state)
{
	(void)state;
	assert_tables(SHIPPED "numa2.topo", " FACP APIC MCFG SRAT SLIT");
	assert_tables(SHIPPED "srat-none.topo", " FACP APIC MCFG");
	assert_tables(SHIPPED "numa4-hotadd.topo",
		      " FACP APIC MCFG SRAT SLIT SSDT");
}

static void the_same_program_makes_the_same_firmware(void **state)
{
	char first[DIGEST_HEX_SIZE], second[DIGEST_HEX_SIZE],
		empty[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	(void)state;
	SHA256Init(&digest);
	SHA256End(&digest, empty);
	SHA256Init(&digest);
	firmware_hash(&digest);
	SHA256End(&digest, first);
	SHA256Init(&digest);
	firmware_hash(&digest);
	SHA256End(&digest, second);
	assert_string_equal(first, second);
	assert_string_not_equal(first, empty);
}

static void what_does_not_fit_is_refused(void **state)
{
	char long_line[FIRMWARE_COMMAND_LINE_BYTES + 1];
	struct error err = { "" };
	struct topology t;
	char *rom;

	(void)state;
	load(&t, SHIPPED "numa2.topo");
	memset(long_line, 'x', sizeof(long_line) - 1);
	long_line[sizeof(long_line) - 1] = '\0';
	assert_int_equal(write_rom(&t, long_line, 1, &rom, &err), -E2BIG);
	assert_non_null(strstr(err.text,
			       "has 2048 bytes, expected at most 2047"));
	assert_int_equal(write_rom(&t, long_line + 1, 1, &rom, &err), 0);
	free(rom);
	assert_int_equal(write_rom(&t, "", UINT64_C(3) << 30, &rom, &err),
			 -ENOSPC);
	assert_string_equal(err.text,
			    SHIPPED "numa2.topo: found 2048 MiB of RAM below 4 GiB, expected 3105 for this kernel, its initramfs and tables");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_is_entered_as_the_protocol_says),
		cmocka_unit_test(
			the_page_has_the_header_and_what_the_loader_adds),
		cmocka_unit_test(
			the_initramfs_lies_where_the_header_allows_it),
		cmocka_unit_test(the_map_has_ram_without_what_comes_later),
		cmocka_unit_test(every_table_is_found_and_has_a_right_sum),
		cmocka_unit_test(the_same_program_makes_the_same_firmware),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
