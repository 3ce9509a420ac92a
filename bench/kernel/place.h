/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLACE_H
#define NUMABOOT_PLACE_H

/*
 * Where a series lies: a file, a mailbox, a folder, a quilt folder, a maildir.
 * Every file and every mail of a place is read, or the place is refused with
 * the name of what could not be.
 */

#include "kernel/mail.h"
#include "lib/error.h"

/** enum place_order - what the order of a place's mails is by */
enum place_order {
	PLACE_BY_NAME,	/* names, numbers in them by value */
	PLACE_BY_MAILBOX,
	PLACE_BY_LIST,	/* quilt's file `series` */
};

/**
 * struct place - the mails of a place
 * @path: as it was named
 * @mails: in the place's order
 */
struct place {
	const char *path;
	enum place_order order;
	struct mail *mails;
	int count;
};

/**
 * place_read - read every mail of a place
 * @path: outlives @place
 *
 * Return: 0 or -errno; freed by place_release() in both cases.
 */
int place_read(struct place *place, const char *path, struct error *err);

/** place_release - free what place_read() made */
void place_release(struct place *place);

#endif
