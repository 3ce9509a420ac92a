// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
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
#include "evidence/topology-check.h"

#define TOPOLOGY "bench/topologies/numa4-memoryless.topo"
#define IN_TOPOLOGY " (" TOPOLOGY ")"

/* Recorded: 6.1 under QEMU 7.2, maxcpus=1, without the zones. */
#define RECORDED "bench/evidence/fixtures/guest-memoryless.jsonl"

static char records_path[] = "/tmp/test-topology-check-XXXXXX";

static void load(struct topology *t, const char *path)
{
	struct error err = { "" };

	if (topology_load(t, path, &err))
		fail_msg("%s", err.text);
}

static char *read_recorded(void)
{
	struct error err = { "" };
	char *text;

	if (file_read(RECORDED, &text, NULL, &err))
		fail_msg("%s", err.text);
	return text;
}

/* Of a kernel that checks itself. */
static bool keeps_memory;

/* What of it is a record is looked at, whatever else is in it. */
static int file_check(const struct topology *t, const char *path,
		      unsigned int limit, struct error *err)
{
	struct guest_records guest;
	struct error ignored;
	int ret;

	guest_records_read(&guest, path, &ignored);
	ret = topology_check(t, &guest, limit, keeps_memory, err);
	guest_records_release(&guest);
	return ret;
}

static int check_text(const char *text, unsigned int limit, struct error *err)
{
	struct topology t;

	*err = (struct error){ "" };
	load(&t, TOPOLOGY);
	assert_int_equal(file_write(records_path, text, strlen(text), err), 0);
	return file_check(&t, records_path, limit, err);
}

/* Checks the recording with the first @from replaced by @to. */
static int check_changed(const char *from, const char *to, unsigned int limit,
			 struct error *err)
{
	char *text = read_recorded();
	char *at = strstr(text, from);
	char *changed;
	int ret;

	assert_non_null(at);
	assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to,
			     at + strlen(from)) > 0);
	ret = check_text(changed, limit, err);
	free(changed);
	free(text);
	return ret;
}

static void a_recorded_guest_sees_what_was_described(void **state)
{
	struct error err = { "" };
	struct topology t;

	(void)state;
	load(&t, TOPOLOGY);
	if (file_check(&t, RECORDED, UINT_MAX, &err) ||
	    file_check(&t, RECORDED, 1, &err))
		fail_msg("%s", err.text);
}

static void a_node_may_list_only_its_cpus_online(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check_changed("\"cpus\":\"1\"", "\"cpus\":\"\"", 1,
				       &err), 0);
	assert_int_equal(check_changed("\"cpus\":\"1\"", "\"cpus\":\"\"",
				       UINT_MAX, &err), -EINVAL);
	assert_string_equal(err.text,
			    "guest: node 1 has the CPUs ``, expected `1`" IN_TOPOLOGY);
}

/* Each changes one place of the recording and so one fact. */
static const struct {
	const char *from;
	const char *to;
	const char *sentence;
} differing[] = {
	{ "[20,10,20,20]", "[20,10,30,20]",
	  "guest: node 1 has distance 30 to node 2, expected 20" IN_TOPOLOGY },
	{ "[10,20,20,20]", "[10,20,20]",
	  "guest: node 0 has 3 distances, expected 4" IN_TOPOLOGY },
	{ "\"cpus\":\"0\"", "\"cpus\":\"0-1\"",
	  "guest: node 0 has the CPUs `0-1`, expected `0`" IN_TOPOLOGY },
	{ "\"memory_kib\":968396", "\"memory_kib\":1048577",
	  "guest: node 2 has 1048577 KiB of memory, expected 762840 to 1048576" IN_TOPOLOGY },
	{ "\"memory_kib\":968396", "\"memory_kib\":762839",
	  "guest: node 2 has 762839 KiB of memory, expected 762840 to 1048576" IN_TOPOLOGY },
	{ "\"memory_kib\":0", "\"memory_kib\":4",
	  "guest: node 1 has 4 KiB of memory, expected 0 to 0" IN_TOPOLOGY },
	{ "\"node\":3", "\"node\":7",
	  "guest: node 7 exists, expected nodes 0 to 3" IN_TOPOLOGY },
	{ "\"record\":\"node\",\"node\":2", "\"record\":\"other\",\"node\":2",
	  "guest: node 2 has no record, expected one" IN_TOPOLOGY },
	{ "\"nodes_online\":\"0-3\"", "\"nodes_online\":\"0,2-3\"",
	  "guest: the nodes online are `0,2-3`, expected `0-3`" IN_TOPOLOGY },
	{ "\"nodes_has_memory\":\"0,2-3\"", "\"nodes_has_memory\":\"0-3\"",
	  "guest: the nodes with memory are `0-3`, expected `0,2-3`" IN_TOPOLOGY },
	{ "\"cpus_present\":\"0-2\"", "\"cpus_present\":\"0\"",
	  "guest: the CPUs present are `0`, expected `0-2`" IN_TOPOLOGY },
};

