/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_POINT_FILES_H
#define NUMABOOT_POINT_FILES_H

/*
 * The files of --tap and --junit.  Each is written whole, once, when the boots
 * are over, however they ended.  A command that is refused before the first
 * boot writes none.
 */

#include <stdbool.h>

#include "session/session.h"

/**
 * point_files_check - can they be written?
 *
 * Return: 0, -EINVAL for two that want stdout or for what is no file, or
 * -errno of the folder.
 */
int point_files_check(struct error *err);

/**
 * point_files_write - write those that were asked for
 * @trouble: why the session ended too early, or NULL
 *
 * Return: 0 or -errno.
 */
int point_files_write(const struct session *session,
		      const struct error *trouble, struct error *err);

/** point_files_take_stdout - does one of them go to stdout? */
bool point_files_take_stdout(void);

#endif
