// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/booting.h"
#include "kernel/image.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-booting-XXXXXX";
static struct error err;

/* The real-mode part of a bzImage, and no code behind it. */
static void image_write(const char *path, const char *version)
{
	uint8_t bytes[1024] = { [0x1f1] = 1, [0x1fe] = 0x55, [0x1ff] = 0xaa,
				[0x20f] = 1, [0x211] = 1 };

	memcpy(bytes + 0x202, "HdrS", 4);
	strcpy((char *)bytes + 0x300, version);
	assert_int_equal(file_write(path, bytes, sizeof(bytes), &err), 0);
}

/* What becomes of a manifest; @config is that of a kernel built here. */
static json_t *describe(const char *version, const char *config)
{
	char *image = xasprintf("%s/bzImage", folder);
	char *beside = xasprintf("%s/config", folder);
	struct kernel kernel = {
		.image = image,
		.manifest = json_object(),
	};
	json_t *manifest = kernel.manifest;

	image_write(image, version);
	assert_int_equal(file_write(beside, config, strlen(config), &err), 0);
	if (booting_describe(&kernel, &err))
		fail_msg("%s", err.text);
	unlink(image);
	unlink(beside);
	free(beside);
	free(image);
	return manifest;
}

static void nothing_is_said_of_today_s_kernels(void **state)
{
	json_t *manifest = describe("6.12.117 (builder@host) #1", "");

	(void)state;
	assert_int_equal(json_object_size(manifest), 0);
	assert_int_equal(booting_pages(manifest), KERNEL_PAGES_ANY);
	assert_false(booting_words_from_cmdline(manifest));
	assert_true(booting_has(manifest, "debug_pagealloc=on"));
	assert_true(booting_has(NULL, "nokaslr"));
	json_decref(manifest);
	manifest = describe("", "");
	assert_int_equal(json_object_size(manifest), 0);
	json_decref(manifest);
}

static void an_old_kernel_is_for_the_pages_of_its_configuration(void **state)
{
	json_t *small = describe("3.12.0 (a@b) #1", "CONFIG_DEBUG_PAGEALLOC=y\n");
	json_t *large = describe("3.12.0-rc4+ (a@b)",
				 "# CONFIG_DEBUG_PAGEALLOC is not set\n");
	json_t *newer = describe("3.19.0 (a@b)", "CONFIG_DEBUG_PAGEALLOC=y\n");

	(void)state;
	assert_int_equal(booting_pages(small), KERNEL_PAGES_4K);
	assert_int_equal(booting_pages(large), KERNEL_PAGES_LARGE);
	assert_int_equal(booting_pages(newer), KERNEL_PAGES_ANY);
	assert_true(booting_words_from_cmdline(small));
	assert_false(booting_words_from_cmdline(newer));
	assert_false(booting_has(small, "debug_pagealloc=on"));
	assert_false(booting_has(small, "nokaslr"));
	assert_true(booting_has(small, "debug_page=on"));
	assert_true(booting_has(small, "console=ttyS0"));
	json_decref(small);
	json_decref(large);
	json_decref(newer);
}

static void what_was_found_before_stays(void **state)
{
	char *image = xasprintf("%s/bzImage", folder);
	struct kernel kernel = {
		.image = image,
		.manifest = json_pack("{s:s}", "pages", "4K"),
	};

	(void)state;
	image_write(image, "3.12.0 (a@b)");
	assert_int_equal(booting_describe(&kernel, &err), 0);
	assert_int_equal(booting_pages(kernel.manifest), KERNEL_PAGES_4K);
	json_decref(kernel.manifest);
	unlink(image);
	free(image);
}

static void an_image_s_header_has_its_release(void **state)
{
	char *image = xasprintf("%s/bzImage", folder);
	char *release;

	(void)state;
	image_write(image, "6.1.0-25-amd64 (a@b) #1 SMP");
	release = image_release(image);
	assert_string_equal(release, "6.1.0-25-amd64");
	free(release);
	image_write(image, "");
	assert_null(image_release(image));
	unlink(image);
	assert_null(image_release(image));
	free(image);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return directory_remove(folder, &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_of_today_s_kernels),
		cmocka_unit_test(
			an_old_kernel_is_for_the_pages_of_its_configuration),
		cmocka_unit_test(what_was_found_before_stays),
		cmocka_unit_test(an_image_s_header_has_its_release),
	};

	return cmocka_run_group_tests_name("kernel/booting", tests,
					   make_folder, remove_folder);
}
