// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/userconfig.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/memstream.h"
#include "lib/process.h"

static bool has(const char *config, const char *option, const char *value)
{
	char *found = config_value(config, option);
	bool same = found && strcmp(found, value) == 0;

	free(found);
	return same;
}

static int check_line(const char *path, int number, const char *line,
		      int *settings, struct error *err)
{
	char *option = config_option(line);
	bool good = !*line || *line == '#' ||
		    (option && (strchr(line, '=')));

	*settings += option != NULL;
	free(option);
	return good ? 0 :
	       error_set(err, EINVAL,
			 "%s:%d: found `%.60s`, expected a .config: CONFIG_X=…, # CONFIG_X is not set, or a comment",
			 path, number, line);
}

static int check_lines(const char *path, const char *text, struct error *err)
{
	int settings = 0, number = 1, ret = 0;

	for (const char *at = text; *at && ret == 0; number++) {
		size_t length = strcspn(at, "\n");
		char *line = xasprintf("%.*s", (int)length, at);

		line[strcspn(line, "\r")] = '\0';
		ret = check_line(path, number, line, &settings, err);
		free(line);
		at += length + (at[length] == '\n');
	}
	if (ret == 0 && !settings)
		ret = error_set(err, EINVAL,
				"%s: found no option, expected a .config", path);
	return ret;
}

/* "# Linux/arm64 6.1.0 Kernel Configuration", or an option that says it. */
static char *other_architecture(const char *text)
{
	static const char *const options[] = {
		"ARM64", "ARM", "RISCV", "PPC", "S390", "MIPS", "LOONGARCH",
		"SPARC", "X86_32",
	};
	static const char head[] = "# Linux/";
	const char *line = strstr(text, head);
	size_t length;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (has(text, options[i], "y"))
			return xasprintf("CONFIG_%s=y", options[i]);
	if (has(text, "64BIT", "n"))
		return xstrdup("# CONFIG_64BIT is not set");
	if (!line || (line != text && line[-1] != '\n'))
		return NULL;
	line += strlen(head);
	length = strcspn(line, " \n");
	if (strncmp(line, "x86", 3) == 0)
		return NULL;
	return xasprintf("%s%.*s", head, (int)length, line);
}

int userconfig_read(const char *path, char **text, struct error *err)
{
	char *other = NULL;
	size_t size = 0;
	int ret = file_read_at_most(path, INPUT_TEXT_BYTES, text, &size, err);

	if (ret)
		return ret;
	if (size > 2 && memcmp(*text, "\x1f\x8b", 2) == 0)
		ret = error_set(err, EINVAL,
				"%s: found a compressed file, expected a .config: zcat it",
				path);
	else if (strlen(*text) != size)
		ret = error_set(err, EINVAL,
				"%s: found a binary file, expected a .config",
				path);
	else
		ret = check_lines(path, *text, err);
	if (ret == 0)
		other = other_architecture(*text);
	if (other)
		ret = error_set(err, EINVAL,
				"%s: found %s, expected a configuration for x86-64",
				path, other);
	free(other);
	return ret;
}

static bool is_asked(const struct need *need, const struct question *asked,
		     size_t count, const struct question **question)
{
	for (size_t i = 0; i < count; i++) {
		*question = &asked[i];
		if (need_is_for(need, asked[i].name))
			return true;
	}
	return false;
}

char *userconfig_needed(const char *config, const struct needs *needs,
			const struct question *asked, size_t count)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (size_t i = 0; i < needs->count; i++) {
		const struct need *need = &needs->list[i];
		const struct question *question;
		char *why;

		if (!need->option || !is_asked(need, asked, count, &question))
			continue;
		why = need_judge(need, config, question);
		if (why && strcmp(need->value, "n") == 0)
			fprintf(out, "# CONFIG_%s is not set\n", need->option);
		else if (why)
			fprintf(out, "CONFIG_%s=%s\n", need->option,
				need->value);
		free(why);
	}
	memstream_close(out);
	return text;
}

/* A file that the build would read, which no key knows, or which is not there. */
static bool leads_out(const char *value, const char *tree)
{
	const char *begin = value + (*value == '"');
	char *name = xasprintf("%.*s", (int)strcspn(begin, "\""), begin);
	char *path = xasprintf("%s/%s", tree, name);
	bool out;

	out = *name && strcmp(name, "certs/signing_key.pem") &&
	      (*name == '/' || !file_exists(path));
	free(path);
	free(name);
	return out;
}