static void each_difference_is_one_sentence(void **state)
{
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(differing) / sizeof(differing[0]); i++) {
		assert_int_equal(check_changed(differing[i].from,
					       differing[i].to, UINT_MAX,
					       &err), -EINVAL);
		assert_string_equal(err.text, differing[i].sentence);
	}
}

/* The sentence follows the file's name. */
static const struct {
	const char *from;
	const char *to;
	const char *sentence;
} damaged[] = {
	{ "\"record\":\"possible\"", "\"record\":\"other\"",
	  ": found no possible record, expected one" },
	{ "\"nodes_online\"", "\"other\"",
	  ": found no text `nodes_online` in the possible record, expected `0-3`" },
	{ "\"memory_kib\":0", "\"memory_kib\":\"0\"",
	  ": found no number `memory_kib` of node 1, expected one" },
	{ "\"cpus\":\"0\"", "\"cpus\":0",
	  ": found no text `cpus` of node 0, expected `0`" },
	{ "[10,20,20,20]", "10",
	  ": found no list `distances` of node 0, expected one" },
	{ "\"node\":3", "\"node\":2",
	  ":5: found a second record of node 2, expected one" },
	{ "\"node\":3", "\"node\":\"3\"",
	  ":5: found a node record without a number `node`, expected one" },
	{ "{\"record\":\"hello\"", "{\"recorded\":\"hello\"",
	  ":1: found a line without `record`, expected a JSON object with it" },
};

static void a_damaged_record_is_named(void **state)
{
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		assert_int_equal(check_changed(damaged[i].from, damaged[i].to,
					       UINT_MAX, &err), -EBADMSG);
		assert_memory_equal(err.text, records_path,
				    strlen(records_path));
		assert_string_equal(err.text + strlen(records_path),
				    damaged[i].sentence);
	}
}

static void a_truncated_file_is_damaged_wherever_it_ends(void **state)
{
	char *text = read_recorded();
	char *end = strchr(strstr(text, "\"record\":\"possible\""), '}');
	struct error err;

	(void)state;
	/* Every 7th end, to spare the disk: file_write() syncs. */
	for (; end > text; end -= end - text < 7 ? end - text : 7) {
		*end = '\0';
		assert_int_equal(check_text(text, UINT_MAX, &err), -EBADMSG);
	}
	free(text);
}

/* A recording of another topology with the first @from replaced by @to. */
static int check_other(const char *topology, const char *recording,
		       const char *from, const char *to, struct error *err)
{
	struct topology t;
	char *text, *at, *changed;
	int ret;

	*err = (struct error){ "" };
	load(&t, topology);
	assert_int_equal(file_read(recording, &text, NULL, err), 0);
	at = strstr(text, from);
	assert_non_null(at);
	assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to,
			     at + strlen(from)) > 0);
	assert_int_equal(file_write(records_path, changed, strlen(changed),
				    err), 0);
	ret = file_check(&t, records_path, 1, err);
	free(changed);
	free(text);
	return ret;
}

#define HOTADD "bench/topologies/numa4-hotadd.topo", \
	"bench/evidence/fixtures/guest-hotadd.jsonl"
#define FAKE "bench/topologies/numa-fake.topo", \
	"bench/evidence/fixtures/guest-fake.jsonl"

static void hot_added_memory_is_there_to_the_last_page(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check_other(HOTADD, "", "", &err), 0);
	assert_int_equal(check_other(HOTADD, "1048576", "1048572", &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "guest: node 1 has 1048572 KiB of memory, expected 1048576 to 1048576 (bench/topologies/numa4-hotadd.topo)");
}

static void nodes_of_the_guest_s_own_making_are_what_the_file_says(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check_other(FAKE, "", "", &err), 0);
	assert_int_equal(check_other(FAKE, "\"cpus\":\"1\"",
				     "\"cpus\":\"0-1\"", &err), -EINVAL);
	assert_int_equal(check_other(FAKE, "[20,10,20,10]", "[20,10,20,20]",
				     &err), -EINVAL);
	assert_string_equal(err.text,
			    "guest: node 1 has distance 20 to node 3, expected 10 (bench/topologies/numa-fake.topo)");
	assert_int_equal(check_other("bench/topologies/numa-off.topo",
				     "bench/evidence/fixtures/guest-fake.jsonl",
				     "", "", &err), -EINVAL);
	assert_string_equal(err.text,
			    "guest: node 1 exists, expected nodes 0 to 0 (bench/topologies/numa-off.topo)");
}

