// SPDX-License-Identifier: GPL-2.0-only
#include "claim/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

static const char *const trust_names[TRUST_COUNT] = {
	[TRUSTED] = "counts",
	[TRUST_UNSIGNED] = "unsigned",
	[TRUST_BAD_SIGNATURE] = "badly signed",
	[TRUST_UNKNOWN_SIGNER] = "of an unknown signer",
	[TRUST_OTHER_VERSION] = "of another version of the claim",
	[TRUST_DUPLICATE] = "a duplicate",
	[TRUST_UNREADABLE] = "not readable",
};

const char *trust_name(enum trust trust)
{
	return trust_names[trust];
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length > tail && strcmp(text + length - tail, end) == 0;
}

static int judge_signature(struct trusted_result *at, const char *signers,
			   struct error *err)
{
	char *signature = xasprintf("%.*s" RESULT_SIGNATURE_SUFFIX,
				    (int)(strlen(at->result.path) -
					  strlen(RESULT_SUFFIX)),
				    at->result.path);
	int state = signature_check(at->result.path, signature, signers,
				    at->result.date, &at->signer, err);

	free(signature);
	if (state == SIGNATURE_NONE)
		at->trust = TRUST_UNSIGNED;
	else if (state == SIGNATURE_BAD)
		at->trust = TRUST_BAD_SIGNATURE;
	else if (state == SIGNATURE_UNKNOWN)
		at->trust = TRUST_UNKNOWN_SIGNER;
	return state < 0 ? state : 0;
}

/* The same bytes under another name, which count already. */
static bool is_duplicate(const struct status *status,
			 const struct trusted_result *at)
{
	for (const struct trusted_result *other = status->list; other < at;
	     other++)
		if (other->trust == TRUSTED &&
		    strcmp(other->result.sha256, at->result.sha256) == 0)
			return true;
	return false;
}

static int read_one(struct status *status, const struct claim *claim,
		    const char *path, const char *signers, struct error *err)
{
	struct trusted_result *at;
	struct error why;
	int ret;

	status->list = xgrow(status->list, status->count,
			     sizeof(*status->list));
	at = &status->list[status->count++];
	if (claim_result_read(&at->result, path, &why)) {
		at->trust = TRUST_UNREADABLE;
		at->why = xstrdup(why.text);
		return 0;
	}
	if (strcmp(at->result.claim_sha256, claim->sha256)) {
		at->trust = TRUST_OTHER_VERSION;
		return 0;
	}
	ret = judge_signature(at, signers, err);
	if (at->trust == TRUSTED && is_duplicate(status, at))
		at->trust = TRUST_DUPLICATE;
	return ret;
}

static bool did_boot(const struct claim_result *result)
{
	return strcmp(result->depth, "evidence") != 0;
}

/* Do both count alike? */
static bool is_like(const struct trusted_result *one,
		    const struct trusted_result *other)
{
	return one->trust == TRUSTED &&
	       one->result.standing == other->result.standing &&
	       did_boot(&one->result) == did_boot(&other->result);
}

static void count_one(struct status *status, size_t index)
{
	const struct trusted_result *at = &status->list[index];
	struct tally *tally = did_boot(&at->result) ?
		&status->tallies[at->result.standing] :
		&status->evidence[at->result.standing];
	bool new_host = true, new_signer = true;

	for (size_t i = 0; i < index; i++) {
		if (!is_like(&status->list[i], at))
			continue;
		new_host &= strcmp(status->list[i].result.host,
				   at->result.host) != 0;
		new_signer &= strcmp(status->list[i].signer, at->signer) != 0;
	}
	tally->results++;
	tally->hosts += new_host;
	tally->signers += new_signer;
	if (status->last < 0 ||
	    strcmp(at->result.date, status->list[status->last].result.date) > 0)
		status->last = (long)index;
}

static void count(struct status *status)
{
	for (size_t i = 0; i < status->count; i++) {
		const struct trusted_result *at = &status->list[i];

		status->trusts[at->trust]++;
		if (at->trust == TRUSTED)
			count_one(status, i);
		else if (at->trust != TRUST_UNREADABLE &&
			 at->result.standing == STANDING_REFUTED)
			status->doubted++;
	}
}

int status_read(struct status *status, const struct claim *claim,
		struct error *err)
{
	char *folder = claim_file(claim, ".results");
	char *signers = claim_beside(claim, "allowed_signers");
	char **names = NULL;
	int ret = 0;

	*status = (struct status){ .last = -1 };
	if (file_exists(folder))
		ret = directory_list(folder, &names, err);
	for (char **name = names; ret >= 0 && name && *name; name++) {
		char *path;

		if (!ends_with(*name, RESULT_SUFFIX) || **name == '.')
			continue;
		path = xasprintf("%s/%s", folder, *name);
		ret = read_one(status, claim, path, signers, err);
		free(path);
	}
	if (ret >= 0)
		count(status);
	directory_list_free(names);
	free(signers);
	free(folder);
	return ret < 0 ? ret : 0;
}

void status_release(struct status *status)
{
	for (size_t i = 0; i < status->count; i++) {
		claim_result_release(&status->list[i].result);
		free(status->list[i].signer);
		free(status->list[i].why);
	}
	free(status->list);
	*status = (struct status){ 0 };
}
