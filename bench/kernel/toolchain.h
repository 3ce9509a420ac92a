/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOOLCHAIN_H
#define NUMABOOT_TOOLCHAIN_H

/*
 * The words by which a user chooses compiler and tools of a kernel, as make
 * takes them: "LLVM=-16", "CC=gcc-11 KCFLAGS=-O1".  Only what chooses tools
 * and their flags is a word: where and for what a kernel is built is the
 * lab's.  What a word names is there, or the words are refused.
 */

#include "kernel/kbuild.h"
#include "lib/error.h"

/**
 * toolchain_read - the tools that words choose
 * @tools: zeroed; freed by kbuild_tools_release() in both cases
 * @text: NAME=VALUE words separated by blanks; a value with blanks is quoted
 *
 * LLVM= is given to make as it is, and also as each tool that it means
 * (Documentation/kbuild/llvm.rst): trees before 5.18 do not know a suffix,
 * and those before 5.7 nothing of it.
 *
 * Return: 0, or -EINVAL, or -ENOENT with the package that has the tool.
 */
int toolchain_read(struct kbuild_tools *tools, const char *text,
		   struct error *err);

/** toolchain_package - the Debian package that has a tool; the caller frees */
char *toolchain_package(const char *program);

/**
 * toolchain_check_config - did the tree take this compiler?
 * @compiler: the first line of its `--version`
 * @config: a finished .config, which says so from 4.18 on
 *
 * Return: 0, or -EINVAL when another one made it.
 */
int toolchain_check_config(const char *compiler, const char *config,
			   struct error *err);

#endif
