// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/checkout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/commit.h"
#include "kernel/inside.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* @content: file that says which source the tree has. */
static bool is_there(const char *content, const struct source *source)
{
	struct error ignored;
	char *text = NULL;
	bool is = file_read(content, &text, NULL, &ignored) == 0 &&
		  strcmp(text, source->sha256) == 0;

	free(text);
	return is;
}

/* Files that a patch brought are none of git's. */
static int forget_patches(struct tree *tree, const struct source *source,
			  struct error *err)
{
	const struct base base = { .source = (struct source *)source };
	const struct patches none = { 0 };
	char *pristine = xasprintf("%s/pristine", tree->folder);
	char *absent = xasprintf("%s/absent", tree->folder);
	int ret = tree_switch(tree, &base, &none, err);

	if (ret == 0)
		ret = directory_remove(pristine, err);
	if (ret == 0)
		ret = directory_remove(absent, err);
	free(absent);
	free(pristine);
	return ret;
}

static int write_files(const struct tree *tree, const struct source *source,
		       struct error *err)
{
	char *index = xasprintf("%s/index", tree->folder);
	char *lock = xasprintf("%s.lock", index);
	int ret;

	/* Of a git that was killed: the tree is ours. */
	unlink(lock);
	ret = commit_write(source->label, source->commit, tree->source, index,
			   err);
	free(lock);
	free(index);
	return ret ? ret : inside_check(tree->source, source->label, err);
}

int checkout_make(struct tree *tree, const struct source *source,
		  struct error *err)
{
	char *content = xasprintf("%s/content", tree->folder);
	int ret = 0;

	if (is_there(content, source))
		goto out;
	fprintf(stderr, "%s: checking out %.12s\n", source->label,
		source->commit);
	ret = forget_patches(tree, source, err);
	if (ret == 0)
		ret = write_files(tree, source, err);
	if (ret == 0)
		ret = file_write(content, source->sha256,
				 strlen(source->sha256), err);
	if (ret == 0)
		ret = tree_ready(tree, err);
out:
	free(content);
	return ret;
}
