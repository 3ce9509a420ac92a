/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_OPTIONS_H
#define NUMABOOT_OPTIONS_H

/*
 * Options that are asked for, made to fit the tree that is to be built.  One
 * that no Kconfig of the tree has is given its older form, or left out and
 * told; what every boot needs is never left out.  An option that the tree has
 * is asked for as it is: whether it was kept is config_check()'s.
 */

#include "kernel/kconfig.h"
#include "kernel/needs.h"
#include "lib/argv.h"
#include "lib/error.h"

/**
 * struct options - what is asked of one tree
 * @text: lines of a .config, all of options that the tree has
 * @unknown: lines that the tree has no option for, left out
 * @older: "CONFIG_OLD=y stands for CONFIG_NEW=y"
 */
struct options {
	char *text;
	struct argv unknown;
	struct argv older;
};

/**
 * options_fit - make a text fit a tree
 * @text: lines of a .config; a later one wins
 * @needs: knows older forms, and what every boot needs
 *
 * `# CONFIG_X is not set` of what the tree has not is nothing to tell.
 *
 * Return: 0, or -EINVAL with all options that are lacking; released by
 * options_release() in any case.
 */
int options_fit(struct options *options, const char *text,
		const struct kconfig *kconfig, const struct needs *needs,
		struct error *err);

/** options_release - free */
void options_release(struct options *options);

#endif
