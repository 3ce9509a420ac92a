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

#include "kernel/symbols.h"

#define FIXTURES "bench/kernel/fixtures/"

/* A kernel for which nothing holds. */
static const struct era today;

struct fixture {
	struct sysmap map;
	struct symbols *symbols;
};

static int open_fixture(void **state)
{
	static struct fixture fixture;
	struct error err;

	*state = &fixture;
	if (sysmap_load(&fixture.map, FIXTURES "small.map", &err))
		return -1;
	return symbols_read(&fixture.symbols, FIXTURES "small.symbols.ini",
			    &err);
}

static int close_fixture(void **state)
{
	struct fixture *fixture = *state;

	sysmap_release(&fixture->map);
	symbols_free(fixture->symbols);
	return 0;
}

/* Read a table from a string; the result of symbols_read(). */
static int read_text(struct symbols **symbols, const char *text,
		     struct error *err)
{
	char path[] = "/tmp/numaboot-symbols-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	int ret;

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	ret = symbols_read(symbols, path, err);
	unlink(path);
	return ret;
}

static void clones_belong_to_the_group_of_their_function(void **state)
{
	const struct fixture *fixture = *state;

	assert_true(symbols_group_has(fixture->symbols, "memblock.find",
				      "memblock_find_in_range.constprop.0"));
	assert_true(symbols_group_has(fixture->symbols, "memblock.reserve",
				      "memblock_reserve.cold"));
	assert_false(symbols_group_has(fixture->symbols, "memblock.find",
				       "memblock_find_dma_reserve"));
	assert_false(symbols_group_has(fixture->symbols, "none",
				       "memblock_reserve"));
}

static void parts_of_a_function_are_not_called(void **state)
{
	const struct symbols *symbols = ((struct fixture *)*state)->symbols;

	assert_true(symbols_group_is_called(symbols, "memblock.reserve",
					    "memblock_reserve", false));
	assert_true(symbols_group_is_called(symbols, "memblock.reserve",
					    "memblock_reserve.isra.0", false));
	assert_false(symbols_group_is_called(symbols, "memblock.reserve",
					     "memblock_reserve.cold", false));
	assert_false(symbols_group_is_called(symbols, "memblock.reserve",
					     "memblock_reserve.part.0", false));
	assert_false(symbols_group_is_called(symbols, "memblock.reserve",
					     "memblock_add_range", false));
}

static void the_plugin_gets_the_functions_that_the_kernel_has(void **state)
{
	const struct fixture *fixture = *state;
	struct error err;
	char *option;

	assert_int_equal(symbols_plugin_option(fixture->symbols, &today,
					       &fixture->map, "a,b/profile.so",
					       "map", "out", &option, &err),
			 0);
	assert_string_equal(option,
			    "a,,b/profile.so,symbols=map,out=out"
			    ",milestone=start_kernel:enter:start_kernel"
			    ",milestone=init_mem_mapping.return:return:init_mem_mapping:setup_arch"
			    ",milestone=mm_init:enter:mem_init");
	free(option);
}

static void a_group_without_any_function_is_named(void **state)
{
	const struct fixture *fixture = *state;
	struct symbols *symbols;
	struct error err;
	char *option;

	assert_int_equal(read_text(&symbols,
				   "[group gone]\nmembers = one two\n",
				   &err), 0);
	assert_int_equal(symbols_plugin_option(symbols, &today, &fixture->map,
					       "p", "m", "o", &option, &err),
			 -ENOENT);
	assert_string_equal(err.text,
			    "the kernel has no function for group gone: found none of one, two");
	assert_null(option);
	symbols_free(symbols);
}

static void a_milestone_without_any_function_is_named(void **state)
{
	const struct fixture *fixture = *state;
	struct symbols *symbols;
	struct error err;

	assert_int_equal(read_text(&symbols,
				   "[milestone late]\nenter = init:mm_init\n",
				   &err), 0);
	assert_int_equal(symbols_check(symbols, &today, &fixture->map, &err),
			 -ENOENT);
	assert_string_equal(err.text,
			    "the kernel has no function for milestone late: found none of init:mm_init");
	symbols_free(symbols);
}

