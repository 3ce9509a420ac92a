/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SUBJECT_H
#define NUMABOOT_SUBJECT_H

/*
 * What people and tools write before the title of a patch: "[RFC PATCH v2
 * 3/7]", "[v2,3/7]", "[PATCH 3 of 7]", "Re:".  Any subject can be read.
 */

#include <stdbool.h>
#include <stddef.h>

/**
 * struct subject - what the tags of a subject say
 * @reply: it begins with Re: or what other languages have for it
 * @tagged: a tag has the word PATCH or a number n/m
 * @version: 1000 for v1 or none, 2001 for v2.1
 * @index: n of n/m
 * @total: m of n/m; 0: no such number
 * @title: offset of what stands behind the tags
 */
struct subject {
	bool reply;
	bool tagged;
	int version;
	int index;
	int total;
	size_t title;
};

/** subject_parse - read the tags */
void subject_parse(struct subject *subject, const char *text);

#endif
