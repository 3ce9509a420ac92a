/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLACEMENT_LOG_H
#define NUMABOOT_PLACEMENT_LOG_H

/*
 * `numaboot placement --console`: the log of a machine that is not booted
 * here.  With memblock=debug in it, it gives what a guest's console gives;
 * without, what other lines tell, and a sentence of what is not known.
 */

#include <stdio.h>

#include "evidence/klog.h"
#include "lib/error.h"
#include "workload/workload.h"

/**
 * placement_print_log - what a log says
 *
 * Return: 0, or -EINVAL with one sentence: the beginning is missing, lines
 * were dropped, cut or written into; for LOG_ROWS also a log without
 * memblock=debug.
 */
int placement_print_log(const struct klog *log, enum log_form form, FILE *out,
			struct error *err);

#endif
