/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_QUESTION_LOG_H
#define NUMABOOT_QUESTION_LOG_H

/*
 * A question put to the log of a machine that is not booted here:
 * `numaboot placement --console FILE`.
 */

#include <popt.h>
#include <stdbool.h>

#include "workload/workload.h"

/** question_log_options - popt's table of its options, for --help as well */
const struct poptOption *question_log_options(void);

/** question_log_is_asked - is --console among the words? */
bool question_log_is_asked(int argc, const char **argv);

/** question_log - answer; Return: the exit code */
int question_log(const struct workload *workload, int argc,
		 const char **argv);

#endif
