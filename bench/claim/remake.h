/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REMAKE_H
#define NUMABOOT_REMAKE_H

/*
 * From the footer of a report to a plan that can be run here.  Names in it are
 * somebody else's words: a file is named by a plain word or refused, texts go
 * to a folder of our own, and an arm that is a path is never opened: only an
 * image that the user gives, or one with the report's hash, is booted.
 */

#include "claim/footer.h"
#include "kernel/catalog.h"
#include "lib/error.h"
#include "plan/plan.h"
#include "session/kernels.h"

/**
 * struct remake_cell - ARM/TOPOLOGY/MAPPING/WORKLOAD or TOPOLOGY/MAPPING[/WORKLOAD]
 * @text: what the others point into
 * @arm: NULL for all, as @workload
 */
struct remake_cell {
	char *text;
	const char *arm;
	const char *topology;
	const char *mapping;
	const char *workload;
};

/**
 * struct remake_image - what is booted for an arm
 * @arm: its name or label in the report, or that of its kernel
 * @path: of the image
 */
struct remake_image {
	const char *arm;
	const char *path;
};

/**
 * struct remake - a plan to be run again
 * @plan: as plan_load()
 * @images: for arms that are no names of kernels, @image_count of them
 * @image_count: how many
 */
struct remake {
	struct plan plan;
	struct session_image *images;
	int image_count;
};

/** remake_cell_parse - Return: 0 or -EINVAL; free @text in both cases */
int remake_cell_parse(struct remake_cell *cell, const char *text,
		      struct error *err);

/**
 * remake_read - write a footer's plan and topologies to a folder and read them
 * @folder: exists
 * @cell: what is wanted of the plan, or NULL
 * @given: images that the user gives, @given_count of them
 * @given_count: how many
 * @saved: images are found by other means than names: no name need be known
 *
 * Return: 0; -EINVAL for what is refused, -ENOENT for what is missing, both
 * with the sentence; remake_release() in all cases.
 */
int remake_read(struct remake *remake, const struct footer *footer,
		const struct catalog *catalog, const char *folder,
		const struct remake_cell *cell,
		const struct remake_image *given, int given_count, bool saved,
		struct error *err);

/**
 * remake_check_files - are topologies and CPUs without a text those of here?
 * @footer: of a report of this very commit
 *
 * Return: 0, or -EBADMSG with both hashes.
 */
int remake_check_files(const struct footer *footer, struct error *err);

/** remake_kernel - the entry of the Nth arm's kernel, from 0, or NULL */
const struct footer_entry *remake_kernel(const struct footer *footer, int arm);

/**
 * remake_add_image - boot this for an arm
 * @arm: its name
 * @only_4k: for mapping 4K, where another one is for the others
 * @manifest: a new reference, or NULL (struct session_image)
 */
void remake_add_image(struct remake *remake, const char *arm, bool only_4k,
		      const char *image, const char *symbols,
		      json_t *manifest);

/** remake_has_image - is it known what is booted for an arm? */
bool remake_has_image(const struct remake *remake, const char *arm);

/** remake_release - free; a zeroed one is fine */
void remake_release(struct remake *remake);

#endif
