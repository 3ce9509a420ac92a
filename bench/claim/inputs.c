// SPDX-License-Identifier: GPL-2.0-only
#include "claim/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "claim/letter.h"
#include "lib/alloc.h"

static void add(struct inputs *inputs, enum input_kind kind, const char *what,
		const char *found, const char *made, int line)
{
	struct input *added;

	inputs->list = xgrow(inputs->list, inputs->count,
			     sizeof(*inputs->list));
	added = &inputs->list[inputs->count++];
	*added = (struct input){
		.kind = kind,
		.what = xstrdup(what),
		.found = xstrdup(found),
		.made = xstrdup(made),
		.line = line,
	};
	letter_make_printable(added->what);
	letter_make_printable(added->found);
	letter_make_printable(added->made);
}

static bool known(const char *value)
{
	return value && *value && strcmp(value, FOOTER_UNKNOWN);
}

static bool differ(const char *found, const char *made)
{
	return known(found) && known(made) && strcmp(found, made);
}

static bool same(const struct footer *given, const struct footer *made,
		 const char *key)
{
	const char *found = footer_value(given, key);
	const char *value = footer_value(made, key);

	return known(found) && known(value) && strcmp(found, value) == 0;
}

/* What a report does not say may be anything. */
static void add_unsaid(struct inputs *inputs, enum input_kind kind,
		       const char *what, const char *made)
{
	add(inputs, kind == INPUT_TOLD ? INPUT_TOLD : INPUT_DIFFERS, what,
	    "nothing", made, 0);
}

static void compare_value(struct inputs *inputs, enum input_kind kind,
			  const struct footer *given,
			  const struct footer *made, const char *key)
{
	const struct footer_entry *found = footer_next(given, key, NULL);
	const char *value = footer_value(made, key);

	if (known(value) && !(found && known(found->value)))
		add_unsaid(inputs, kind, key, value);
	else if (found && differ(found->value, value))
		add(inputs, kind, key, found->value, value, found->line);
}

/* What a guest's files are made of is told by more than one hash. */
static void compare_init(struct inputs *inputs, const struct footer *given,
			 const struct footer *made)
{
	bool init = differ(footer_value(given, "init"),
			   footer_value(made, "init"));
	bool image = differ(footer_value(given, "initramfs"),
			    footer_value(made, "initramfs"));
	enum input_kind kind = init == image ? INPUT_DIFFERS :
					       INPUT_CONTRADICTS;

	compare_value(inputs, kind, given, made, "init");
	compare_value(inputs, kind, given, made, "initramfs");
}

static void find_unsaid_hashes(struct inputs *inputs, enum input_kind kind,
			       const struct footer *given,
			       const struct footer *made, const char *key)
{
	const struct footer_entry *entry = NULL;

	while ((entry = footer_next(made, key, entry))) {
		char *name = footer_name(entry);
		char *what = xasprintf("%s %s", key, name);

		const char *hash = footer_hash(made, key, name);

		if (hash && !footer_hash(given, key, name))
			add_unsaid(inputs, kind, what, hash);
		free(what);
		free(name);
	}
}

/* Entries of a name and a hash. Return: how many are the same. */
static int compare_hashes(struct inputs *inputs, enum input_kind kind,
			  const struct footer *given,
			  const struct footer *made, const char *key)
{
	const struct footer_entry *found = NULL;
	int same = 0;

	while ((found = footer_next(given, key, found))) {
		char *name = footer_name(found);
		const char *ours = footer_hash(given, key, name);
		const char *theirs = footer_hash(made, key, name);
		char *what = xasprintf("%s %s", key, name);

		if (ours && theirs && strcmp(ours, theirs))
			add(inputs, kind, what, ours, theirs, found->line);
		same += ours && theirs && strcmp(ours, theirs) == 0;
		free(what);
		free(name);
	}
	return same;
}

static void compare_part(struct inputs *inputs, enum input_kind kind,
			 const struct footer_entry *found,
			 const struct footer_entry *made, const char *key,
			 const char *name)
{
	const char *ours = footer_part(found, key);
	const char *theirs = footer_part(made, key);
	char *what = xasprintf("%s of %s", key, name);

	if (known(theirs) && !known(ours))
		add_unsaid(inputs, kind, what, theirs);
	else if (differ(ours, theirs))
		add(inputs, kind, what, ours, theirs, found->line);
	free(what);
}

/* A key stands for all that an image is made from.  An image of another key is
 * another one, and of the same key it is the same. */
static void compare_kernel(struct inputs *inputs,
			   const struct footer_entry *found,
			   const struct footer_entry *made, bool same_tools)
{
	bool key = differ(footer_part(found, "key"), footer_part(made, "key"));
	bool image = differ(footer_part(found, "image"),
			    footer_part(made, "image"));

	compare_part(inputs, key ? INPUT_DIFFERS : INPUT_CONTRADICTS, found,
		     made, "image", found->value);
	/* Nothing else goes into a key. */
	same_tools = same_tools && !differ(footer_part(found, "source"),
					   footer_part(made, "source"));
	compare_part(inputs, same_tools ? INPUT_CONTRADICTS :
		     image ? INPUT_DIFFERS : INPUT_TOLD, found, made, "key",
		     found->value);
	compare_part(inputs, key ? INPUT_TOLD : INPUT_CONTRADICTS, found,
		     made, "source", found->value);
	compare_part(inputs, key ? INPUT_TOLD : INPUT_CONTRADICTS, found,
		     made, "base", found->value);
	compare_part(inputs, key ? INPUT_TOLD : INPUT_CONTRADICTS, found,
		     made, "make", found->value);
}