/* One function of that name in .init.text, and another one before it. */
static void make_two_of_a_name(struct sysmap *map, const char *start)
{
	struct error err;

	*map = (struct sysmap){ 0 };
	sysmap_add(map, SYSMAP_KERNEL_BASE + 0x1000, 't', "mm_init.isra.0");
	sysmap_add(map, SYSMAP_KERNEL_BASE + 0x2000, 'T', start);
	sysmap_add(map, SYSMAP_KERNEL_BASE + 0x2000, 't', "mm_init");
	sysmap_add(map, SYSMAP_KERNEL_BASE + 0x3000, 'T', "_einittext");
	assert_int_equal(sysmap_finish(map, "map", &err), 0);
}

static void assert_enters(const struct sysmap *map, const char *option_end)
{
	struct symbols *symbols;
	struct error err;
	char *option;

	assert_int_equal(read_text(&symbols,
				   "[milestone m]\nenter = init:mm_init\n",
				   &err), 0);
	assert_int_equal(symbols_plugin_option(symbols, &today, map, "p", "m",
					       "o", &option, &err),
			 option_end ? 0 : -ENOENT);
	if (option_end)
		assert_string_equal(option, option_end);
	else
		assert_non_null(strstr(err.text, "expected _sinittext"));
	free(option);
	symbols_free(symbols);
}

static void a_map_that_a_run_kept_has_the_same_milestones(void **state)
{
	char path[] = "/tmp/numaboot-symbols-XXXXXX";
	struct sysmap map, kept;
	struct error err;

	(void)state;
	make_two_of_a_name(&map, "_sinittext");
	close(mkstemp(path));
	assert_int_equal(sysmap_write(&map, path, &err), 0);
	assert_int_equal(sysmap_load(&kept, path, &err), 0);
	unlink(path);
	assert_enters(&map, "p,symbols=m,out=o,milestone=m:enter:mm_init");
	assert_enters(&kept, "p,symbols=m,out=o,milestone=m:enter:mm_init");
	sysmap_release(&kept);
	sysmap_release(&map);
}

static void a_milestone_of_two_functions_is_refused(void **state)
{
	struct sysmap map;

	(void)state;
	make_two_of_a_name(&map, "other");
	assert_enters(&map, NULL);
	sysmap_release(&map);
}

static void expect_entered(const struct fixture *fixture,
			   const struct symbols *symbols,
			   const struct era *era, const char *expected)
{
	struct error err;
	char *option;

	assert_int_equal(symbols_plugin_option(symbols, era, &fixture->map,
					       "p", "m", "o", &option, &err),
			 0);
	assert_string_equal(strstr(option, ",milestone"), expected);
	free(option);
}

/* An era whose name for @milestone is mem_init. */
static const struct era *era_with(char *milestone)
{
	static char none[] = "none", mem_init[] = "mem_init";
	static char *others[] = { none, mem_init, NULL };
	static struct era_name name = { .enter = { others, 2 } };
	static const struct era era = { .names = &name, .name_count = 1 };

	name.milestone = milestone;
	return &era;
}

static void an_era_names_a_milestone_where_the_table_does_not(void **state)
{
	const struct fixture *fixture = *state;
	char late[] = "late", early[] = "early";
	struct symbols *symbols;
	struct error err;

	assert_int_equal(read_text(&symbols, "[milestone late]\nenter = x\n",
				   &err), 0);
	assert_int_equal(symbols_check(symbols, &today, &fixture->map, &err),
			 -ENOENT);
	expect_entered(fixture, symbols, era_with(late),
		       ",milestone=late:enter:mem_init");
	assert_string_equal(symbols_find_in_era(era_with(late), &fixture->map,
						"late")->name, "mem_init");
	assert_null(symbols_find_in_era(era_with(early), &fixture->map,
					"late"));
	assert_int_equal(symbols_check(symbols, era_with(early), &fixture->map,
				       &err), -ENOENT);
	symbols_free(symbols);
}

static void a_name_does_not_hold_where_others_enter_it_too(void **state)
{
	static char mem_init[] = "mem_init", setup_arch[] = "!setup_arch";
	static char modules[] = "!__request_module", late[] = "late";
	static char *others[] = { mem_init, modules, NULL };
	static struct era_name name = { late, { others, 2 } };
	static const struct era era = { .names = &name, .name_count = 1 };
	const struct fixture *fixture = *state;
	struct symbols *symbols;
	struct error err;

	assert_int_equal(read_text(&symbols, "[milestone late]\nenter = x\n",
				   &err), 0);
	expect_entered(fixture, symbols, &era, ",milestone=late:enter:mem_init");
	others[1] = setup_arch;
	assert_null(symbols_find_in_era(&era, &fixture->map, "late"));
	assert_int_equal(symbols_check(symbols, &era, &fixture->map, &err),
			 -ENOENT);
	assert_string_equal(err.text,
			    "the kernel has no function for milestone late: found none of its own, and mem_init is entered for others too where there is setup_arch");
	symbols_free(symbols);
}

