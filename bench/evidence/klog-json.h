/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KLOG_JSON_H
#define NUMABOOT_KLOG_JSON_H

/*
 * Logs in JSON, turned into the text that the same tool prints without it.
 */

#include <stdbool.h>
#include <stddef.h>

/** klog_is_json - does a log begin as an object does? */
bool klog_is_json(const char *bytes, size_t size);

/**
 * klog_from_json - the lines of a log in JSON
 * @bytes: freed; of `journalctl -o json`, an object a line, or of
 *	`dmesg --json`, an object with all
 * @size: of them, and of the result
 *
 * A line that is no object stays as it is, and an entry that is not the
 * kernel's becomes an empty line: lines keep their numbers.
 *
 * Return: the text with a NUL behind; the caller frees.
 */
char *klog_from_json(char *bytes, size_t *size);

#endif
