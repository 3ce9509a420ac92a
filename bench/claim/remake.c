// SPDX-License-Identifier: GPL-2.0-only
#include "claim/remake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/memstream.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "machine/topology-uniform.h"
#include "mmu/parameters.h"

#define TOPOLOGIES "bench/topologies"

/**
 * struct writing - a plan while it is written again
 * @section: that entries stand in
 */
struct writing {
	const struct footer *footer;
	const struct remake_cell *cell;
	const char *folder;
	char section[32];
	FILE *out;
};

/**
 * struct kind - of file that a plan names
 * @key: of the footer
 * @text_key: … of its text
 * @folder: where ours are
 * @suffix: of their names
 */
struct kind {
	const char *key;
	const char *text_key;
	const char *folder;
	const char *suffix;
};

static const struct kind topology_kind = {
	"topology", "topology-text", TOPOLOGIES, ".topo",
};
static const struct kind mmu_kind = {
	"mmu", "mmu-text", MMU_PARAMETERS, ".ini",
};

int remake_cell_parse(struct remake_cell *cell, const char *text,
		      struct error *err)
{
	char *parts[3] = { NULL };
	char *rest;
	int count = 0;

	*cell = (struct remake_cell){ .text = xstrdup(text) };
	/* An arm may have a slash itself. */
	for (rest = cell->text; count < 3; count++) {
		char *slash = strrchr(rest, '/');

		parts[count] = slash ? slash + 1 : rest;
		if (!slash) {
			rest = NULL;
			count++;
			break;
		}
		*slash = '\0';
	}
	if (count == 2 && !rest) {
		cell->topology = parts[1];
		cell->mapping = parts[0];
	} else if (count == 3) {
		cell->arm = rest;
		cell->topology = parts[2];
		cell->mapping = parts[1];
		cell->workload = parts[0];
	}
	if (cell->topology && *cell->topology && *cell->mapping &&
	    (!cell->workload || *cell->workload))
		return 0;
	return error_set(err, EINVAL,
			 "found --cell `%s`, expected [ARM/]TOPOLOGY/MAPPING/WORKLOAD or TOPOLOGY/MAPPING",
			 text);
}

/* Names a file in one folder and nothing else. */
static bool is_plain(const char *name)
{
	return *name && *name != '.' && *name != '-' &&
	       strlen(name) < 100 &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789._+-")];
}

/* "./NAME.topo" is the footer's NAME. */
static char *bare_name(const char *word, const char *suffix)
{
	size_t length = strlen(word), end = strlen(suffix);

	if (strncmp(word, "./", 2) == 0 && length > end + 2 &&
	    strcmp(word + length - end, suffix) == 0)
		return xasprintf("%.*s", (int)(length - end - 2), word + 2);
	return xstrdup(word);
}

static int write_text(const struct writing *writing,
		      const struct footer_entry *entry, const char *name,
		      const struct kind *kind, char **path, struct error *err)
{
	char *text = footer_text(entry);
	int ret;

	*path = xasprintf("%s/%s%s", writing->folder, name, kind->suffix);
	ret = file_write(*path, text, strlen(text), err);
	free(text);
	return ret;
}

/* Ours must be what the report means. */
static int check_ours(const struct writing *writing, const char *name,
		      const struct kind *kind, struct error *err)
{
	const struct footer_entry *entry =
		footer_named(writing->footer, kind->key, name);
	const char *wanted = entry ? footer_part(entry, "sha256") : NULL;
	char *relative = xasprintf("%s/%s%s", kind->folder, name,
				   kind->suffix);
	char *path = root_path(relative);
	char hex[DIGEST_HEX_SIZE];
	int ret = 0;

	/* Of plans that model nothing the CPU does not matter. */
	if (kind == &mmu_kind && !entry)
		goto out;
	if (!file_exists(path))
		ret = error_set(err, ENOENT,
				"found no %s %s here and no `%s: %s` in the report, expected one of them",
				kind->key, name, kind->text_key, name);
	else
		ret = digest_file(path, hex, err);
	if (ret == 0 && (!wanted || strcmp(wanted, hex)))
		ret = error_set(err, ENOENT,
				"found %s %s with sha256 %.16s here, the report has %.16s and lacks its text: check out the report's commit",
				kind->key, name, hex, wanted ? wanted : "none");
out:
	free(path);
	free(relative);
	return ret;
}

static int check_kind(const struct footer *footer, const struct kind *kind,
		      struct error *err)
{
	const struct writing writing = { .footer = footer };
	const struct footer_entry *entry = NULL;
	int ret = 0;

