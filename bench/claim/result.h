/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLAIM_RESULT_H
#define NUMABOOT_CLAIM_RESULT_H

/*
 * A .result (docs/claim.md): what somebody's check of a claim gave, beside the
 * claim in NAME.results.  A file is written once, whole, and never replaced: a
 * refutation stays.  The host has an id that says nothing of it; its name is
 * there only when it was asked for.
 */

#include "claim/check.h"
#include "claim/claim.h"
#include "lib/error.h"

#define RESULT_SUFFIX ".result"
#define RESULT_SIGNATURE_SUFFIX ".result.sig"

/* How many words there are. */
#define STANDING_COUNT (STANDING_REFUTED + 1)

/**
 * struct claim_result - of one check
 * @path: of the file
 * @sha256: of the file's bytes
 * @claim_sha256: which version of the claim was checked
 * @depth: "evidence", "boot" or "source"
 * @standing: of all of it
 * @cell: that it was limited to, or NULL
 * @host: 12 hexadecimal digits
 * @name: of the host, or NULL
 * @date: of the check, UTC: YYYY-MM-DDTHH:MM:SSZ
 * @numaboot: version, and the commit where it is known
 * @qemu: NULL where nothing was booted, as @compiler
 * @cpu: of the host, or NULL
 * @lines: @line_count of them, one for each finding
 */
struct claim_result {
	char *path;
	char sha256[DIGEST_HEX_SIZE];
	char *claim_sha256;
	char *depth;
	enum standing standing;
	char *cell;
	char *host;
	char *name;
	char *date;
	char *numaboot;
	char *qemu;
	char *compiler;
	char *cpu;
	char **lines;
	size_t line_count;
};

/**
 * claim_result_read - read a .result
 *
 * Return: 0, -errno, or -EINVAL with "file:line: found …, expected …";
 * claim_result_release() in all cases.
 */
int claim_result_read(struct claim_result *result, const char *path, struct error *err);

/** result_add - append what was found of a line */
void claim_result_add(struct claim_result *result, const struct finding *finding);

/**
 * claim_result_write - write it into NAME.results, signed or not
 * @result: @path is set; no other file of the folder is touched
 * @key: private key of ssh, or public one with its agent; NULL: unsigned
 *
 * Return: 0 or -errno; then there is neither the result nor its signature.
 */
int claim_result_write(struct claim_result *result, const struct claim *claim,
		 const char *key, struct error *err);

/** claim_result_release - free; a zeroed one is fine */
void claim_result_release(struct claim_result *result);

/**
 * claim_result_host - an id of this host that says nothing else of it
 *
 * From /etc/machine-id by a hash; without one a random number that is kept in
 * the cache.
 *
 * Return: 0 or -errno; the caller frees @id.
 */
int claim_result_host(char **id, struct error *err);

#endif
