// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/facts.h"
#include "kernel/userconfig.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define SETUP_BYTES 1024
#define ROOM 2048
#define RELEASE "5.5.0-made"

static char *folder;

/* gzip without compression: RFC 1952, and RFC 1951, 3.2.4. */
static size_t put_stored(unsigned char *at, const void *bytes, size_t size)
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

/* An ELF file of one segment with a banner, and a configuration or none. */
static void put_kernel(unsigned char *bytes, const char *config)
{
	const size_t start = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
	const Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64 },
		.e_machine = EM_X86_64, .e_phoff = sizeof(header),
		.e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1,
	};
	const Elf64_Phdr segment = {
		.p_type = PT_LOAD, .p_vaddr = 0xffffffff81000000,
		.p_filesz = ROOM,
	};
	unsigned char *at = bytes + start;

	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), &segment, sizeof(segment));
	strcpy((char *)at, "Linux version " RELEASE " (somebody) #1 SMP\n");
	at += 128;
	if (!config)
		return;
	memcpy(at, "IKCFG_ST", 8);
	at += 8;
	at += put_stored(at, config, strlen(config));
	memcpy(at, "IKCFG_ED", 8);
}

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void put(const char *name, const void *bytes, size_t size)
{
	char *path = path_of(name);
	struct error err;

	assert_int_equal(file_write(path, bytes, size, &err), 0);
	free(path);
}

/* As much of an image as is looked at: where the payload is. */
static void put_image(const char *name, const char *config)
{
	unsigned char kernel[ROOM] = { 0 };
	unsigned char file[SETUP_BYTES + ROOM + 64] = { 0 };
	uint32_t length;

	put_kernel(kernel, config);
	length = (uint32_t)put_stored(file + SETUP_BYTES, kernel, ROOM);
	file[0x1f1] = 1;
	memcpy(file + 0x24c, &length, 4);
	put(name, file, SETUP_BYTES + length);
}

static int set_up(void **state)
{
	(void)state;
	folder = xstrdup("/tmp/test-facts.XXXXXX");
	assert_non_null(mkdtemp(folder));
	setenv("XDG_CACHE_HOME", folder, 1);
	return 0;
}

static int tear_down(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(directory_remove(folder, &err), 0);
	free(folder);
	return 0;
}

static void look(struct facts *facts, const char *name)
{
	struct error err;
	const struct kernel kernel = { .image = path_of(name), .given = true };

	assert_int_equal(facts_read(facts, &kernel, &err), 0);
	free(kernel.image);
}

static void a_configuration_in_the_image_is_its_own(void **state)
{
	struct facts facts;

	(void)state;
	put_image("vmlinuz", "CONFIG_RANDOMIZE_BASE=y\n");
	put("config-" RELEASE, "CONFIG_OTHER=y\n", 15);
	look(&facts, "vmlinuz");
	assert_string_equal(facts.release, RELEASE);
	assert_string_equal(facts.compression, "gzip");
	assert_string_equal(facts.config, "CONFIG_RANDOMIZE_BASE=y\n");
	assert_string_equal(facts.config_from, "IKCONFIG");
	assert_int_equal(facts.kaslr, FACT_YES);
	facts_release(&facts);
}

static void the_one_beside_it_is_named_by_the_release(void **state)
{
	struct facts facts;

	(void)state;
	put_image("vmlinuz", NULL);
	put("config-4.4.0", "CONFIG_OTHER=y\n", 15);
	put("config", "CONFIG_OTHER=y\n", 15);
	look(&facts, "vmlinuz");
	assert_null(facts.config);
	assert_null(facts.config_from);
	assert_int_equal(facts.kaslr, FACT_UNKNOWN);
	facts_release(&facts);
	put("config-" RELEASE, "CONFIG_MINE=y\n", 14);
	look(&facts, "vmlinuz");
	assert_string_equal(facts.config, "CONFIG_MINE=y\n");
	assert_non_null(strstr(facts.config_from, "/config-" RELEASE));
	assert_int_equal(facts.kaslr, FACT_NO);
	facts_release(&facts);
}