static bool of_same_arms(const struct footer_entry *a,
			 const struct footer_entry *b)
{
	const char *arms = footer_part(a, "arms");
	const char *others = footer_part(b, "arms");

	return arms && others ? strcmp(arms, others) == 0 : !arms && !others;
}

/* Arms may have kernels of one name that differ in compiler or configuration. */
static const struct footer_entry *find_kernel(const struct footer *footer,
					      const struct footer_entry *wanted)
{
	const struct footer_entry *entry = NULL, *found = NULL;

	while ((entry = footer_next(footer, "kernel", entry))) {
		if (strcmp(entry->value, wanted->value))
			continue;
		if (of_same_arms(entry, wanted))
			return entry;
		found = found ? found : entry;
	}
	return found;
}

/* Then keys are made here as they were there. */
static bool any_key_is_same(const struct footer *given,
			    const struct footer *made)
{
	const struct footer_entry *found = NULL;
	bool any = false;

	while ((found = footer_next(given, "kernel", found))) {
		const struct footer_entry *other = find_kernel(made, found);
		const char *key = footer_part(found, "key");
		const char *here = other ? footer_part(other, "key") : NULL;

		any = any || (known(key) && known(here) &&
			      strcmp(key, here) == 0);
	}
	return any;
}

static void compare_kernels(struct inputs *inputs, const struct footer *given,
			    const struct footer *made)
{
	const struct footer_entry *found = NULL;
	bool same_tools = same(given, made, "packages") &&
			  (same(given, made, "commit") ||
			   any_key_is_same(given, made));

	while ((found = footer_next(given, "kernel", found))) {
		const struct footer_entry *other = find_kernel(made, found);

		if (other)
			compare_kernel(inputs, found, other, same_tools);
	}
	for (found = NULL; (found = footer_next(made, "kernel", found));) {
		const struct footer_entry *other = find_kernel(given, found);
		char *what = xasprintf("kernel %s", found->value);

		if (!other)
			add_unsaid(inputs, INPUT_DIFFERS, what, found->value);
		else if (!of_same_arms(other, found))
			compare_kernel(inputs, other, found, same_tools);
		free(what);
	}
}

static void compare_files(struct inputs *inputs, const struct footer *given,
			  const struct footer *made, const char *key)
{
	const struct footer_entry *found = NULL;

	while ((found = footer_next(given, key, found))) {
		char *name = footer_name(found);
		const struct footer_entry *other =
			footer_named(made, key, name);

		/* The same numaboot says it by the same words. */
		if (other && differ(found->value, other->value))
			add(inputs, same(given, made, "commit") ?
			    INPUT_CONTRADICTS : INPUT_TOLD, key, found->value,
			    other->value, found->line);
		if (other && differ(footer_part(found, "sha256"),
				    footer_part(other, "sha256"))) {
			char *what = xasprintf("%s %s", key, name);

			add(inputs, INPUT_CONTRADICTS, what,
			    footer_part(found, "sha256"),
			    footer_part(other, "sha256"), found->line);
			free(what);
		}
		free(name);
	}
}

void inputs_compare(struct inputs *inputs, const struct footer *given,
		    const struct footer *made)
{
	*inputs = (struct inputs){ 0 };
	compare_value(inputs, INPUT_TOLD, given, made, "numaboot");
	compare_value(inputs, INPUT_TOLD, given, made, "commit");
	compare_value(inputs, INPUT_TOLD, given, made, "packages");
	compare_value(inputs, INPUT_DIFFERS, given, made, "engine");
	compare_value(inputs, INPUT_DIFFERS, given, made, "qemu");
	compare_value(inputs, INPUT_DIFFERS, given, made, "plugin");
	/* It is made of nothing but the commit. */
	compare_value(inputs, same(given, made, "commit") ? INPUT_CONTRADICTS :
		      INPUT_DIFFERS, given, made, "firmware");
	compare_init(inputs, given, made);
	compare_hashes(inputs, INPUT_DIFFERS, given, made, "input");
	find_unsaid_hashes(inputs, INPUT_DIFFERS, given, made, "input");
	compare_files(inputs, given, made, "topology");
	compare_files(inputs, given, made, "mmu");
	compare_kernels(inputs, given, made);
}

/* What another numaboot says of its metrics is no value. */
static void tell_descriptions(struct inputs *inputs)
{
	for (int i = 0; i < inputs->count; i++)
		if (strcmp(inputs->list[i].what, "table metrics.csv") == 0)
			inputs->list[i].kind = INPUT_TOLD;
}

void inputs_compare_tables(struct inputs *inputs, const struct footer *given,
			   const struct footer *made, int *verified)
{
	*verified = compare_hashes(inputs, INPUT_CONTRADICTS, given, made,
				   "table");
	if (!same(given, made, "commit"))
		tell_descriptions(inputs);
	find_unsaid_hashes(inputs, INPUT_TOLD, given, made, "table");
}

enum input_kind inputs_worst(const struct inputs *inputs)
{
	enum input_kind worst = INPUT_TOLD;

	for (int i = 0; i < inputs->count; i++)
		if (inputs->list[i].kind > worst)
			worst = inputs->list[i].kind;
	return worst;
}

const struct input *inputs_find(const struct inputs *inputs, const char *what)
{
	for (int i = 0; i < inputs->count; i++)
		if (strcmp(inputs->list[i].what, what) == 0)
			return &inputs->list[i];
	return NULL;
}

void inputs_release(struct inputs *inputs)
{
	for (int i = 0; i < inputs->count; i++) {
		free(inputs->list[i].what);
		free(inputs->list[i].found);
		free(inputs->list[i].made);
	}
	free(inputs->list);
	*inputs = (struct inputs){ 0 };
}
