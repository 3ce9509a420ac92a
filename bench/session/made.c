// SPDX-License-Identifier: GPL-2.0-only
#include "session/made.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence/files.h"
#include "kernel/kbuild.h"
#include "kernel/packages.h"
#include "kernel/toolchain.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/process.h"
#include "machine/firmware.h"
#include "mmu/parameters.h"
#include "plan/named-file.h"
#include "plan/text.h"
#include "session/known.h"

/* Whatever is installed or replaced changes one of these. */
#define INSTALLED "/var/lib/dpkg/status"

static void add_program(struct argv *paths, const char *program)
{
	char *path = process_find(program);

	argv_add(paths, "%s", path);
	free(path);
}

static char *packages_known(const struct argv *paths)
{
	SHA2_CTX digest;

	SHA256Init(&digest);
	for (size_t i = 0; i <= paths->count; i++) {
		const char *path = i < paths->count ? paths->words[i] :
						      INSTALLED;
		struct stat status = { 0 };
		char *text;

		if (stat(path, &status))
			status = (struct stat){ 0 };
		text = xasprintf("%jd %jd.%09ld", (intmax_t)status.st_size,
				 (intmax_t)status.st_mtim.tv_sec,
				 status.st_mtim.tv_nsec);
		digest_add_text(&digest, path, text);
		free(text);
	}
	return known_path("packages", &digest);
}

/* Asked once for these files: dpkg-query takes longer than a session may. */
static json_t *packages_ask(const struct argv *paths)
{
	char *path = packages_known(paths);
	json_t *packages = NULL;
	struct error ignored;
	char *text;

	if (known_recall(path, &text))
		packages = json_loads(text, 0, NULL);
	free(text);
	if (!packages) {
		packages = packages_of(paths);
		text = packages ? json_dumps(packages, JSON_COMPACT) : NULL;
		if (text)
			known_remember(path, text, &ignored);
		free(text);
	}
	free(path);
	return packages;
}

/* The sources that kernels were built of, by what their manifests say. */
static void add_sources(json_t *packages,
			const struct session_kernels *kernels)
{
	for (int i = 0; i < kernels->count; i++) {
		const json_t *manifest = kernels->list[i].kernel.manifest;
		const json_t *name = json_object_get(manifest, "base_package");

		if (name)
			json_object_set(packages, json_string_value(name),
					json_object_get(manifest,
							"base_version"));
	}
}

/* What is here of the tools that an arm chose; a kept one's may be gone. */
static void add_tools(struct argv *paths, const struct kernel *kernel)
{
	const char *words = jsonfile_text(kernel->manifest, "make");
	struct kbuild_tools tools = { 0 };
	struct error ignored;

	if (!*words || toolchain_read(&tools, words, &ignored) == 0)
		kbuild_add_tools(&tools, paths);
	kbuild_tools_release(&tools);
}

static bool is_first(const struct session_kernels *kernels, int index)
{
	const char *make = jsonfile_text(kernels->list[index].kernel.manifest,
					 "make");

	for (int i = 0; i < index; i++) {
		const struct kernel *kernel = &kernels->list[i].kernel;

		if (!kernel->given &&
		    strcmp(jsonfile_text(kernel->manifest, "make"), make) == 0)
			return false;
	}
	return true;
}

static json_t *packages_json(const struct session *session)
{
	const struct session_kernels *kernels = &session->kernels;
	struct argv paths = { 0 };
	json_t *packages;

	add_program(&paths, session->emulator.program);
	for (int i = 0; i < kernels->count; i++)
		if (!kernels->list[i].kernel.given && is_first(kernels, i))
			add_tools(&paths, &kernels->list[i].kernel);
	packages = packages_ask(&paths);
	argv_release(&paths);
	if (packages)
		add_sources(packages, kernels);
	return packages ? packages : json_null();
}

static int set_hash(json_t *record, const char *key, const char *path,
		    struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	int ret = path ? digest_file(path, hex, err) : 0;

	if (ret == 0)
		json_object_set_new(record, key,
				    path ? json_string(hex) : json_null());
	return ret;
}

static void set_firmware(json_t *record)
{
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	SHA256Init(&digest);
	firmware_hash(&digest);
	SHA256End(&digest, hex);
	json_object_set_new(record, "firmware_sha256", json_string(hex));
}

static void set_plan(json_t *record, const struct plan *plan)
{
	char *text = plan_text(plan);

	json_object_set_new(record, "plan_text",
			    text ? json_string(text) : json_null());
	free(text);
}

static int check_utf8(const char *path, const json_t *made, struct error *err)
{
	return made ? 0 :
	       error_set(err, EILSEQ,
			 "%s: found a byte that is no UTF-8, expected a file that is",
			 path);
}

/* The modelled CPU; null where nothing is modelled. */
static int set_mmu(json_t *record, const struct plan *plan, struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	char *word, *text;
	json_t *mmu;
	int ret;

	if (!plan_has_mmu(plan)) {
		json_object_set_new(record, "mmu", json_null());
		return 0;
	}
	ret = file_read(plan->mmu, &text, NULL, err);
	if (ret)
		return ret;
	word = named_word(plan->mmu, MMU_PARAMETERS, ".ini");
	SHA256Data((const uint8_t *)text, strlen(text), hex);
	mmu = json_pack("{s:s, s:b, s:s, s:s}", "name", word, "ours",
			named_is_ours(plan->mmu, MMU_PARAMETERS, ".ini"),
			"sha256", hex, "text", text);
	ret = check_utf8(plan->mmu, mmu, err);
	json_object_set_new(record, "mmu", mmu);
	free(word);
	free(text);
	return ret;
}

int made_describe(json_t *record, const struct session *session,
		  struct error *err)
{
	int ret = 0;

	json_object_set_new(record, "numaboot",
			    revision_json(&session->options->revision));
	json_object_set_new(record, "packages", packages_json(session));
	set_plan(record, session->plan);
	set_firmware(record);
	for (int i = 0; i < session->images.init_count && ret == 0; i++) {
		const struct session_init *init = &session->images.inits[i];

		ret = set_hash(record, init->key, init->path, err);
	}
	if (ret == 0)
		ret = set_hash(record, "plugin_sha256",
			       session->emulator.plugin, err);
	return ret ? ret : set_mmu(record, session->plan, err);
}

static json_t *nodes_json(const struct topology *topology)
{
	json_t *nodes = json_array();

	for (unsigned int i = 0; i < topology->node_count; i++) {
		const struct topology_node *node = &topology->nodes[i];

		json_array_append_new(nodes, json_pack(
			"{s:I, s:I, s:b, s:b}", "memory_bytes",
			(json_int_t)node->memory_bytes, "cpus",
			(json_int_t)node->cpus, "hotpluggable",
			node->hotpluggable, "hot_added", node->hot_added));
	}
	return nodes;
}

int made_describe_topology(json_t *entry, const struct topology *topology,
			   const char *folder, struct error *err)
{
	char *copy = evidence_session_topology(folder, topology->name);
	char *text;
	int ret = file_read(copy, &text, NULL, err);

	if (ret == 0) {
		json_t *known = json_string(text);

		ret = check_utf8(topology->path, known, err);
		json_object_set_new(entry, "text", known);
		free(text);
	}
	json_object_set_new(entry, "ours", json_boolean(
		topology->uniform ||
		named_is_ours(topology->path, PLAN_TOPOLOGIES, ".topo")));
	json_object_set_new(entry, "node_list", nodes_json(topology));
	free(copy);
	return ret;
}
