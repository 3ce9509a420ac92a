/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KNOWN_H
#define NUMABOOT_KNOWN_H

/*
 * What was found out about this host and is not asked again: one line of text
 * for each question, in the cache.  All that an answer depends on is in the
 * digest that names it, so that another QEMU or CPU has no answer yet.
 */

#include <stdbool.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * known_path - where an answer is
 * @kind: of the question, "kvm"
 * @digest: over all that the answer depends on; finished here
 *
 * Return: a file in the cache, which may not be there; the caller frees.
 */
char *known_path(const char *kind, SHA2_CTX *digest);

/**
 * known_recall - read an answer
 * @answer: the caller frees; NULL when there is none
 *
 * Return: whether there is one.
 */
bool known_recall(const char *path, char **answer);

/** known_remember - keep an answer; Return: 0 or -errno */
int known_remember(const char *path, const char *answer, struct error *err);

#endif
