// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which kernel and which init a cell is booted with, where arms have kernels of
 * several ages.
 */
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

#include "evidence/files.h"
#include "kernel/needs.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "session/images.h"
#include "session/kernels.h"
#include "session/session.h"

static char folder[] = "/tmp/test-kernels-XXXXXX";
static struct catalog catalog;
static struct error err;

/* The real-mode part of a bzImage, and no code behind it. */
static char *image_write(const char *name, const char *version)
{
	uint8_t bytes[1024] = { [0x1f1] = 1, [0x1fe] = 0x55, [0x1ff] = 0xaa,
				[0x20f] = 1, [0x211] = 1 };
	char *path = xasprintf("%s/%s", folder, name);

	memcpy(bytes + 0x202, "HdrS", 4);
	strcpy((char *)bytes + 0x300, version);
	strcpy((char *)bytes + 0x380, name);
	assert_int_equal(file_write(path, bytes, sizeof(bytes), &err), 0);
	return path;
}

/* As a run keeps it. */
static struct session_image image_of(const char *arm, bool only_4k,
				     const char *version, const char *pages)
{
	char *name = xasprintf("%s-%s", arm, pages ? pages : "any");
	struct session_image image = {
		.arm = (char *)arm,
		.only_4k = only_4k,
		.image = image_write(name, version),
	};
	char hex[DIGEST_HEX_SIZE];

	assert_int_equal(digest_file(image.image, hex, &err), 0);
	image.manifest = json_pack("{s:s, s:s, s:s*}", "key", name,
				   "image_sha256", hex, "pages", pages);
	free(name);
	return image;
}

#define OLD "3.12.0 (a@b) #1"
#define NEW "6.12.117 (a@b) #1"

static struct session_image images[5];

static int make(void **state)
{
	(void)state;
	if (!mkdtemp(folder) ||
	    catalog_load(&catalog, "kernels/variants.ini", &err))
		return -1;
	images[0] = image_of("old", false, OLD, "large");
	images[1] = image_of("old", true, OLD, "4K");
	images[2] = image_of("new", false, NEW, NULL);
	images[3] = image_of("small", false, OLD, "4K");
	images[4] = image_of("clang", false, NEW, NULL);
	return 0;
}

static int clean(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		free(images[i].image);
		json_decref(images[i].manifest);
	}
	catalog_release(&catalog);
	return directory_remove(folder, &err);
}

static void set(struct plan *plan, const char *key, const char *value)
{
	if (plan_set(plan, &catalog, key, value, &err))
		fail_msg("%s = %s: %s", key, value, err.text);
}

static void add_arm(struct plan *plan, const char *kernel, const char *name)
{
	plan->arms = xgrow(plan->arms, plan->arm_count, sizeof(*plan->arms));
	plan->arms[plan->arm_count++] = (struct arm){
		.name = xstrdup(name),
		.kernel = xstrdup(kernel),
		.parameters = xstrdup("debug"),
	};
}

static void make_plan(struct plan *plan, const char *mappings)
{
	plan_init(plan, "test");
	set(plan, "topologies", "uma");
	set(plan, "mappings", mappings);
	set(plan, "workloads", "hotremove");
}

static int open_kernels(struct session_kernels *kernels,
			const struct plan *plan)
{
	return kernels_open(kernels, plan, &catalog, NULL, images, 5, &err);
}

static const char *key_of(const struct session_kernels *kernels, int arm,
			  enum mapping mapping)
{
	return json_string_value(json_object_get(
		kernels_of(kernels, arm, mapping)->kernel.manifest, "key"));
}

