/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_JUDGE_H
#define NUMABOOT_JUDGE_H

/*
 * Which mails of a place are its series, and in which order.  By the subjects
 * of the mails; when they leave a doubt, the place is refused.
 */

#include "kernel/place.h"

/**
 * place_judge - set older versions and duplicates apart, and order the rest
 *
 * Return: 0, or -EINVAL when a patch is missing, there twice in two forms, or
 * the order cannot be told.
 */
int place_judge(struct place *place, struct error *err);

#endif
