// SPDX-License-Identifier: GPL-2.0-only
/* A claim is read as it was written, or refused with its line. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "claim/claim.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define MADE \
	"[claim]\n" \
	"sentence = Fewer bytes lie there, as one line says and\n" \
	"  the next one, too.\n" \
	"version = 0.1\n" \
	"date = 2042-11-27\n" \
	"command = numaboot run small\n" \
	"qemu = QEMU emulator version 7.2.22\n"
#define PLAN \
	"\n[plan]\nname = small\narms = a b+movable_node\n" \
	"topologies = uma mine\nmappings = 2M\nworkloads = count\n" \
	"[arguments]\nnuma-latency = --pages 4K\n"
#define KERNELS \
	"\n[kernels]\narm = a\nkernel = a-6.1\nbase = linux\n" \
	"image_sha256 = " HASH "\n\narm = b+movable_node\nkernel = b-6.1\n" \
	"image_sha256 = " HASH "\n"
#define EXPECT \
	"\n[expect]\nall = b+movable_node: boot.insns < 1.01 * baseline\n" \
	"uma/2M = a: boot.insns == 73460026\n" \
	"  b+movable_node: boot.insns == 73460027\n"
#define REPORT "\n[report]\ninsns = uma 2M {73,460,026} {-0.1 %}\n"
#define TABLES \
	"\n[tables]\nverdicts.csv = " HASH "\nsamples.csv = " HASH \
	"\nreport.txt = " HASH "\n"

static char path[] = "/tmp/numaboot-claim-XXXXXX";

static int read_text(struct claim *claim, const char *text, struct error *err)
{
	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	return claim_read(claim, path, err);
}

/* With the hash of its own topology. */
static char *whole(void)
{
	char hex[DIGEST_HEX_SIZE];

	claim_text_digest("[node 0]\nmemory = 1G\n", hex);
	return xasprintf("%s%s%s\n[topologies]\numa = " HASH "\nmine = %s\n"
			 "  |[node 0]\n  |memory = 1G\n%s%s%s", MADE, PLAN,
			 KERNELS, hex, EXPECT, REPORT, TABLES);
}

static void a_claim_is_printed_as_it_was_read(void **state)
{
	char *text = whole(), *printed, *again;
	struct claim claim;
	struct error err;
	size_t size;
	FILE *out;

	(void)state;
	assert_int_equal(read_text(&claim, text, &err), 0);
	assert_string_equal(claim.sentence,
			    "Fewer bytes lie there, as one line says and the next one, too.");
	assert_int_equal(claim.kernel_count, 2);
	assert_string_equal(claim.kernels[1].kernel, "b-6.1");
	assert_int_equal(claim.expectation_count, 3);
	assert_string_equal(claim.expectations[2].cells, "uma/2M");
	assert_string_equal(claim.topologies[1].text,
			    "[node 0]\nmemory = 1G\n");
	assert_non_null(strstr(claim.plan, "[arguments]\nnuma-latency ="));
	out = memstream_open(&printed, &size);
	claim_print(out, &claim);
	memstream_close(out);
	claim_release(&claim);
	assert_int_equal(read_text(&claim, printed, &err), 0);
	out = memstream_open(&again, &size);
	claim_print(out, &claim);
	memstream_close(out);
	assert_string_equal(printed, again);
	claim_release(&claim);
	free(again);
	free(printed);
	free(text);
}

/* The text with @old in place of @now, once. */
static char *changed(const char *old, const char *now)
{
	char *text = whole();
	char *at = strstr(text, old);
	char *other;

	assert_non_null(at);
	other = xasprintf("%.*s%s%s", (int)(at - text), text, now,
			  at + strlen(old));
	free(text);
	return other;
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
	static const struct {
		const char *old;
		const char *now;
		const char *said;
	} cases[] = {
		{ "version =", "vresion =", ":4: found `vresion = 0.1`, expected sentence" },
		{ "[plan]", "[plans]", "expected section [claim], [plan]" },
		{ "version = 0.1\n", "", "found no version, expected it in [claim]" },
		{ "date = 2042-11-27\n", "date = 1\ndate = 2\n", "expected date only once" },
		{ "image_sha256 = 0", "image_sha256 = x", "expected 64 hexadecimal digits" },
		{ "kernel = b-6.1\n", "", "arm b+movable_node: found no kernel" },
		{ "|memory = 1G", "|memory = 2G", "topology mine: found a text of SHA-256" },
		{ "uma/2M = a", "uma = a", "found `uma`, expected a cell TOPOLOGY/MAPPING" },
		{ "a: boot.insns ==", "a: boot.insn ==", "found `boot.insn`" },
		{ "a: boot.insns ==", "c: boot.insns ==", "`c: boot.insns == 73460026`" },
		{ "{-0.1 %}", "{-0.1 %", "expected words of report.txt, its figures in {}" },
		{ "{-0.1 %}", "{}", "expected words of report.txt, its figures in {}" },
		{ "verdicts.csv = " HASH "\n", "", "found no verdicts.csv, expected its hash" },
		{ "report.txt = " HASH "\n", "", "found no report.txt, expected its hash" },
		{ "mappings = 2M", "mapping = 2M", "expected name or a key of a plan" },
		{ "name = small\n", "", "found no name, expected it in [plan]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = changed(cases[i].old, cases[i].now);
		struct claim claim;
		struct error err;

		assert_int_equal(read_text(&claim, text, &err), -EINVAL);
		if (!strstr(err.text, cases[i].said))
			fail_msg("said: %s\nexpected: %s", err.text,
				 cases[i].said);
		claim_release(&claim);
		free(text);
	}
}

static void a_topology_loses_its_comments_only(void **state)
{
	char *lines = claim_topology_lines(
		"; ours\n[node 0]\r\n\n  memory = 1G ; all\n# end\n a=b;c");

	(void)state;
	assert_string_equal(lines, "[node 0]\nmemory = 1G\na=b;c\n");
	free(lines);
}

static void a_footer_says_the_same(void **state)
{
	char *text = whole(), *plan;
	struct footer footer = { 0 };
	const struct footer_entry *kernel;
	struct claim claim;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&claim, text, &err), 0);
	claim_footer(&footer, &claim);
	plan = footer_text(footer_next(&footer, "plan", NULL));
	assert_string_equal(plan, claim.plan);
	kernel = footer_named(&footer, "kernel", "b-6.1");
	assert_string_equal(footer_part(kernel, "arms"), "B");
	assert_non_null(footer_named(&footer, "topology-text", "mine"));
	free(plan);
	footer_release(&footer);
	claim_release(&claim);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_is_printed_as_it_was_read),
		cmocka_unit_test(what_is_wrong_is_named_with_its_line),
		cmocka_unit_test(a_topology_loses_its_comments_only),
		cmocka_unit_test(a_footer_says_the_same),
	};
	int ret;

	close(mkstemp(path));
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return ret;
}
