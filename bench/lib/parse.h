/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PARSE_H
#define NUMABOOT_PARSE_H

/*
 * Words that people write as numbers, sizes and switches.  A text is exactly
 * one value or it is refused: no sign, no blank, nothing behind it, nothing
 * out of range.  Locales do not matter.
 */

#include <stdbool.h>
#include <stdint.h>

/**
 * parse_u64 - read a whole decimal or 0x… number
 *
 * Return: 0, -EINVAL when @text is not exactly one number, -ERANGE when it
 * does not fit.
 */
int parse_u64(const char *text, uint64_t *value);

/**
 * parse_bytes - read a size such as 4096, 512K, 2M, 16G or 1T
 * @bytes: the size in bytes; suffixes are powers of 1024
 *
 * Return: 0, -EINVAL or -ERANGE as parse_u64().
 */
int parse_bytes(const char *text, uint64_t *bytes);

/**
 * parse_bool - read yes, no, true, false, on or off
 *
 * Return: 0 or -EINVAL.
 */
int parse_bool(const char *text, bool *value);

/**
 * parse_words - split a line at blanks
 * @text: the line
 * @words: NULL-terminated array, one allocation with its strings; the
 *         caller frees it with free()
 *
 * Return: the number of words.
 */
int parse_words(const char *text, char ***words);

#endif
