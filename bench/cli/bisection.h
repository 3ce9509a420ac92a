/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BISECTION_H
#define NUMABOOT_BISECTION_H

/*
 * A bisection that is under way: what is asked, of which kernels, and what is
 * known of them (bisect/record.h).
 */

#include "cli/bisect-measure.h"
#include "lib/argv.h"
#include "session/folder.h"

/**
 * struct bisection - one that is under way
 * @catalog: that names kernels
 * @tree: the git checkout of the commits
 * @folder: out/bisect/STAMP
 * @question: what is asked of each
 * @record: what is known of each candidate
 * @kernels: how arms name each
 */
struct bisection {
	struct catalog catalog;
	const char *tree;
	struct session_folder folder;
	struct bisect_question question;
	struct bisect_record record;
	struct argv kernels;
};

/**
 * bisection_list - the candidates from a good to a bad kernel
 * @good: a commit, or a prefix of a series, "series@0"
 * @bad: a later one, a longer one of the same
 * @text: of the question, for the record
 *
 * Return: 0, or -EINVAL with the sentence.
 */
int bisection_list(struct bisection *bisection, const char *good,
		   const char *bad, const char *text, struct error *err);

/**
 * bisection_compare - a commit against its parent, and the bad end without it
 * @index: of the commit
 * @argc: of the whole command, for the record
 * @argv: of the whole command
 *
 * Where the bad end cannot be had without it, that is told on stderr.
 *
 * Return: as execute_plan().
 */
int bisection_compare(const struct bisection *bisection, size_t index,
		      int argc, const char **argv);

#endif
