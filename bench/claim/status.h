/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STATUS_H
#define NUMABOOT_STATUS_H

/*
 * What is known of a claim from the results beside it.  A result counts when a
 * known signer signed it, for this version of the claim, and once.  All others
 * are counted apart, by why they do not; no refutation is left out of sight.
 */

#include "claim/result.h"
#include "claim/signature.h"
#include "lib/error.h"

/** enum trust - whether a result counts, and if not, why */
enum trust {
	TRUSTED,
	TRUST_UNSIGNED,
	TRUST_BAD_SIGNATURE,
	TRUST_UNKNOWN_SIGNER,
	TRUST_OTHER_VERSION,
	TRUST_DUPLICATE,
	TRUST_UNREADABLE,
	TRUST_COUNT,
};

/** trust_name - "counts", "unsigned", … for a table */
const char *trust_name(enum trust trust);

/**
 * struct trusted_result - a result and what becomes of it
 * @signer: principal or fingerprint, or NULL
 * @why: of what cannot be read; else ""
 */
struct trusted_result {
	struct claim_result result;
	enum trust trust;
	char *signer;
	char *why;
};

/**
 * struct tally - of one standing, among results that count
 * @hosts: different ones
 * @signers: different ones
 */
struct tally {
	size_t results;
	size_t hosts;
	size_t signers;
};

/**
 * struct status - of a claim
 * @list: @count results, by the name of their file
 * @tallies: by standing, of those that booted: depth boot or source
 * @evidence: likewise, of those that only read the tables
 * @trusts: how many results are so
 * @doubted: refutations that do not count
 * @last: index of the latest that counts, or -1
 */
struct status {
	struct trusted_result *list;
	size_t count;
	struct tally tallies[STANDING_COUNT];
	struct tally evidence[STANDING_COUNT];
	size_t trusts[TRUST_COUNT];
	size_t doubted;
	long last;
};

/**
 * status_read - read all results of a claim
 *
 * Signers are those of allowed_signers beside the claim.
 *
 * Return: 0 or -errno; status_release() in both cases.
 */
int status_read(struct status *status, const struct claim *claim,
		struct error *err);

/** status_release - free; a zeroed one is fine */
void status_release(struct status *status);

#endif