static void adapt_file(FILE *out, const char *config, const char *tree,
		       const char *option, const char *instead,
		       struct argv *told)
{
	char *value = config_value(config, option);

	if (value && leads_out(value, tree)) {
		fprintf(out, "CONFIG_%s=\"%s\"\n", option, instead);
		argv_add(told, "CONFIG_%s=\"%s\": the tree has no %s", option,
			 instead, value);
	}
	free(value);
}

/* NULL: there is none. */
static char *pahole_version(void)
{
	struct error ignored;
	char *version = NULL;

	return process_version("pahole", &version, &ignored) ? NULL : version;
}

static bool has_pahole(void)
{
	char *version = pahole_version();
	bool has = version != NULL;

	free(version);
	return has;
}

void userconfig_add_digest(SHA2_CTX *digest)
{
	char *version = pahole_version();

	digest_add_text(digest, "pahole", version ? version : "none");
	free(version);
}

char *userconfig_adapt(const char *config, const char *tree,
		       struct argv *told)
{
	static const char *const files[] = {
		"SYSTEM_TRUSTED_KEYS", "SYSTEM_REVOCATION_KEYS",
		"INITRAMFS_SOURCE", "EXTRA_FIRMWARE",
	};
	char *text = NULL;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		adapt_file(out, config, tree, files[i], "", told);
	adapt_file(out, config, tree, "MODULE_SIG_KEY",
		   "certs/signing_key.pem", told);
	if (has(config, "DEBUG_INFO_BTF", "y") && !has_pahole()) {
		fputs("# CONFIG_DEBUG_INFO_BTF is not set\n", out);
		argv_add(told, "# CONFIG_DEBUG_INFO_BTF is not set: there is no pahole (package pahole)");
	}
	memstream_close(out);
	return text;
}

/* What kconfig finds out by itself, and nobody sets. */
static bool is_found(const char *option)
{
	static const char *const begins[] = {
		"CC_HAS", "CC_CAN", "CC_IS", "CC_VERSION", "GCC_VERSION",
		"CLANG_VERSION", "AS_", "LD_", "LLD_VERSION", "PAHOLE",
		"RUST", "TOOLS_SUPPORT", "HAVE_", "ARCH_", "CC_NO_",
		"GCC_ASM", "GCC_PLUGIN",
	};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (strncmp(option, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

static bool is_told(const struct argv *told, const char *option)
{
	for (size_t i = 0; i < told->count; i++) {
		char *other = config_option(told->words[i]);
		bool same = other && strcmp(other, option) == 0;

		free(other);
		if (same)
			return true;
	}
	return false;
}

static void tell_change(const char *option, const char *was, const char *is,
			struct argv *told)
{
	if (is_told(told, option) || is_found(option))
		return;
	if (is && strcmp(is, "n"))
		argv_add(told, "CONFIG_%s=%s, was %s", option, is,
			 was ? was : "not there");
	else
		argv_add(told, "# CONFIG_%s is not set, was %s", option, was);
}

/* Each line of @lines: how its option was before, and how it is. */
static void tell_lines(const char *lines, const char *before,
		       const char *after, struct argv *told)
{
	for (const char *at = lines; *at;) {
		size_t length = strcspn(at, "\n");
		char *line = xasprintf("%.*s", (int)length, at);
		char *option = config_option(line);
		char *was = option ? config_value(before, option) : NULL;
		char *is = option ? config_value(after, option) : NULL;

		if (option && strcmp(was ? was : "n", is ? is : "n"))
			tell_change(option, was, is, told);
		free(is);
		free(was);
		free(option);
		free(line);
		at += length + (at[length] == '\n');
	}
}

static void take_change(void *context, const char *option, const char *was,
			const char *is)
{
	if (strcmp(was, is ? is : "n"))
		tell_change(option, was, is, context);
}

void userconfig_changes(const char *before, const char *needed,
			const char *after, struct argv *told)
{
	tell_lines(needed, before, after, told);
	config_compare(before, after, take_change, told);
}