static void the_table_is_asked_before_the_era(void **state)
{
	const struct fixture *fixture = *state;
	char late[] = "late";
	struct symbols *symbols;
	struct error err;

	assert_int_equal(read_text(&symbols,
				   "[milestone late]\nenter = start_kernel\n",
				   &err), 0);
	expect_entered(fixture, symbols, era_with(late),
		       ",milestone=late:enter:start_kernel");
	symbols_free(symbols);
}

static void an_unknown_key_is_refused(void **state)
{
	struct symbols *symbols;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&symbols, "[group g]\ncall = f\n", &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, ":2: found `call = f`, expected calls, inlined-calls or members in a group"));
	assert_null(symbols);
}

static void an_unknown_section_is_refused(void **state)
{
	struct symbols *symbols;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&symbols, "[groups]\ncalls = f\n", &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, ":2: found `calls = f`, expected a section [group NAME]"));
}

static void half_a_return_milestone_is_refused(void **state)
{
	struct symbols *symbols;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&symbols, "[milestone m]\nreturn = f\n",
				   &err), -EINVAL);
	assert_non_null(strstr(err.text, "[milestone m] needs either enter, or return and to"));
}

static void the_shipped_table_fits_the_fixture_kernel(void **state)
{
	const struct fixture *fixture = *state;
	struct symbols *symbols;
	struct error err;

	assert_int_equal(symbols_read(&symbols, "kernels/symbols.ini", &err),
			 0);
	assert_int_equal(symbols_check(symbols, &today, &fixture->map, &err), 0);
	symbols_free(symbols);
}

/* Give a function of the fixture kernel the name that another kernel has. */
static void rename_function(struct sysmap *map, const char *from,
			    const char *to)
{
	for (size_t i = 0; i < map->function_count; i++)
		if (strcmp(map->functions[i].name, from) == 0) {
			free(map->functions[i].name);
			map->functions[i].name = strdup(to);
		}
	for (size_t i = 0; i < map->symbol_count; i++)
		if (strcmp(map->symbols[i].name, from) == 0) {
			free(map->symbols[i].name);
			map->symbols[i].name = strdup(to);
		}
}

static void the_shipped_table_fits_where_memblock_reserve_is_inline(void **state)
{
	struct symbols *symbols;
	struct sysmap map;
	struct error err;

	(void)state;
	assert_int_equal(sysmap_load(&map, FIXTURES "small.map", &err), 0);
	rename_function(&map, "memblock_reserve", "__memblock_reserve");
	assert_int_equal(symbols_read(&symbols, "kernels/symbols.ini", &err),
			 0);
	assert_int_equal(symbols_check(symbols, &today, &map, &err), 0);
	assert_false(symbols_group_is_called(symbols, "memblock.reserve",
					     "__memblock_reserve", false));
	assert_true(symbols_group_is_called(symbols, "memblock.reserve",
					    "__memblock_reserve", true));
	symbols_free(symbols);
	sysmap_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clones_belong_to_the_group_of_their_function),
		cmocka_unit_test(parts_of_a_function_are_not_called),
		cmocka_unit_test(the_plugin_gets_the_functions_that_the_kernel_has),
		cmocka_unit_test(a_group_without_any_function_is_named),
		cmocka_unit_test(a_milestone_without_any_function_is_named),
		cmocka_unit_test(a_map_that_a_run_kept_has_the_same_milestones),
		cmocka_unit_test(a_milestone_of_two_functions_is_refused),
		cmocka_unit_test(an_era_names_a_milestone_where_the_table_does_not),
		cmocka_unit_test(a_name_does_not_hold_where_others_enter_it_too),
		cmocka_unit_test(the_table_is_asked_before_the_era),
		cmocka_unit_test(an_unknown_key_is_refused),
		cmocka_unit_test(an_unknown_section_is_refused),
		cmocka_unit_test(half_a_return_milestone_is_refused),
		cmocka_unit_test(the_shipped_table_fits_the_fixture_kernel),
		cmocka_unit_test(the_shipped_table_fits_where_memblock_reserve_is_inline),
	};

	return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