static void an_arm_of_before_the_parameter_has_two_kernels(void **state)
{
	struct session_kernels kernels;
	struct plan plan;

	(void)state;
	make_plan(&plan, "4K 2M 1G");
	add_arm(&plan, "new", "new");
	add_arm(&plan, "old", "old");
	add_arm(&plan, "old", "c");
	if (open_kernels(&kernels, &plan))
		fail_msg("%s", err.text);
	assert_int_equal(kernels.count, 5);
	for (int arm = 1; arm < 3; arm++) {
		assert_string_equal(key_of(&kernels, arm, MAPPING_2M),
				    "old-large");
		assert_string_equal(key_of(&kernels, arm, MAPPING_1G),
				    "old-large");
		assert_string_equal(key_of(&kernels, arm, MAPPING_4K),
				    "old-4K");
		assert_string_equal(kernels_second(&kernels, arm)->of, "4K");
	}
	assert_string_equal(key_of(&kernels, 0, MAPPING_4K), "new-any");
	assert_null(kernels_second(&kernels, 0));
	kernels_close(&kernels);
	plan_release(&plan);
}

static void one_mapping_takes_one_kernel(void **state)
{
	struct session_kernels kernels;
	struct plan plan;

	(void)state;
	make_plan(&plan, "4K");
	add_arm(&plan, "old", "old");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	assert_int_equal(kernels.count, 1);
	assert_string_equal(key_of(&kernels, 0, MAPPING_4K), "old-4K");
	kernels_close(&kernels);
	plan_release(&plan);
	make_plan(&plan, "2M");
	add_arm(&plan, "old", "old");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	assert_int_equal(kernels.count, 1);
	assert_string_equal(key_of(&kernels, 0, MAPPING_2M), "old-large");
	kernels_close(&kernels);
	plan_release(&plan);
}

/* All that any question needs, and one more line. */
static void write_config(const char *path, const char *line)
{
	struct needs needs = { 0 };
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(needs_read(&needs, catalog.folder, &err), 0);
	for (size_t i = 0; i < needs.count; i++)
		if (needs.list[i].option)
			fprintf(file, "CONFIG_%s=%s\n", needs.list[i].option,
				needs.list[i].value);
	fputs(line, file);
	needs_release(&needs);
	assert_int_equal(fclose(file), 0);
}

/* Seconds that the boot of each arm may take. */
static void assert_timeouts(const struct plan *plan, unsigned int seconds)
{
	struct session session = { .plan = plan };

	if (open_kernels(&session.kernels, plan))
		fail_msg("%s", err.text);
	for (int arm = 0; arm < plan->arm_count; arm++) {
		const struct cell cell = { .arm = arm, .mapping = MAPPING_2M };

		assert_int_equal(session_timeout_ns(&session, &cell),
				 seconds * NS_PER_S);
	}
	kernels_close(&session.kernels);
}

/* No symbols are read for this plan. */
static void a_configuration_says_how_long_a_boot_may_take(void **state)
{
	char *path = xasprintf("%s/config", folder);
	struct plan plan;

	(void)state;
	make_plan(&plan, "2M");
	add_arm(&plan, "new", "new");
	add_arm(&plan, "new", "clang");
	assert_timeouts(&plan, 120);
	write_config(path, "CONFIG_KASAN=y\n");
	assert_timeouts(&plan, 1200);
	set(&plan, "timeout", "120");
	assert_timeouts(&plan, 120);
	plan.timeout_given = false;
	write_config(path, "# CONFIG_KASAN is not set\n");
	assert_timeouts(&plan, 120);
	unlink(path);
	free(path);
	plan_release(&plan);
}

static void refuse(const char *kernel, const char *mappings,
		   const char *sentence)
{
	struct session_kernels kernels;
	struct plan plan;

	make_plan(&plan, mappings);
	add_arm(&plan, kernel, kernel);
	assert_int_equal(kernels_open(&kernels, &plan, &catalog, NULL,
				      kernel == images[0].arm ? images :
				      images + 3, 1, &err), -EINVAL);
	assert_string_equal(err.text, sentence);
	kernels_close(&kernels);
	plan_release(&plan);
}

