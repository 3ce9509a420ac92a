/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SIGNATURE_H
#define NUMABOOT_SIGNATURE_H

/*
 * Signatures of files by ssh-keygen -Y, in the namespace "numaboot"
 * (ssh-keygen(1)).  Whether a signer was allowed is asked for the date that
 * the signed file has, never for the clock's.
 */

#include "lib/error.h"

/**
 * enum signature_state - what is known of who signed a file
 * @SIGNATURE_BAD: of other bytes, or no signature at all
 * @SIGNATURE_UNKNOWN: right, of a key that is not among the allowed
 */
enum signature_state {
	SIGNATURE_NONE,
	SIGNATURE_BAD,
	SIGNATURE_UNKNOWN,
	SIGNATURE_GOOD,
};

/**
 * signature_make - sign a file, into PATH.sig
 * @key: private key, or a public one whose private part the agent has
 *
 * Nobody is asked for a passphrase: such a key must be in the agent.
 *
 * Return: 0 or -errno.
 */
int signature_make(const char *path, const char *key, struct error *err);

/**
 * signature_check - who signed a file?
 * @signature: of it; need not be there
 * @signers: allowed_signers (ssh-keygen(1)); need not be there
 * @date: YYYY-MM-DDTHH:MM:SSZ, when the signer must have been allowed
 * @who: the principal, or the fingerprint of an unknown key, or NULL; the
 *	caller frees
 *
 * Return: enum signature_state, or -errno when ssh-keygen cannot be run.
 */
int signature_check(const char *path, const char *signature,
		    const char *signers, const char *date, char **who,
		    struct error *err);

#endif
