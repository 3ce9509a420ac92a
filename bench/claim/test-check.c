// SPDX-License-Identifier: GPL-2.0-only
/* What tables say of a claim's lines, and what results say of a claim. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claim/check.h"
#include "claim/status.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ROWS \
	"schema,workload,metric,item,node,topology,mapping,baseline,arm,unit," \
	"class,direction,min_effect,layout,baseline_value,value,difference," \
	"change,low,high,verdict,reason\n" \
	"1,count,boot.insns,,,uma,2M,a,b,instructions,exact,less,0,,100,101,1,0.01,,,worse,effect\n" \
	"1,count,boot.insns,,,uma,4K,a,b,instructions,exact,less,0,,200,201,1,0.005,,,worse,effect\n" \
	"1,count,memblock.find.calls,,,uma,4K,a,b,calls,exact,less,0,,7,,,,,,invalid,missing\n"
#define REPORT "uma  2M  100\n     4K  200\n"

static char folder[] = "/tmp/numaboot-check-XXXXXX";

static char *write_file(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	return path;
}

/* A claim with these lines; of tables with these hashes. */
static void make_claim(struct claim *claim, const char *expect,
		       const char *verdicts, const char *report)
{
	char *text = xasprintf(
		"[claim]\nsentence = s\nversion = 0.1\ndate = 2026-11-27\n"
		"command = c\nqemu = q\n[plan]\nname = p\narms = a b\n"
		"[kernels]\narm = a\nkernel = a\nimage_sha256 = " HASH "\n"
		"arm = b\nkernel = b\nimage_sha256 = " HASH "\n"
		"[expect]\n%s[report]\nline = 4K {200}\n"
		"[tables]\nverdicts.csv = %s\nreport.txt = %s\n",
		expect, verdicts, report);
	char *path = write_file("some.claim", text);
	struct error err;

	if (claim_read(claim, path, &err))
		fail_msg("%s", err.text);
	free(path);
	free(text);
}

static void digest_of(const char *text, char hex[DIGEST_HEX_SIZE])
{
	claim_text_digest(text, hex);
}

/* What is said of the one expectation, by the files beside the claim. */
static enum standing judge(const char *expect, const char *rows,
			   const char *differs, const char *cell,
			   char **detail)
{
	char verdicts[DIGEST_HEX_SIZE], report[DIGEST_HEX_SIZE];
	struct findings findings;
	struct claim claim;
	struct error err;
	struct check check = { 0 };
	char *path = write_file("verdicts.csv", rows);
	enum standing standing;

	digest_of(ROWS, verdicts);
	digest_of(REPORT, report);
	make_claim(&claim, expect, verdicts, report);
	assert_int_equal(check_find(&check, &claim, NULL, &err), 0);
	check.differs = differs;
	check.cell = cell;
	assert_int_equal(check_claim(&findings, &claim, &check, &err), 0);
	standing = findings.list[0].standing;
	free(*detail);
	*detail = xstrdup(findings.list[0].detail);
	check_release(&check);
	findings_release(&findings);
	claim_release(&claim);
	free(path);
	return standing;
}

static void each_line_has_its_word(void **state)
{
	static const char *const other = "QEMU is another";
	char *detail = NULL;

	(void)state;
	assert_int_equal(judge("all = b: boot.insns < 1.02 * baseline\n", ROWS,
			       NULL, NULL, &detail), STANDING_VERIFIED);
	assert_string_equal(detail, "");
	assert_int_equal(judge("uma/4K = b: boot.insns == 201\n", ROWS, other,
			       NULL, &detail), STANDING_HOLDS);
	assert_string_equal(detail, other);
	/* False is refuted, with both numbers, whatever differs. */
	assert_int_equal(judge("uma/4K = b: boot.insns == 202\n", ROWS, other,
			       NULL, &detail), STANDING_REFUTED);
	assert_non_null(strstr(detail, "a 200, b 201"));
	assert_int_equal(judge("all = memblock.find.calls == 7\n", ROWS, NULL,
			       NULL, &detail), STANDING_NOT_CHECKABLE);
	assert_int_equal(judge("uma/1G = boot.insns == 7\n", ROWS, NULL, NULL,
			       &detail), STANDING_NOT_CHECKABLE);
	/* Of the cells that are asked for only. */
	assert_int_equal(judge("all = b: boot.insns == 101\n", ROWS, NULL,
			       "uma/2M", &detail), STANDING_VERIFIED);
	free(detail);
}

static void another_table_verifies_nothing(void **state)
{
	char *detail = NULL;

	(void)state;
	assert_int_equal(judge("uma/2M = b: boot.insns == 101\n", 
			       ROWS "1,count,boot.insns,,,uma,1G,a,b,instructions,exact,less,0,,1,1,0,0,,,same,equal\n",
			       NULL, NULL, &detail), STANDING_NOT_CHECKABLE);
	assert_non_null(strstr(detail, "verdicts.csv: found SHA-256"));
	free(detail);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	free(write_file("report.txt", REPORT));
	return 0;
}

static int tear_down(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

/* A result beside the claim, as if written in @date. */
static void leave(const struct claim *claim, const char *sha256,
		  const char *host, const char *date)
{
	struct claim_result result = {
		.claim_sha256 = xstrdup(sha256),
		.depth = xstrdup("boot"),
		.standing = STANDING_REFUTED,
		.host = xstrdup(host),
		.date = xstrdup(date),
		.numaboot = xstrdup("0.1"),
	};
	const struct finding finding = {
		.where = (char *)"uma/2M",
		.what = (char *)"boot.insns == 1",
		.standing = STANDING_REFUTED,
		.detail = (char *)"found 2 ;3",
	};
	struct error err;

	claim_result_add(&result, &finding);
	if (claim_result_write(&result, claim, NULL, &err))
		fail_msg("%s", err.text);
	claim_result_release(&result);
}

static void results_are_never_replaced(void **state)
{
	char verdicts[DIGEST_HEX_SIZE], report[DIGEST_HEX_SIZE];
	struct status status;
	struct claim claim;
	struct error err;

	(void)state;
	digest_of(ROWS, verdicts);
	digest_of(REPORT, report);
	make_claim(&claim, "all = boot.insns != 0\n", verdicts, report);
	leave(&claim, claim.sha256, "0123456789ab", "2042-11-27T10:00:00Z");
	leave(&claim, claim.sha256, "0123456789ab", "2042-11-27T10:00:00Z");
	leave(&claim, HASH, "0123456789ab", "2042-11-27T10:00:00Z");
	assert_int_equal(status_read(&status, &claim, &err), 0);
	assert_int_equal(status.count, 3);
	for (size_t i = 0; i < status.count; i++)
		if (status.list[i].why)
			fail_msg("%s", status.list[i].why);
	assert_int_equal(status.trusts[TRUST_UNSIGNED], 2);
	assert_int_equal(status.trusts[TRUST_OTHER_VERSION], 1);
	assert_int_equal(status.doubted, 3);
	assert_int_equal(status.last, -1);
	assert_string_equal(status.list[0].result.lines[0],
			    "refuted: uma/2M: boot.insns == 1: found 2 ,3");
	status_release(&status);
	claim_release(&claim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_has_its_word),
		cmocka_unit_test(another_table_verifies_nothing),
		cmocka_unit_test(results_are_never_replaced),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