static void an_image_is_booted_for_the_pages_it_has(void **state)
{
	(void)state;
	refuse("small", "2M 4K",
	       "arm small: found a kernel of before `debug_pagealloc=`, built with CONFIG_DEBUG_PAGEALLOC, so that its direct map has pages of 4K only: expected mapping 4K, or a kernel without the option");
	refuse(images[0].arm, "2M 4K",
	       "arm old: found a kernel of before `debug_pagealloc=`, built without CONFIG_DEBUG_PAGEALLOC, so that its direct map never has pages of 4K: expected mappings without 4K, or a kernel with the option");
	refuse(images[0].arm, "4K",
	       "arm old: found a kernel of before `debug_pagealloc=`, built without CONFIG_DEBUG_PAGEALLOC, so that its direct map never has pages of 4K: expected mappings without 4K, or a kernel with the option");
}

static void an_arm_of_other_tools_has_another_kernel(void **state)
{
	struct session_kernels kernels;
	struct plan plan;

	(void)state;
	make_plan(&plan, "2M");
	for (int i = 0; i < 4; i++)
		add_arm(&plan, "new", i == 0 ? "new" : i == 1 ? "clang" :
			i == 2 ? "again" : "clang again");
	plan.arms[1].make = xstrdup("LLVM=-16");
	plan.arms[3].make = xstrdup("LLVM=-16");
	if (open_kernels(&kernels, &plan))
		fail_msg("%s", err.text);
	assert_string_equal(key_of(&kernels, 0, MAPPING_2M), "new-any");
	assert_string_equal(key_of(&kernels, 1, MAPPING_2M), "clang-any");
	assert_string_equal(key_of(&kernels, 2, MAPPING_2M), "new-any");
	assert_string_equal(key_of(&kernels, 3, MAPPING_2M), "clang-any");
	assert_string_equal(kernels.list[1].kernel.name, "new");
	kernels_close(&kernels);
	plan.arms[2].config_file = xstrdup("mine");
	assert_int_not_equal(open_kernels(&kernels, &plan), 0);
	kernels_close(&kernels);
	plan_release(&plan);
}

static bool has(const char *name)
{
	char *path = xasprintf("%s/inputs/%s", folder, name);
	bool is = file_exists(path);

	free(path);
	return is;
}

static void only_an_arm_with_two_kernels_has_more_files(void **state)
{
	char *inputs = xasprintf("%s/inputs", folder);
	struct session_kernels kernels;
	struct plan plan;

	(void)state;
	make_plan(&plan, "2M 4K");
	add_arm(&plan, "new", "new");
	add_arm(&plan, "old", "old");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	assert_int_equal(directory_make(inputs, &err), 0);
	assert_int_equal(kernels_keep(&kernels, folder, &err), 0);
	assert_true(has("arm0.bzImage") && has("arm0.code"));
	assert_false(has("arm0.4K.bzImage"));
	assert_true(has("arm1.bzImage") && has("arm1.4K.bzImage"));
	assert_true(has("arm1.4K.code"));
	assert_non_null(strstr(kernels_of(&kernels, 1,
					  MAPPING_4K)->kernel.image,
			       "inputs/arm1.4K.bzImage"));
	kernels_close(&kernels);
	plan_release(&plan);
	free(inputs);
}

/* The line of the first arm's cell with a mapping, without padding. */
static char *line_of(const struct plan *plan,
		     const struct session_kernels *kernels,
		     enum mapping mapping)
{
	json_t *const manifests[] = { kernels->list[0].kernel.manifest };
	char *line = NULL;
	struct cells cells;

	assert_int_equal(cells_make(&cells, plan, manifests, &err), 0);
	for (int i = 0; i < cells.count; i++) {
		const char *whole = cells.cells[i].command_line;
		size_t length = strstr(whole, " numaboot.pad=") - whole;

		assert_int_equal(strlen(whole), 511);
		if (cells.cells[i].mapping == mapping)
			line = xasprintf("%.*s", (int)length, whole);
	}
	cells_release(&cells);
	return line;
}