/* Lines put in front of what was recorded, and the sentence about them. */
static void a_counter_of_more_than_there_is_is_named(void **state)
{
	static const struct {
		const char *lines;
		const char *sentence;
	} counters[] = {
		{ "{\"record\":\"meminfo\",\"fields\":{\"MemTotal\":1}}\n"
		  "{\"record\":\"zone\",\"zone\":\"DMA32\",\"node\":2,"
		  "\"managed\":262144,\"free\":0}\n", NULL },
		{ "{\"record\":\"meminfo\",\"fields\":"
		  "{\"MemTotal\":99999999}}\n",
		  "guest: found MemTotal in KiB 99999999, expected at most 3145728" IN_TOPOLOGY },
		{ "{\"record\":\"meminfo\",\"fields\":"
		  "{\"MemTotal\":9223372036854775807}}\n",
		  "guest: found no possible value of MemTotal in KiB, expected at most 3145728" IN_TOPOLOGY },
		{ "{\"record\":\"zone\",\"zone\":\"DMA32\",\"node\":2,"
		  "\"managed\":262145,\"free\":0}\n",
		  "guest: found managed pages of node 2 zone DMA32 262145, expected at most 262144" IN_TOPOLOGY },
		{ "{\"record\":\"zone\",\"zone\":\"DMA32\",\"node\":2,"
		  "\"managed\":2,\"free\":-1}\n",
		  "guest: found no possible value of free pages of node 2 zone DMA32, expected at most 262144" IN_TOPOLOGY },
	};
	char *text = read_recorded();
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		char *whole = NULL;
		int ret;

		assert_true(asprintf(&whole, "%s%s", counters[i].lines,
				     text) > 0);
		ret = check_text(whole, UINT_MAX, &err);
		if (counters[i].sentence)
			assert_string_equal(err.text, counters[i].sentence);
		assert_int_equal(ret, counters[i].sentence ? -EINVAL : 0);
		free(whole);
	}
	free(text);
}

static void a_crash_kernel_may_be_missing_from_its_node(void **state)
{
	static const char small[] = "\"memory_kib\":762839";
	static const char with_crash_kernel[] =
		"\"memory_kib\":762839,\"distances\":[20,20,10,20]}\n"
		"{\"record\":\"iomem\",\"start\":1610612736,\"end\":1744830463,"
		"\"depth\":1,\"name\":\"Crash kernel\"}";
	struct error err;

	(void)state;
	assert_int_equal(check_changed("\"memory_kib\":968396", small,
				       UINT_MAX, &err), -EINVAL);
	assert_int_equal(check_changed("\"memory_kib\":968396,\"distances\":[20,20,10,20]}",
				       with_crash_kernel, UINT_MAX, &err), 0);
}

/* 13 % of 1 GiB and 64 MiB. */
static void a_kernel_that_checks_itself_has_less(void **state)
{
	struct error err;

	(void)state;
	keeps_memory = true;
	assert_int_equal(check_changed("\"memory_kib\":968396",
				       "\"memory_kib\":560990", UINT_MAX,
				       &err), 0);
	assert_int_equal(check_changed("\"memory_kib\":968396",
				       "\"memory_kib\":560989", UINT_MAX,
				       &err), -EINVAL);
	keeps_memory = false;
}

static int make_file(void **state)
{
	(void)state;
	close(mkstemp(records_path));
	return 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(records_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recorded_guest_sees_what_was_described),
		cmocka_unit_test(a_node_may_list_only_its_cpus_online),
		cmocka_unit_test(each_difference_is_one_sentence),
		cmocka_unit_test(a_damaged_record_is_named),
		cmocka_unit_test(a_truncated_file_is_damaged_wherever_it_ends),
		cmocka_unit_test(hot_added_memory_is_there_to_the_last_page),
		cmocka_unit_test(nodes_of_the_guest_s_own_making_are_what_the_file_says),
		cmocka_unit_test(a_counter_of_more_than_there_is_is_named),
		cmocka_unit_test(a_kernel_that_checks_itself_has_less),
		cmocka_unit_test(a_crash_kernel_may_be_missing_from_its_node),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
