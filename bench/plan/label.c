// SPDX-License-Identifier: GPL-2.0-only
#include "plan/label.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

#define LETTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* A file may be called so, too. */
size_t label_length(const char *text)
{
	size_t length = strspn(text, LETTERS);
	char *path;
	bool file;

	if (!length || text[length] != '=')
		return 0;
	path = xasprintf("%.*s", (int)strcspn(text, "+"), text);
	file = file_exists(path);
	free(path);
	return file ? 0 : length;
}

static bool is_dots(const char *name, size_t length)
{
	return (length == 1 && *name == '.') ||
	       (length == 2 && strncmp(name, "..", 2) == 0);
}

/* The last @depth names of a path of @length bytes; Return: how many there are. */
static int put_names(FILE *out, const char *path, size_t length, int depth)
{
	size_t end = length, start;
	int count;

	while (end && path[end - 1] == '/')
		end--;
	start = end;
	for (count = 0; count < depth && start; count++) {
		size_t before = start - (start < end && path[start - 1] == '/');
		size_t name = before;

		while (name && path[name - 1] != '/')
			name--;
		if (before == name || is_dots(path + name, before - name))
			break;
		start = name;
	}
	for (; start < end; start++)
		fputc(strchr(LETTERS, path[start]) ? path[start] : '_', out);
	return count;
}

/* What git calls a commit may hold anything. */
static void put_revision(FILE *out, const char *revision, size_t length)
{
	fputc('@', out);
	for (size_t i = 0; i < length; i++)
		fputc(strchr(LETTERS, revision[i]) ? revision[i] : '_', out);
}

/* Of TREE[@REVISION][:SERIES] all; Return: made anew; @more: a greater depth gives another. */
static char *label_of_path(const char *kernel, int depth, bool *more)
{
	size_t length = strcspn(kernel, ":@");
	const char *rest = kernel + length;
	char *label;
	size_t size;
	FILE *out = memstream_open(&label, &size);
	int count = put_names(out, kernel, length, depth);

	*more = count == depth;
	if (!count)
		fputs("tree", out);
	if (*rest == '@') {
		length = strcspn(rest, ":");
		put_revision(out, rest + 1, length - 1);
		rest += length;
	}
	if (*rest) {
		fputc('_', out);
		count = put_names(out, rest + 1, strlen(rest + 1), depth);
		*more = *more || count == depth;
	}
	memstream_close(out);
	return label;
}

/* Is it what another kernel is called? */
static bool is_taken(const struct plan *plan, const struct catalog *catalog,
		     int index, const char *label)
{
	const char *kernel = plan->arms[index].kernel;

	if (naming_knows(catalog, label))
		return true;
	for (int i = 0; i < plan->arm_count; i++)
		if (plan->arms[i].label && strcmp(plan->arms[i].kernel, kernel) &&
		    strcmp(plan->arms[i].label, label) == 0)
			return true;
	return false;
}

/* All that have no label of their own and have this kernel's short form. */
static bool is_shared(const struct plan *plan, int index, const char *label,
		      int depth)
{
	bool shared = false;

	for (int i = 0; i < plan->arm_count && !shared; i++) {
		const struct arm *arm = &plan->arms[i];
		bool more;
		char *other;

		if (!arm->is_path || arm->labelled ||
		    strcmp(arm->kernel, plan->arms[index].kernel) == 0)
			continue;
		other = label_of_path(arm->kernel, depth, &more);
		shared = strcmp(other, label) == 0;
		free(other);
	}
	return shared;
}

static char *make_label(const struct plan *plan, const struct catalog *catalog,
			int index)
{
	const char *kernel = plan->arms[index].kernel;
	bool more = true;
	char *label = NULL;

	for (int depth = 1; more; depth++) {
		free(label);
		label = label_of_path(kernel, depth, &more);
		if (!is_taken(plan, catalog, index, label) &&
		    !is_shared(plan, index, label, depth))
			return label;
	}
	for (int number = 2;; number++) {
		char *numbered = xasprintf("%s-%d", label, number);

		if (!is_taken(plan, catalog, index, numbered)) {
			free(label);
			return numbered;
		}
		free(numbered);
	}
}

static int check_label(const struct plan *plan, const struct catalog *catalog,
		       int index, struct error *err)
{
	const struct arm *arm = &plan->arms[index];

	if (naming_knows(catalog, arm->label) &&
	    strcmp(arm->label, arm->kernel))
		return error_set(err, EINVAL,
				 "found the label `%s` for %s, expected another one: it is the name of a kernel",
				 arm->label, arm->kernel);
	for (int i = 0; i < index; i++)
		if (strcmp(plan->arms[i].label, arm->label) == 0 &&
		    strcmp(plan->arms[i].kernel, arm->kernel))
			return error_set(err, EINVAL,
					 "found the label `%s` for %s and for %s, expected different ones",
					 arm->label, plan->arms[i].kernel,
					 arm->kernel);
	return 0;
}

static bool is_same(const struct arm *a, const struct arm *b)
{
	return strcmp(a->kernel, b->kernel) == 0 &&
	       strcmp(a->parameters, b->parameters) == 0 &&
	       (!a->labelled || strcmp(a->label, b->label) == 0);
}

/* The second arm that is the same is `#2`, whatever its name holds. */
static int name_arm(struct plan *plan, int index, struct error *err)
{
	struct arm *arm = &plan->arms[index];
	const char *parameters = arm->written + strlen(arm->written_kernel);
	int same = 0;

	for (int i = 0; i < index; i++)
		same += is_same(arm, &plan->arms[i]);
	free(arm->name);
	arm->name = same ? xasprintf("%s%s#%d", arm->label, parameters, same + 1) :
			   xasprintf("%s%s", arm->label, parameters);
	for (int i = 0; i < index; i++)
		if (strcmp(plan->arms[i].name, arm->name) == 0)
			return error_set(err, EINVAL,
					 "found two arms with the name `%s`, expected different ones",
					 arm->name);
	return 0;
}

int labels_make(struct plan *plan, const struct catalog *catalog,
		struct error *err)
{
	int ret = 0;

	for (int i = 0; i < plan->arm_count; i++) {
		struct arm *arm = &plan->arms[i];

		if (arm->labelled)
			continue;
		free(arm->label);
		arm->label = arm->is_path ? NULL : xstrdup(arm->written_kernel);
	}
	for (int i = 0; i < plan->arm_count; i++)
		if (!plan->arms[i].label)
			plan->arms[i].label = make_label(plan, catalog, i);
	for (int i = 0; i < plan->arm_count && ret == 0; i++) {
		if (plan->arms[i].labelled)
			ret = check_label(plan, catalog, i, err);
		if (ret == 0)
			ret = name_arm(plan, i, err);
	}
	return ret;
}