static void the_tree_of_an_image_must_be_of_its_release(void **state)
{
	struct facts facts;
	struct error err;
	char *boot = path_of("arch/x86/boot");
	char *include = path_of("include/config");

	(void)state;
	assert_int_equal(directory_make(boot, &err), 0);
	assert_int_equal(directory_make(include, &err), 0);
	put_image("arch/x86/boot/bzImage", NULL);
	put(".config", "CONFIG_BUILT=y\n", 15);
	put("include/config/kernel.release", "5.5.0-next\n", 11);
	look(&facts, "arch/x86/boot/bzImage");
	assert_null(facts.config);
	facts_release(&facts);
	put("include/config/kernel.release", RELEASE "\n", sizeof(RELEASE));
	look(&facts, "arch/x86/boot/bzImage");
	assert_string_equal(facts.config, "CONFIG_BUILT=y\n");
	facts_release(&facts);
	free(include);
	free(boot);
}

static void what_cannot_be_read_is_not_known(void **state)
{
	struct facts facts;

	(void)state;
	put("vmlinuz", "short", 5);
	look(&facts, "vmlinuz");
	assert_non_null(facts.unread);
	assert_null(facts.release);
	assert_int_equal(facts_has_function(&facts, "x"), FACT_UNKNOWN);
	facts_release(&facts);
}

static void refused(const char *bytes, size_t size, const char *sentence)
{
	char *path = path_of("mine");
	char *expected = xasprintf("%s%s", path, sentence);
	char *text = NULL;
	struct error err;

	put("mine", bytes, size);
	assert_int_equal(userconfig_read(path, &text, &err), -EINVAL);
	assert_string_equal(err.text, expected);
	free(text);
	free(expected);
	free(path);
}

#define REFUSED(text, sentence) refused(text, sizeof(text) - 1, sentence)

static void what_is_no_configuration_for_x86_64_is_refused(void **state)
{
	char *path = path_of("mine"), *text = NULL;
	struct error err;

	(void)state;
	REFUSED("", ": found no option, expected a .config");
	REFUSED("# words\n", ": found no option, expected a .config");
	REFUSED("\x1f\x8b\x08",
		": found a compressed file, expected a .config: zcat it");
	REFUSED("CONFIG_X=y\n\0", ": found a binary file, expected a .config");
	REFUSED("CONFIG_X=y\nint main;\n",
		":2: found `int main;`, expected a .config: CONFIG_X=…, # CONFIG_X is not set, or a comment");
	REFUSED("# Linux/arm64 6.1.0 Kernel Configuration\nCONFIG_X=y\n",
		": found # Linux/arm64, expected a configuration for x86-64");
	REFUSED("CONFIG_RISCV=y\n",
		": found CONFIG_RISCV=y, expected a configuration for x86-64");
	REFUSED("# CONFIG_64BIT is not set\n",
		": found # CONFIG_64BIT is not set, expected a configuration for x86-64");
	put("mine", "# Linux/x86 6.1.0\r\nCONFIG_X=y\r\n", 31);
	assert_int_equal(userconfig_read(path, &text, &err), 0);
	free(text);
	free(path);
}

static void what_cannot_be_built_here_is_adapted(void **state)
{
	struct argv told = { 0 };
	char *lines;

	(void)state;
	put("there.pem", "", 0);
	lines = userconfig_adapt("CONFIG_SYSTEM_TRUSTED_KEYS=\"debian/x.pem\"\n"
				 "CONFIG_SYSTEM_REVOCATION_KEYS=\"there.pem\"\n"
				 "CONFIG_INITRAMFS_SOURCE=\"/root\"\n"
				 "CONFIG_EXTRA_FIRMWARE=\"\"\n"
				 "CONFIG_MODULE_SIG_KEY=\"certs/signing_key.pem\"\n",
				 folder, &told);
	assert_string_equal(lines, "CONFIG_SYSTEM_TRUSTED_KEYS=\"\"\n"
				   "CONFIG_INITRAMFS_SOURCE=\"\"\n");
	assert_int_equal(told.count, 2);
	free(lines);
	argv_release(&told);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_configuration_in_the_image_is_its_own),
		TEST(the_one_beside_it_is_named_by_the_release),
		TEST(the_tree_of_an_image_must_be_of_its_release),
		TEST(what_cannot_be_read_is_not_known),
		TEST(what_is_no_configuration_for_x86_64_is_refused),
		TEST(what_cannot_be_built_here_is_adapted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
