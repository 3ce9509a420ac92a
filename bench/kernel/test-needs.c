// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/needs.h"
#include "kernel/userconfig.h"
#include "lib/alloc.h"

static const char notes[] = "#: for topology\n#: holds cpus\n"
			    "CONFIG_NR_CPUS=64\n"
			    "#: for topology\n#: holds nodes\n"
			    "CONFIG_NODES_SHIFT=6\n"
			    "#: for 4K\n#: seen by map_pages\n"
			    "#: was OLD_CHECKS\n"
			    "CONFIG_CHECKS=y\n"
			    "#: for boot\n#: at least 2\n"
			    "CONFIG_PORTS=4\n"
			    "#: for boot\n"
			    "#: # CONFIG_OVERRIDE is not set\n"
			    "CONFIG_OTHER=y\n"
			    "#: for movable\n#: parameter movable\n"
			    "#: for gone\n#: where it exists\n"
			    "CONFIG_GONE=y\n";

static char function[] = "map_pages.constprop.0";
static char *functions[] = { function };

static void asks(const char *config, const char *name, unsigned int nodes,
		 unsigned int cpus, enum fact expected, const char *reason)
{
	const struct question question = { name, nodes, cpus };
	struct facts facts = { .config = (char *)config };
	struct needs needs = { 0 };
	struct error err;
	char *why;

	assert_int_equal(needs_read_text(&needs, "f", notes, &err), 0);
	assert_int_equal(needs_answer(&needs, &facts, &question, &why),
			 expected);
	if (reason)
		assert_string_equal(why, reason);
	else
		assert_null(why);
	free(why);
	needs_release(&needs);
}

static void an_option_that_does_not_exist_is_not_missed(void **state)
{
	(void)state;
	asks("CONFIG_GONE=y\n", "gone", 0, 0, FACT_YES, NULL);
	asks("CONFIG_OTHER=y\n", "gone", 0, 0, FACT_YES, NULL);
	asks("# CONFIG_GONE is not set\n", "gone", 0, 0, FACT_NO,
	     "no CONFIG_GONE");
}

static void numbers_limit_topologies(void **state)
{
	static const char small[] = "CONFIG_NR_CPUS=8\nCONFIG_NODES_SHIFT=3\n";

	(void)state;
	asks(small, "topology", 8, 8, FACT_YES, NULL);
	asks(small, "topology", 8, 32, FACT_NO,
	     "CONFIG_NR_CPUS=8, and 32 CPUs are asked for");
	asks(small, "topology", 9, 8, FACT_NO,
	     "CONFIG_NODES_SHIFT=3, and 9 nodes are asked for");
	asks("CONFIG_NR_CPUS=4\n", "topology", 2, 8, FACT_NO,
	     "CONFIG_NR_CPUS=4, and 8 CPUs are asked for; no CONFIG_NODES_SHIFT");
}

static void a_module_is_not_there(void **state)
{
	(void)state;
	asks("CONFIG_CHECKS=y\n", "4K", 0, 0, FACT_YES, NULL);
	asks("CONFIG_OLD_CHECKS=y\n", "4K", 0, 0, FACT_YES, NULL);
	asks("CONFIG_CHECKS=m\n", "4K", 0, 0, FACT_NO,
	     "CONFIG_CHECKS=m, and the guest loads no modules");
	asks("# CONFIG_CHECKS is not set\n", "4K", 0, 0, FACT_NO,
	     "no CONFIG_CHECKS");
	asks("CONFIG_CHECKS_MORE=y\n", "4K", 0, 0, FACT_NO,
	     "no CONFIG_CHECKS");
}

static void what_must_be_off_and_how_many_there_must_be(void **state)
{
	(void)state;
	asks("CONFIG_PORTS=2\n", "boot", 0, 0, FACT_YES, NULL);
	asks("CONFIG_PORTS=1\nCONFIG_OVERRIDE=y\n", "boot", 0, 0, FACT_NO,
	     "CONFIG_PORTS=1, expected 2 or more; CONFIG_OVERRIDE=y");
}

static void without_a_configuration_functions_tell(void **state)
{
	const struct question question = { .name = "4K" };
	const struct question boot = { .name = "boot" };
	struct facts facts = { .functions = functions, .function_count = 1 };
	struct needs needs = { 0 };
	struct error err;
	char *why;

	(void)state;
	assert_int_equal(needs_read_text(&needs, "f", notes, &err), 0);
	assert_int_equal(needs_answer(&needs, &facts, &question, &why),
			 FACT_YES);
	assert_int_equal(needs_answer(&needs, &facts, &boot, &why),
			 FACT_UNKNOWN);
	assert_string_equal(why,
			    "its configuration is not known (CONFIG_PORTS)");
	free(why);
	function[0] = 'x';
	assert_int_equal(needs_answer(&needs, &facts, &question, &why),
			 FACT_NO);
	assert_string_equal(why, "no map_pages(), so no CONFIG_CHECKS");
	free(why);
	facts.function_count = 0;
	assert_int_equal(needs_answer(&needs, &facts, &question, &why),
			 FACT_UNKNOWN);
	free(why);
	needs_release(&needs);
}

