/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STAMP_H
#define NUMABOOT_STAMP_H

/*
 * What stands in front of a kernel's message: its level, the time, who
 * printed it.  Consoles come from serial ports, dmesg(1), journalctl(1) and
 * syslog, and each puts something else there.  What is no such prefix is left
 * to the message.
 */

#include <stddef.h>
#include <stdint.h>

/**
 * struct stamp - what a line begins with
 * @us: the kernel's own time stamp, -1 without one
 * @level: 0 to 7 as "<6>" or dmesg -x say, else -1
 */
struct stamp {
	int64_t us;
	int level;
};

/**
 * stamp_take - find the message of a line
 * @stamp: filled
 * @text: the line
 *
 * Known: "<6>"; "[    0.000000]"; "[    T0]" (CONFIG_PRINTK_CALLER); the
 * times of dmesg -T, -d, -e and --time-format=iso; "kern  :info  : " of
 * dmesg -x; "6,339,5140900,-;" of /dev/kmsg; "TIME HOST kernel: " in each
 * form that journalctl -o short* and syslog have; and several of them in a
 * row.
 *
 * Return: the part of @text behind them and the blanks.
 */
const char *stamp_take(struct stamp *stamp, const char *text);

/**
 * stamp_strip_colours - take terminal colours out of a line
 *
 * Return: how many bytes are left; the NUL behind them is the caller's.
 */
size_t stamp_strip_colours(char *text, size_t length);

#endif
