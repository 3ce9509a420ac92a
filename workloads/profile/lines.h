/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LINES_H
#define NUMABOOT_LINES_H

#include "graph.h"

/**
 * struct source_line - where a function stands in the source
 * @file: NULL when it is not known
 * @line: 0 when it is not known
 */
struct source_line {
	char *file;
	int line;
};

/**
 * lines_find - look functions up in a kernel's debug information
 * @vmlinux: the kernel; one without debug information knows no line
 *
 * Return: an array for the functions of @graph, freed by lines_free().
 */
struct source_line *lines_find(const struct graph *graph,
			       const char *vmlinux);

/** lines_free - free what lines_find() made */
void lines_free(struct source_line *lines, const struct graph *graph);

#endif
