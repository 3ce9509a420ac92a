/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROBE_RECORD_H
#define NUMABOOT_PROBE_RECORD_H

/*
 * What a probe prints: facts, "# name: value" line by line, then the names of
 * the columns and a row of CSV for each sample.  A column is named where its
 * value is found, so names and values cannot come apart.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A number that there is not: an empty field. */
#define RECORD_NOTHING UINT64_MAX

/**
 * struct record_column - one field of a sample
 * @name: of the column; NULL behind the last one
 * @offset: in the sample's struct
 * @text: it is a const char *, which needs no quotes; else a uint64_t
 */
struct record_column {
	const char *name;
	size_t offset;
	bool text;
};

/* Rows of a table of columns. */
#define RECORD_NUMBER(name, type, field)                                       \
	{                                                                      \
		name, offsetof(type, field), false                             \
	}
#define RECORD_TEXT(name, type, field)                                         \
	{                                                                      \
		name, offsetof(type, field), true                              \
	}

/** record_fact - print "# @name: …" */
void record_fact(FILE *out, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** record_print_names - print the line of column names */
void record_print_names(FILE *out, const struct record_column *columns);

/** record_print - print a sample as one line */
void record_print(FILE *out, const struct record_column *columns,
		  const void *sample);

#endif