	while (ret == 0 && (entry = footer_next(footer, kind->key, entry))) {
		char *name = footer_name(entry);
		char *uniform = topology_uniform_text(name);

		if (is_plain(name) && !uniform &&
		    !footer_named(footer, kind->text_key, name) &&
		    check_ours(&writing, name, kind, err))
			ret = -EBADMSG;
		free(uniform);
		free(name);
	}
	return ret;
}

int remake_check_files(const struct footer *footer, struct error *err)
{
	int ret = check_kind(footer, &topology_kind, err);

	return ret ? ret : check_kind(footer, &mmu_kind, err);
}

/* What stands in our plan for a word of the report's. */
static int take_file(const struct writing *writing, const char *word,
		     const struct kind *kind, char **taken, struct error *err)
{
	char *name = bare_name(word, kind->suffix);
	char *uniform = NULL;
	const struct footer_entry *text;
	int ret = 0;

	*taken = NULL;
	if (!is_plain(name)) {
		ret = error_set(err, EINVAL,
				"found the %s `%s` in the report's plan, expected a plain name",
				kind->key, word);
		goto out;
	}
	text = footer_named(writing->footer, kind->text_key, name);
	if (kind == &topology_kind)
		uniform = topology_uniform_text(name);
	if (text) {
		ret = write_text(writing, text, name, kind, taken, err);
		goto out;
	}
	if (!uniform)
		ret = check_ours(writing, name, kind, err);
	if (ret == 0)
		*taken = xstrdup(name);
out:
	free(uniform);
	free(name);
	return ret;
}

static void put(struct writing *writing, const struct inifile_entry *entry,
		const char *value)
{
	if (strcmp(writing->section, entry->section)) {
		snprintf(writing->section, sizeof(writing->section), "%s",
			 entry->section);
		fprintf(writing->out, "[%s]\n", entry->section);
	}
	fprintf(writing->out, "%s = %s\n", entry->key, value);
}

/* The words of a list that are wanted, each taken. */
static int put_list(struct writing *writing, const struct inifile_entry *entry,
		    const char *only, const struct kind *kind,
		    struct error *err)
{
	char **words;
	int ret = 0;

	parse_words(entry->value, &words);
	for (char **word = words; *word && ret == 0; word++) {
		char *name = kind ? bare_name(*word, kind->suffix) :
				    xstrdup(*word);
		char *taken = NULL;

		if (!only || strcmp(only, name) == 0) {
			ret = kind ? take_file(writing, *word, kind, &taken,
					       err) : 0;
			if (ret == 0)
				put(writing, entry, taken ? taken : *word);
		}
		free(taken);
		free(name);
	}
	free(words);
	return ret;
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct writing *writing = context;
	const struct remake_cell *cell = writing->cell;
	const char *workload = cell ? cell->workload : NULL;

	if (strcmp(entry->section, "arguments") == 0) {
		if (!workload || strcmp(workload, entry->key) == 0)
			put(writing, entry, entry->value);
		return 0;
	}
	if (strcmp(entry->section, "plan"))
		return inifile_reject(err, entry, "section [plan] or [arguments]");
	if (strcmp(entry->key, "topologies") == 0)
		return put_list(writing, entry, cell ? cell->topology : NULL,
				&topology_kind, err);
	if (strcmp(entry->key, "mmu") == 0 || strcmp(entry->key, "model") == 0)
		return put_list(writing, entry, NULL, &mmu_kind, err);
	if (strcmp(entry->key, "mappings") == 0)
		return put_list(writing, entry, cell ? cell->mapping : NULL,
				NULL, err);
	if (strcmp(entry->key, "workloads") == 0)
		return put_list(writing, entry, workload, NULL, err);
	put(writing, entry, entry->value);
	return 0;
}

/* Return: the path of the plan in @path, which the caller frees. */
static int write_plan(const struct footer *footer, const char *folder,
		      const struct remake_cell *cell, char **path,
		      struct error *err)
{
	const struct footer_entry *plan = footer_next(footer, "plan", NULL);
	struct writing writing = {
		.footer = footer, .cell = cell, .folder = folder,
	};
	char *text = footer_text(plan);
	char *written;
	size_t size;
	int ret = 0;

