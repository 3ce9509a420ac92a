/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ARM_OPTIONS_H
#define NUMABOOT_ARM_OPTIONS_H

/*
 * What a plan says of the kernel of one arm, or of all that are built:
 * `[LABEL:] VALUE`.  An option that no arm takes is refused.
 */

#include "plan/plan.h"

/**
 * arm_options_add - one more option
 * @key: "config-file" or "make"
 * @text: `[LABEL:] VALUE`; a blank stands behind the colon
 *
 * Return: 0 or -EINVAL.
 */
int arm_options_add(struct plan *plan, const char *key, const char *text,
		    struct error *err);

/**
 * arm_options_apply - give each arm what is for it
 *
 * Return: 0, or -EINVAL: no arm has the label, none is built, or one has it
 * twice.
 */
int arm_options_apply(struct plan *plan, struct error *err);

/** arms_share_kernel - is one kernel found or built for both? */
bool arms_share_kernel(const struct arm *a, const struct arm *b);

/** arm_option_text - `[LABEL:] VALUE`; the caller frees */
char *arm_option_text(const struct arm_option *option);

/** arm_options_release - free */
void arm_options_release(struct plan *plan);

#endif
