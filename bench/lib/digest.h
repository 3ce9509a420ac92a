/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIGEST_H
#define NUMABOOT_DIGEST_H

/*
 * SHA-256 (FIPS 180-4) by libmd, as 64 lower-case hex digits.  What is hashed
 * in parts is labelled, so that no two inputs of different parts have the same
 * digest.
 */

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <sha2.h>

#include "lib/error.h"

/* With the NUL. */
#define DIGEST_HEX_SIZE SHA256_DIGEST_STRING_LENGTH

/**
 * digest_file - SHA-256 of a file's bytes
 * @hex: the digest
 *
 * Return: 0 or -errno.
 */
int digest_file(const char *path, char hex[DIGEST_HEX_SIZE],
		struct error *err);

/** digest_is_hex - is a text 64 lower-case hex digits? */
bool digest_is_hex(const char *text);

/**
 * digest_add_text - hash a label and a text, unambiguously
 *
 * Both are hashed with their terminators, so that moving a byte from one
 * to the other changes the digest.
 */
void digest_add_text(SHA2_CTX *digest, const char *label, const char *text);

/** digest_add_file - hash a label and a file's digest; Return: 0, -errno */
int digest_add_file(SHA2_CTX *digest, const char *label, const char *path,
		    struct error *err);

#endif
