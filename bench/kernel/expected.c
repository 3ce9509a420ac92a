// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/expected.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "kernel/kconfig.h"
#include "kernel/patches.h"
#include "kernel/release.h"
#include "kernel/userconfig.h"
#include "lib/alloc.h"

#define UNREAD "it is not built yet"

int expected_variant(struct facts *facts, const struct catalog *catalog,
		     const struct variant *variant, struct error *err)
{
	*facts = (struct facts){
		.config_from = xstrdup("its fragments: " UNREAD),
		.unread = xstrdup(UNREAD),
	};
	return config_read_fragments(catalog->folder, variant->config,
				     &facts->config, err);
}

/* "# Linux/x86 6.1.0 Kernel Configuration" */
static char *release_of(const char *config)
{
	static const char head[] = "# Linux/x86";
	const char *line = strstr(config, head);
	const char *start = line ? strchr(line + strlen(head), ' ') : NULL;
	size_t length = start ? strcspn(start + 1, " \n") : 0;

	return length && memchr(line, '\n', start - line) == NULL &&
	       strncmp(start + 1 + length, " Kernel", 7) == 0 ?
		       xasprintf("%.*s", (int)length, start + 1) : NULL;
}

int expected_config(struct facts *facts, const char *path, struct error *err)
{
	int ret;

	*facts = (struct facts){
		.config_from = xstrdup(path),
		.unread = xstrdup(UNREAD),
	};
	ret = userconfig_read(path, &facts->config, err);
	if (ret == 0)
		facts->release = release_of(facts->config);
	return ret;
}

/* What a series adds to the Kconfig files of its tree. */
static int add_series(struct kconfig *kconfig, const char *series,
		      struct error *err)
{
	char *path = realpath(series, NULL);
	char *const places[] = { path, NULL };
	const struct mail *mail = NULL;
	struct patches patches;
	int ret;

	if (!path)
		return error_set(err, ENOENT, "%s: found nothing, expected patches",
				 series);
	ret = patches_read(&patches, places, err);
	while (ret == 0 && (mail = patches_next(&patches, mail)))
		kconfig_add_lines(kconfig, mail->diff.bytes, "+");
	patches_release(&patches);
	kconfig_sort(kconfig);
	free(path);
	return ret;
}

static int read_kconfig(struct kconfig *kconfig, const char *tree,
			const char *series, struct error *err)
{
	int ret = kconfig_read(kconfig, tree, err);

	if (ret == 0 && !kconfig->count)
		ret = error_set(err, EINVAL,
				"%s: found no Kconfig with an option, expected a kernel tree",
				tree);
	return ret || !series ? ret : add_series(kconfig, series, err);
}

int expected_tree(struct facts *facts, struct options *options,
		  const struct catalog *catalog, const struct needs *needs,
		  const char *tree, const char *series, struct error *err)
{
	struct kconfig kconfig = { 0 };
	char *text = NULL;
	int ret;

	*options = (struct options){ 0 };
	*facts = (struct facts){
		.release = release_of_tree(tree),
		.config_from = xstrdup("its Kconfig and the fragments of [tree]: " UNREAD),
		.unread = xstrdup(UNREAD),
	};
	ret = read_kconfig(&kconfig, tree, series, err);
	if (ret == 0)
		ret = config_read_fragments(catalog->folder,
					    catalog->tree_config, &text, err);
	if (ret == 0)
		ret = options_fit(options, text, &kconfig, needs, err);
	if (ret == 0)
		facts->config = xstrdup(options->text);
	free(text);
	kconfig_release(&kconfig);
	return ret;
}