static void parameters_are_texts_of_the_image(void **state)
{
	unsigned char bytes[] = "an immovable\0movable_node\0movable=\0";
	struct facts facts = { .payload = { .bytes = bytes,
					    .size = sizeof(bytes) } };

	(void)state;
	assert_int_equal(facts_has_parameter(&facts, "movable_node"), FACT_YES);
	assert_int_equal(facts_has_parameter(&facts, "movable"), FACT_YES);
	assert_int_equal(facts_has_parameter(&facts, "node"), FACT_NO);
	assert_int_equal(facts_has_parameter(&facts, "movable_nod"), FACT_NO);
	facts.unread = (char *)"why";
	assert_int_equal(facts_has_parameter(&facts, "node"), FACT_UNKNOWN);
}

static void refused(const char *text, const char *sentence)
{
	struct needs needs = { 0 };
	struct error err;

	assert_int_equal(needs_read_text(&needs, "f", text, &err), -EINVAL);
	assert_string_equal(err.text, sentence);
	needs_release(&needs);
}

static void a_note_without_its_option_is_refused(void **state)
{
	(void)state;
	refused("#: for boot\n# words\nCONFIG_X=y\n",
		"f:2: found `# words`, expected an option, which the `#:` above is about");
	refused("CONFIG_X=y\n#: for boot\n",
		"f:3: found the end, expected an option, which the `#:` above is about");
	refused("#: needs X\n",
		"f:1: found `#: needs X`, expected `for`, `was`, `seen by`, `where it exists`, `at least`, `holds`, `parameter`, or an option");
}

static void a_users_configuration_gets_what_it_lacks(void **state)
{
	const struct question asked[] = {
		{ .name = "4K" },
		{ .name = "topology", .nodes = 2, .cpus = 16 },
		{ .name = "boot" },
	};
	struct needs needs = { 0 };
	struct error err;
	char *text;

	(void)state;
	assert_int_equal(needs_read_text(&needs, "f", notes, &err), 0);
	text = userconfig_needed("CONFIG_NR_CPUS=8\nCONFIG_NODES_SHIFT=1\n"
				 "CONFIG_CHECKS=m\nCONFIG_PORTS=32\n"
				 "CONFIG_OVERRIDE=y\n", &needs, asked, 3);
	assert_string_equal(text, "CONFIG_NR_CPUS=64\nCONFIG_CHECKS=y\n"
				  "# CONFIG_OVERRIDE is not set\n");
	free(text);
	text = userconfig_needed("CONFIG_NR_CPUS=8\n", &needs, asked, 1);
	assert_string_equal(text, "CONFIG_CHECKS=y\n");
	free(text);
	needs_release(&needs);
}

static void what_became_of_a_users_configuration_is_told_once(void **state)
{
	struct argv told = { 0 };
	char *list;

	(void)state;
	argv_add(&told, "CONFIG_KEYS=\"\": the tree has no \"x.pem\"");
	userconfig_changes("CONFIG_A=m\nCONFIG_B=y\nCONFIG_KEYS=\"x.pem\"\n"
			   "CONFIG_GCC_VERSION=1\n# CONFIG_D is not set\n"
			   "# CONFIG_E is not set\nCONFIG_SAME=y\n",
			   "CONFIG_C=y\n",
			   "CONFIG_A=y\nCONFIG_C=y\nCONFIG_KEYS=\"\"\n"
			   "CONFIG_GCC_VERSION=2\nCONFIG_E=y\nCONFIG_SAME=y\n"
			   "CONFIG_NEW_DEFAULT=y\n", &told);
	list = argv_list(&told, "\n");
	assert_string_equal(list, "CONFIG_KEYS=\"\": the tree has no \"x.pem\"\n"
				  "CONFIG_C=y, was not there\n"
				  "CONFIG_A=y, was m\n"
				  "# CONFIG_B is not set, was y\n"
				  "CONFIG_E=y, was n");
	free(list);
	argv_release(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_option_that_does_not_exist_is_not_missed),
		cmocka_unit_test(numbers_limit_topologies),
		cmocka_unit_test(a_module_is_not_there),
		cmocka_unit_test(what_must_be_off_and_how_many_there_must_be),
		cmocka_unit_test(without_a_configuration_functions_tell),
		cmocka_unit_test(parameters_are_texts_of_the_image),
		cmocka_unit_test(a_note_without_its_option_is_refused),
		cmocka_unit_test(a_users_configuration_gets_what_it_lacks),
		cmocka_unit_test(what_became_of_a_users_configuration_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
