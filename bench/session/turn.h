/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TURN_H
#define NUMABOOT_TURN_H

/*
 * Timed runs of one host take turns: two at once would time each other.  The
 * lock is on /dev/kvm itself, which all who run guests under KVM can open,
 * whoever they are and wherever their cache is.
 */

#include "lib/error.h"

/**
 * turn_wait - wait until no other timed run is on this host
 * @device: /dev/kvm
 *
 * It says so once when it has to wait, and does for a day.
 *
 * Return: a descriptor whose close() ends the turn; 0 where the device cannot
 * be opened, so that nothing is timed either; -EINTR or -ETIMEDOUT.
 */
int turn_wait(const char *device, struct error *err);

#endif
