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

/* What git says of the files that are read, with the words that ask for it. */
static int ask_git(const char *const *words, char **text)
{
	static const char *const variables[] = {
		"--unset=GIT_DIR", "--unset=GIT_WORK_TREE",
		"--unset=GIT_INDEX_FILE",
	};
	char *root = root_path(".");
	struct argv argv = { 0 };
	struct error ignored;
	int ret;

	argv_add(&argv, "env");
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		argv_add(&argv, "%s", variables[i]);
	argv_add(&argv, "git");
	argv_add(&argv, "-C");
	argv_add(&argv, "%s", root);
	for (; *words; words++)
		argv_add(&argv, "%s", *words);
	argv_add(&argv, "--");
	for (size_t i = 0; i < sizeof(read_at_run_time) /
			       sizeof(read_at_run_time[0]); i++)
		argv_add(&argv, "%s", read_at_run_time[i]);
	*text = NULL;
	ret = process_output(&argv, GIT_TIMEOUT_NS, text, &ignored);
	argv_release(&argv);
	free(root);
	return ret;
}

/*
 * Whether files are not those of the commit: other ones, or ones that it has
 * not.  A checkout that git cannot be asked of may have any.
 */
static bool has_changed(const char *commit)
{
	const char *const diff[] = { "diff", "--quiet", commit, NULL };
	const char *const others[] = {
		"ls-files", "--others", "--exclude-standard", NULL,
	};
	char *git = root_path(".git");
	char *text = NULL;
	bool changed = false;

	if (file_exists(git)) {
		changed = ask_git(diff, &text) != 0;
		free(text);
		text = NULL;
		if (!changed)
			changed = ask_git(others, &text) != 0 || *text;
	}
	free(text);
	free(git);
	return changed;
}

json_t *revision_json(const struct revision *revision)
{
	const char *commit = revision->commit ? revision->commit : "unknown";
	const char *url = revision->remote ? revision->remote : "";
	bool clean = strspn(commit, "0123456789abcdef") == strlen(commit);

	return json_pack("{s:s, s:s*, s:s+, s:s}", "version", NUMABOOT_VERSION,
			 "program", root_is_installed() ? "numaboot" : NULL,
			 "commit", commit,
			 clean && has_changed(commit) ? "+changes" : "",
			 "url", revision_is_public(url) ? url : "none");
}