static void parameters_that_do_not_exist_yet_are_left_out(void **state)
{
	struct session_kernels kernels;
	struct plan plan;
	char *line;

	(void)state;
	make_plan(&plan, "4K");
	add_arm(&plan, "old", "old");
	free(plan.arms[0].parameters);
	plan.arms[0].parameters = xstrdup("movable_node");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	line = line_of(&plan, &kernels, MAPPING_4K);
	assert_string_equal(line,
			    "console=ttyS0 panic=-1 reboot=t maxcpus=1 nolapic_timer no_timer_check memblock=debug earlycon=uart8250,io,0x3f8,115200n8 loglevel=8 movable_node");
	free(line);
	kernels_close(&kernels);
	plan_release(&plan);
	make_plan(&plan, "4K");
	add_arm(&plan, "new", "new");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	line = line_of(&plan, &kernels, MAPPING_4K);
	assert_non_null(strstr(line, " nokaslr "));
	assert_non_null(strstr(line, " debug_pagealloc=on "));
	free(line);
	kernels_close(&kernels);
	plan_release(&plan);
}

static void open_images(struct session_images *opened, const struct plan *plan,
			const struct session_kernels *kernels)
{
	if (images_open(opened, plan, kernels, NULL, &err))
		fail_msg("%s", err.text);
	if (images_write(opened, folder, &err))
		fail_msg("%s", err.text);
}

static const char *init_of(const struct session_images *opened, int arm)
{
	const struct cell cell = {
		.arm = arm,
		.workload = opened->plan->workloads[0],
	};
	const struct session_init *init = images_init(opened, &cell);

	assert_string_equal(images_path(opened, &cell), init->initramfs);
	return init->name;
}

static void each_kernel_has_the_init_that_finds_its_words(void **state)
{
	struct session_kernels kernels;
	struct session_images opened;
	struct plan plan;

	(void)state;
	make_plan(&plan, "2M");
	add_arm(&plan, "old", "old");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	open_images(&opened, &plan, &kernels);
	assert_int_equal(opened.init_count, 1);
	assert_string_equal(opened.inits[0].key, "init_sha256");
	assert_string_equal(init_of(&opened, 0), "build/init-cmdline");
	assert_false(has("initramfs.cmdline.cpio"));
	images_close(&opened);
	kernels_close(&kernels);

	add_arm(&plan, "new", "new");
	assert_int_equal(open_kernels(&kernels, &plan), 0);
	open_images(&opened, &plan, &kernels);
	assert_int_equal(opened.init_count, 2);
	assert_string_equal(opened.inits[0].key, "init_sha256");
	assert_string_equal(opened.inits[1].key, "init_cmdline_sha256");
	assert_string_equal(init_of(&opened, 0), "build/init-cmdline");
	assert_string_equal(init_of(&opened, 1), "build/init");
	assert_ptr_equal(images_plain(&opened), opened.inits[1].initramfs);
	assert_true(has("initramfs.cmdline.cpio") && has("initramfs.cpio"));
	images_close(&opened);
	kernels_close(&kernels);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_arm_of_before_the_parameter_has_two_kernels),
		cmocka_unit_test(one_mapping_takes_one_kernel),
		cmocka_unit_test(an_image_is_booted_for_the_pages_it_has),
		cmocka_unit_test(an_arm_of_other_tools_has_another_kernel),
		cmocka_unit_test(only_an_arm_with_two_kernels_has_more_files),
		cmocka_unit_test(
			parameters_that_do_not_exist_yet_are_left_out),
		cmocka_unit_test(
			each_kernel_has_the_init_that_finds_its_words),
		cmocka_unit_test(a_configuration_says_how_long_a_boot_may_take),
	};

	return cmocka_run_group_tests_name("session/kernels", tests, make,
					   clean);
}
