// SPDX-License-Identifier: GPL-2.0-only
#include "night/identity.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "night/history.h"

void taken_fact_add(struct taken_facts *facts, const char *key,
		    const char *value)
{
	if (!value || !*value)
		return;
	facts->list = xgrow(facts->list, facts->count, sizeof(*facts->list));
	facts->list[facts->count++] = (struct taken_fact){
		.key = xstrdup(key), .value = history_word(value),
	};
}

static void add_of(struct taken_facts *facts, const json_t *object,
		   const char *from, const char *key)
{
	taken_fact_add(facts, key, jsonfile_text(object, from));
}

/* Of the first @count facts. */
static void set_id(struct taken_facts *facts, size_t count)
{
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	SHA256Init(&digest);
	for (size_t i = 0; i < count; i++)
		digest_add_text(&digest, facts->list[i].key,
				facts->list[i].value);
	SHA256End(&digest, hex);
	snprintf(facts->id, sizeof(facts->id), "%.12s", hex);
}

static void add_digest(struct taken_facts *facts, const char *key,
		       SHA2_CTX *digest)
{
	char hex[DIGEST_HEX_SIZE];

	SHA256End(digest, hex);
	taken_fact_add(facts, key, hex);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* What guests were given beside their kernels: images with init, topologies. */
static void add_inputs(struct taken_facts *facts, const json_t *run,
		       const char *suffix, const char *key)
{
	const char *name;
	const json_t *hash;
	SHA2_CTX digest;

	SHA256Init(&digest);
	json_object_foreach(json_object_get((json_t *)run, "inputs"), name,
			    hash)
		if (ends_with(name, suffix))
			digest_add_text(&digest, name,
					json_string_value(hash));
	add_digest(facts, key, &digest);
}

/* Lines are padded to one length, and it decides what lies behind them. */
static void add_line_bytes(struct taken_facts *facts, const json_t *run,
			   const char *arm)
{
	const json_t *cell;
	size_t index, longest = 0;
	char *bytes;

	json_array_foreach(json_object_get(run, "cells"), index, cell) {
		size_t length = strlen(jsonfile_text(cell, "command_line"));

		if (strcmp(jsonfile_text(cell, "arm"), arm) == 0 &&
		    length > longest)
			longest = length;
	}
	bytes = xasprintf("%zu", longest);
	taken_fact_add(facts, "command-line-bytes", bytes);
	free(bytes);
}

void identity_environment(struct taken_facts *facts, const json_t *run,
			  const char *arm, const char *reader)
{
	const json_t *engine = json_object_get(run, "engine");
	const json_t *host = json_object_get(run, "host");

	*facts = (struct taken_facts){ 0 };
	add_of(facts, engine, "name", "engine");
	add_of(facts, engine, "accelerator", "accelerator");
	add_of(facts, engine, "qemu", "qemu");
	add_of(facts, run, "firmware_sha256", "firmware");
	add_of(facts, run, "init_sha256", "init");
	add_of(facts, run, "plugin_sha256", "plugin");
	add_inputs(facts, run, ".cpio", "guest-files");
	add_inputs(facts, run, ".topo", "topologies");
	add_line_bytes(facts, run, arm);
	taken_fact_add(facts, "reader", reader);
	if (strcmp(jsonfile_text(engine, "name"), "exact"))
		add_of(facts, host, "cpu", "host-cpu");
	set_id(facts, facts->count);
	add_of(facts, json_object_get(run, "packages"), "qemu-system-x86",
	       "qemu-package");
}

void identity_kernel(struct taken_facts *facts, const json_t *arm)
{
	*facts = (struct taken_facts){ 0 };
	add_of(facts, arm, "image_sha256", "image");
	add_of(facts, json_object_get(arm, "kernel_4K"), "image_sha256",
	       "image-4K");
	set_id(facts, facts->count);
	add_of(facts, arm, "kernel", "name");
	add_of(facts, arm, "base", "base");
	add_of(facts, arm, "base_version", "version");
	add_of(facts, arm, "base_sha256", "base-sha256");
	add_of(facts, arm, "series_sha256", "series");
	add_of(facts, arm, "config_sha256", "config");
	add_of(facts, arm, "compiler", "compiler");
}

void taken_facts_release(struct taken_facts *facts)
{
	for (size_t i = 0; i < facts->count; i++) {
		free(facts->list[i].key);
		free(facts->list[i].value);
	}
	free(facts->list);
	*facts = (struct taken_facts){ 0 };
}
