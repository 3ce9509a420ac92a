/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ERA_TOOLS_H
#define NUMABOOT_ERA_TOOLS_H

/*
 * What an era means for the tools of a build: its flags and words join those
 * that the user asked for, and tools that are too old are told before anything
 * is built.
 */

#include "kernel/era.h"
#include "kernel/kbuild.h"

/**
 * era_add_tools - add an era's flags and words
 * @tools: with what the user asked for; theirs stay
 */
void era_add_tools(const struct era *era, struct kbuild_tools *tools);

/**
 * era_check_tools - are compiler and linker new enough?
 * @compiler: the first line of the compiler's --version
 *
 * Return: 0, or -EINVAL with what is needed and what was found.
 */
int era_check_tools(const struct era *era, const struct kbuild_tools *tools,
		    const char *compiler, struct error *err);

#endif
