/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ERROR_H
#define NUMABOOT_ERROR_H

/*
 * Why a call failed, in one sentence for a person.  Every library function
 * that can fail for a reason that a person must read takes a &struct error,
 * returns 0 or -errno, and fills in the text when it fails.  Nothing below
 * bench/cli prints it or decides on an exit code.
 */

/**
 * struct error - the one sentence that says why a call failed
 * @text: NUL-terminated, no trailing newline or full stop; "" when unset
 */
struct error {
	char text[2048];
};

/**
 * error_set - record why a call failed
 * @err: where the sentence goes, its old text is replaced
 * @code: positive errno value
 * @format: printf format of the sentence
 *
 * Return: -@code, so that a caller can write `return error_set(...)`.
 */
int error_set(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * error_prefix - put the context in front of the sentence
 * @err: an error whose text is set
 * @format: printf format of what goes in front, with its own separator
 */
void error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