	*path = NULL;
	if (!is_plain(plan->value))
		ret = error_set(err, EINVAL,
				"found the plan `%s`, expected a plain name",
				plan->value);
	writing.out = memstream_open(&written, &size);
	if (ret == 0)
		ret = inifile_read_text("the report's plan", text,
					handle_entry, &writing, err);
	memstream_close(writing.out);
	if (ret == 0) {
		*path = xasprintf("%s/%s.plan", folder, plan->value);
		ret = file_write(*path, written, size, err);
	}
	free(written);
	free(text);
	return ret;
}

const struct footer_entry *remake_kernel(const struct footer *footer, int arm)
{
	const struct footer_entry *kernel = NULL;
	char letter[16] = { 'A' + arm % 26 };

	/* A to Z, then A1, B1, … */
	if (arm >= 26)
		snprintf(letter + 1, sizeof(letter) - 1, "%d", arm / 26);
	while ((kernel = footer_next(footer, "kernel", kernel))) {
		const char *arms = footer_part(kernel, "arms");
		bool found = false;
		char **words;

		parse_words(arms ? arms : "", &words);
		for (char **word = words; *word; word++)
			found = found || strcmp(*word, letter) == 0;
		free(words);
		if (found)
			return kernel;
	}
	return NULL;
}

static const char *given_path(const struct remake_image *given, int count,
			      const struct arm *arm,
			      const struct footer_entry *kernel)
{
	for (int i = 0; i < count; i++)
		if (strcmp(given[i].arm, arm->name) == 0 ||
		    strcmp(given[i].arm, arm->label) == 0 ||
		    strcmp(given[i].arm, kernel->value) == 0)
			return given[i].path;
	return NULL;
}

void remake_add_image(struct remake *remake, const char *arm, bool only_4k,
		      const char *image, const char *symbols, json_t *manifest)
{
	struct session_image *added;

	remake->images = xgrow(remake->images, remake->image_count,
			       sizeof(*remake->images));
	added = &remake->images[remake->image_count++];
	added->arm = xstrdup(arm);
	added->only_4k = only_4k;
	added->image = xstrdup(image);
	added->symbols = symbols ? xstrdup(symbols) : NULL;
	added->manifest = manifest;
}

/* What is written for an arm is its kernel, perhaps with parameters behind. */
static bool calls(const char *written, const char *kernel)
{
	size_t length = kernel ? strlen(kernel) : 0;

	return length && strncmp(written, kernel, length) == 0 &&
	       strchr("+", written[length]);
}

/* The kernel of an arm is what the arm's own words mean. */
static int check_name(const struct arm *arm, const struct catalog *catalog,
		      const char *kernel, struct error *err)
{
	const struct variant *variant = catalog_find(catalog, kernel);
	char *brief = variant ? naming_short(variant) : NULL;
	bool fits = calls(arm->written, kernel) || calls(arm->written, brief);

	free(brief);
	return fits ? 0 : error_set(err, EBADMSG,
		"arm %s: found kernel %s in the report, expected what the arm is called",
		arm->name, kernel);
}

/* Words of a report start programs here: only compilers by their versions. */
static bool is_harmless(const char *word)
{
	static const char *const forms[] = {
		"LLVM=1", "LLVM=-#", "LLVM_IAS=0", "LLVM_IAS=1", "CC=gcc",
		"CC=gcc-#", "CC=clang", "CC=clang-#", "HOSTCC=gcc",
		"HOSTCC=gcc-#", "HOSTCC=clang", "HOSTCC=clang-#", "LD=ld",
		"LD=ld.bfd", "LD=ld.lld", "LD=ld.lld-#",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t length = strcspn(forms[i], "#");
		size_t digits = strspn(word + strnlen(word, length),
				       "0123456789");

		if (strncmp(word, forms[i], length) == 0 &&
		    !word[length + digits] &&
		    (digits > 0) == (forms[i][length] == '#'))
			return true;
	}
	return false;
}

static int check_make(const struct arm *arm, struct error *err)
{
	char **words;
	int ret = 0;

	parse_words(arm->make ? arm->make : "", &words);
	for (char **word = words; *word && ret == 0; word++)
		if (!is_harmless(*word))
			ret = error_set(err, EINVAL,
					"arm %s: found `%s` in the report's plan, expected LLVM, LLVM_IAS, CC, HOSTCC or LD with a gcc, clang or linker of PATH: a report does not choose other programs (--boot boots images that are here)",
					arm->name, *word);
	free(words);
	return ret;
}

