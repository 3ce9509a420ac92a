/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GC_REMOVE_H
#define NUMABOOT_GC_REMOVE_H

/*
 * How something goes.  It is taken away by one rename, while its lock is held,
 * and only then deleted: nobody ever finds a part of it.  What is left of that
 * by a kill has a name by which the next gc finds it, NAME.gone.PID.new.
 */

#include "gc/item.h"
#include "lib/error.h"

/** gc_is_left - is this a name of what a gc that was killed has left? */
bool gc_is_left(const char *name);

/**
 * gc_remove - remove all items that are to go
 * @cache: the cache's folder
 * @deadline_ns: CLOCK_MONOTONIC, until when others may stay in the cache;
 *	later its items stay
 *
 * An item that somebody took since it was chosen stays, with its reason.
 *
 * Return: 0; -EINTR after an interrupt; or -errno with the first item that could
 * not be removed, after all others were tried.
 */
int gc_remove(struct gc_items *items, const char *cache, uint64_t deadline_ns,
	      struct error *err);

#endif
