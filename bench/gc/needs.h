/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GC_NEEDS_H
#define NUMABOOT_GC_NEEDS_H

/*
 * What somebody needs, beyond who works in a folder right now: images of
 * kernels, by their hash, and folders of runs.  Claims and frozen reports need
 * what they name; the history needs the last night of every arm, whose kernel
 * is booted again when the environment moves, and both nights of a change that
 * nobody has accepted.  What cannot be read is an error: then it is not known
 * what is needed.
 */

#include "claim/claim.h"
#include "gc/item.h"
#include "lib/error.h"

/**
 * struct gc_need - an image, or a folder
 * @what: its SHA-256, or its real path
 * @why: who needs it
 */
struct gc_need {
	char *what;
	char *why;
};

/**
 * struct gc_needs - all of them
 * @list: @count of them
 * @claims: @claim_count of them, each of which needs one run that bears it out
 */
struct gc_needs {
	struct gc_need *list;
	size_t count;
	struct claim *claims;
	size_t claim_count;
};

/**
 * gc_needs_add_folder - claims (NAME.claim), records (run.json) and `history`
 *	in a folder
 * @folder: one that is not there needs nothing
 * @deepest: 1: what lies right in it, 2: and in its folders, …
 *
 * Return: 0, or -errno with what cannot be read.
 */
int gc_needs_add_folder(struct gc_needs *needs, const char *folder,
			int deepest, struct error *err);

/**
 * gc_needs_add_history - what a history goes on with
 * @path: one that is not there needs nothing
 *
 * Return: 0, or as history_read().
 */
int gc_needs_add_history(struct gc_needs *needs, const char *path,
			 struct error *err);

/** gc_needs_add_runs - what those of these runs need that can go on */
void gc_needs_add_runs(struct gc_needs *needs, const struct gc_items *items);

/** gc_needs_apply - give every item that is needed its reason */
void gc_needs_apply(const struct gc_needs *needs, struct gc_items *items);

/** gc_needs_release - free; a zeroed one is fine */
void gc_needs_release(struct gc_needs *needs);

#endif