/* Its source is here, or it is said which one the report was made from. */
static int check_source(const struct catalog *catalog,
			const struct footer_entry *kernel, struct error *err)
{
	const char *base = footer_part(kernel, "base");
	const struct variant *variant = catalog_find(catalog, kernel->value);

	if (!variant || base_is_here(variant->base))
		return 0;
	return error_set(err, ENOENT,
			 "kernel %s: found no source for it on this host, expected the package %s: the report was made from %s (--boot boots images that are here)",
			 kernel->value, variant->base->package,
			 base ? base : FOOTER_UNKNOWN);
}

static int name_kernel(struct remake *remake, int index,
		       const struct footer *footer,
		       const struct catalog *catalog,
		       const struct remake_image *given, int given_count,
		       bool saved, struct error *err)
{
	const struct footer_entry *kernel = remake_kernel(footer, index);
	struct arm *arm = &remake->plan.arms[index];
	const char *path;

	if (!kernel)
		return error_set(err, EINVAL,
				 "found no `kernel:` of arm %s in the report, expected one",
				 arm->name);
	if (check_name(arm, catalog, kernel->value, err))
		return -EBADMSG;
	if (plan_set_kernel(&remake->plan, catalog, index, kernel->value, err))
		return -EINVAL;
	free(arm->kernel);
	arm->kernel = xstrdup(kernel->value);
	arm->chosen = NULL;
	path = given_path(given, given_count, arm, kernel);
	if (path) {
		remake_add_image(remake, arm->name, false, path, NULL, NULL);
		return 0;
	}
	return !saved && check_make(arm, err) ? -EINVAL : 0;
}

/* What no file was given for is built here. */
static int check_kernel(const struct remake *remake, int index,
			const struct footer *footer,
			const struct catalog *catalog, struct error *err)
{
	const struct footer_entry *kernel = remake_kernel(footer, index);
	const struct arm *arm = &remake->plan.arms[index];
	const char *image = footer_part(kernel, "image");

	if (remake_has_image(remake, arm->name))
		return 0;
	if (naming_knows(catalog, arm->kernel))
		return check_source(catalog, kernel, err);
	return error_set(err, ENOENT,
			 "arm %s is an image of the sender's own, %s (sha256 %.16s): give it with --arm %s=FILE",
			 arm->name, kernel->value, image ? image : FOOTER_UNKNOWN,
			 arm->label);
}

static int check_cell(const struct plan *plan, const struct remake_cell *cell,
		      struct error *err)
{
	bool found = !cell->arm;

	for (int i = 0; i < plan->arm_count; i++)
		found = found || strcmp(plan->arms[i].name, cell->arm) == 0;
	if (found && plan->topology_count && plan->mapping_count &&
	    plan->workload_count)
		return 0;
	return error_set(err, EINVAL,
			 "found --cell with %s `%s`, which the report's plan has not",
			 !found ? "arm" : !plan->topology_count ? "topology" :
			 !plan->mapping_count ? "mapping" : "workload",
			 !found ? cell->arm :
			 !plan->topology_count ? cell->topology :
			 !plan->mapping_count ? cell->mapping : cell->workload);
}

int remake_read(struct remake *remake, const struct footer *footer,
		const struct catalog *catalog, const char *folder,
		const struct remake_cell *cell,
		const struct remake_image *given, int given_count, bool saved,
		struct error *err)
{
	char *path;
	int ret = write_plan(footer, folder, cell, &path, err);

	*remake = (struct remake){ 0 };
	if (ret == 0) {
		ret = plan_load(&remake->plan, catalog, path, err);
		if (ret && cell && remake->plan.name)
			check_cell(&remake->plan, cell, err);
	}
	for (int i = 0; ret == 0 && i < remake->plan.arm_count; i++)
		ret = name_kernel(remake, i, footer, catalog, given,
				  given_count, saved, err);
	for (int i = 0; ret == 0 && !saved && i < remake->plan.arm_count; i++)
		ret = check_kernel(remake, i, footer, catalog, err);
	if (ret == 0 && cell)
		ret = check_cell(&remake->plan, cell, err);
	free(path);
	return ret;
}

bool remake_has_image(const struct remake *remake, const char *arm)
{
	for (int i = 0; i < remake->image_count; i++)
		if (strcmp(remake->images[i].arm, arm) == 0)
			return true;
	return false;
}

void remake_release(struct remake *remake)
{
	for (int i = 0; i < remake->image_count; i++) {
		free(remake->images[i].arm);
		free(remake->images[i].image);
		free(remake->images[i].symbols);
		json_decref(remake->images[i].manifest);
	}
	free(remake->images);
	plan_release(&remake->plan);
	*remake = (struct remake){ 0 };
}
