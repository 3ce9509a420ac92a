// SPDX-License-Identifier: GPL-2.0-only
/* Claims that lie in a folder, and in those right in it, and what is known of them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claim/status.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "night/page.h"

static void print_status(FILE *out, const struct claim *claim)
{
	struct status status = { 0 };
	struct error err;

	if (status_read(&status, claim, &err)) {
		page_text(out, err.text);
	} else {
		for (int i = 0; i < STANDING_COUNT; i++) {
			size_t all = status.tallies[i].results +
				     status.evidence[i].results;

			if (all)
				page_format(out, "%s: %zu results. ",
					    standing_name(i), all);
		}
		if (status.last >= 0)
			page_format(out, "Last: %s.",
				    status.list[status.last].result.date);
		else
			fputs("no result that counts", out);
	}
	status_release(&status);
}

static void print_claim(FILE *out, const char *path)
{
	struct claim claim = { 0 };
	struct error err;

	fputs("<tr><td class=\"p\">", out);
	if (claim_read(&claim, path, &err) == 0) {
		page_text(out, claim.name);
		fputs("</td><td>", out);
		page_text(out, claim.sentence);
		fprintf(out, "</td><td class=\"w\">%s</td><td>", claim.date);
		print_status(out, &claim);
	} else {
		fputs("</td><td class=\"bad\">", out);
		page_text(out, err.text);
		fputs("</td><td></td><td>", out);
	}
	fputs("</td></tr>\n", out);
	claim_release(&claim);
}

static bool is_claim(const char *name)
{
	size_t length = strlen(name), end = strlen(CLAIM_SUFFIX);

	return length > end && *name != '.' &&
	       strcmp(name + length - end, CLAIM_SUFFIX) == 0;
}

static size_t print_folder(FILE *out, const char *folder, int depth)
{
	char **names = NULL;
	struct error ignored;
	size_t count = 0;

	if (directory_list(folder, &names, &ignored) < 0)
		return 0;
	for (char **name = names; *name; name++) {
		char *path = xasprintf("%s/%s", folder, *name);
		struct stat status;

		if (is_claim(*name)) {
			print_claim(out, path);
			count++;
		} else if (depth && **name != '.' &&
			   lstat(path, &status) == 0 &&
			   S_ISDIR(status.st_mode)) {
			count += print_folder(out, path, depth - 1);
		}
		free(path);
	}
	directory_list_free(names);
	return count;
}

void page_claims_print(FILE *out, const struct site *site, const void *subject)
{
	(void)subject;
	page_begin(out, "Claims");
	fputs("<div class=\"wide\"><table><tr><th>claim</th><th>sentence</th><th>of</th><th>results</th></tr>\n",
	      out);
	if (!site->claims || !print_folder(out, site->claims, 1))
		fputs("<tr><td colspan=\"4\" class=\"quiet\">none were named: numaboot history pages --claims FOLDER</td></tr>\n",
		      out);
	fputs("</table></div>\n", out);
	page_end(out);
}
