// SPDX-License-Identifier: GPL-2.0-only
#include "session/revision.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"
#include "lib/root.h"

#define GIT_TIMEOUT_NS (10 * NS_PER_S)

/* What a run depends on beside the program. */
static const char *const read_at_run_time[] = {
	"analysis", "bench", "kernels", "workloads",
};

/* Addresses of hosts are nobody else's business, and do not last. */
static bool is_address(const char *host)
{
	struct in_addr four;

	return strchr("[", *host) || inet_aton(host, &four);
}

static bool ends_in(const char *host, const char *end)
{
	size_t length = strlen(host), end_length = strlen(end);

	return length >= end_length &&
	       strcmp(host + length - end_length, end) == 0;
}

bool revision_is_public(const char *url)
{
	static const char *const schemes[] = {
		"http://", "https://", "git://", "ssh://",
	};
	static const char *const local[] = {
		".local", ".localdomain", ".lan", ".internal", ".home.arpa",
	};
	char *host = NULL;
	bool public;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			host = xstrdup(url + strlen(schemes[i]));
	if (!host)
		return false;
	host[strcspn(host, "/:")] = '\0';
	public = strchr(host, '.') && !is_address(host);
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		public = public && !ends_in(host, local[i]);
	free(host);
	return public;
}

/* Whether git says that files are not those of the commit. */
static bool has_changed(const char *commit)
{
	char *root = root_path("."), *git = root_path(".git");
	struct argv argv = { 0 };
	struct error ignored;
	char *text = NULL;
	int ret = 0;

	argv_add(&argv, "env");
	argv_add(&argv, "--unset=GIT_DIR");
	argv_add(&argv, "--unset=GIT_WORK_TREE");
	argv_add(&argv, "--unset=GIT_INDEX_FILE");
	argv_add(&argv, "git");
	argv_add(&argv, "-C");
	argv_add(&argv, "%s", root);
	argv_add(&argv, "diff");
	argv_add(&argv, "--quiet");
	argv_add(&argv, "%s", commit);
	argv_add(&argv, "--");
	for (size_t i = 0; i < sizeof(read_at_run_time) /
			       sizeof(read_at_run_time[0]); i++)
		argv_add(&argv, "%s", read_at_run_time[i]);
	if (file_exists(git))
		ret = process_output(&argv, GIT_TIMEOUT_NS, &text, &ignored);
	free(text);
	argv_release(&argv);
	free(git);
	free(root);
	return ret == 1;
}

json_t *revision_json(const struct revision *revision)
{
	const char *commit = revision->commit ? revision->commit : "unknown";
	const char *url = revision->remote ? revision->remote : "";
	bool clean = strspn(commit, "0123456789abcdef") == strlen(commit);

	return json_pack("{s:s, s:s+, s:s}", "version", NUMABOOT_VERSION,
			 "commit", commit,
			 clean && has_changed(commit) ? "+changes" : "",
			 "url", revision_is_public(url) ? url : "none");
}
