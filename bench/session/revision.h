/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REVISION_H
#define NUMABOOT_REVISION_H

/*
 * Which numaboot this is, for a reader who wants the same one.  What cannot be
 * told is `unknown`: a commit is never told for files that differ from it.
 */

#include <jansson.h>
#include <stdbool.h>

/**
 * struct revision - where the program was built from
 * @commit: 40 hex digits, "+changes" behind them; or "unknown"
 * @remote: git's remote, without a user's name and password; "" for none
 */
struct revision {
	const char *commit;
	const char *remote;
};

/**
 * revision_json - which numaboot this is
 *
 * Kernels, plans and topologies are read now, not when the program was built:
 * where they are not those of the commit, or git cannot tell, it has changes.
 *
 * Return: an object of version, commit, url.
 */
json_t *revision_json(const struct revision *revision);

/**
 * revision_is_public - can anyone read this address?
 *
 * One of http, https, git or ssh, of a host with a name that is no local one.
 */
bool revision_is_public(const char *url);

#endif
