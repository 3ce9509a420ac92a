/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LIST_H
#define NUMABOOT_LIST_H

/*
 * Lists of what has a name, as arrays of JSON objects.  Each is made from the
 * one place where its entries are declared, and printed for people and for
 * programs from the same array: what people read is a part of what programs
 * get.
 */

#include <jansson.h>
#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * struct list_kind - what can be listed
 * @name: "workloads"
 * @columns: keys of an entry that people are shown, NULL-terminated
 * @make: the list, or NULL with the sentence set
 */
struct list_kind {
	const char *name;
	const char *const *columns;
	json_t *(*make)(struct error *err);
};

/** list_kinds - all of them; ends with a nameless one */
extern const struct list_kind list_kinds[];

/** list_kernel - the entry of a variant: name, base, patches, config */
json_t *list_kernel(const struct variant *variant);

/**
 * list_print - print a list to stdout
 * @columns: of a table without a header, each as wide as it takes
 * @as_json: print the whole list as JSON
 */
void list_print(const json_t *list, const char *const *columns, bool as_json);

#endif
