/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PIN_H
#define NUMABOOT_PIN_H

/*
 * Where a thread runs: put there, and looked up.  A probe pins before the clock
 * starts and looks before and after.
 */

#include "lib/error.h"

/**
 * pin_thread - let the calling thread run on one CPU only
 *
 * Return: 0 or -errno.
 */
int pin_thread(int cpu, struct error *err);

/**
 * pin_check - where does the calling thread run (getcpu(2))?
 * @cpu: the CPU that it is to be on
 * @nid: the node that this CPU is to be of
 *
 * Return: 0, or -EXDEV when it runs elsewhere.
 */
int pin_check(int cpu, int nid, struct error *err);

#endif
