/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KINDS_H
#define NUMABOOT_KINDS_H

/*
 * What in a boot is the kernel's own work, and what is set apart from it.  A
 * path has exactly one kind, told by names of functions: its own, or those
 * above it.
 */

#include "graph.h"

/**
 * enum kind - whether what a path executes is work of the kernel
 *
 * Only KIND_WORK is what a change to the kernel is judged by.  The others
 * are set apart, never left out.
 */
enum kind {
	KIND_WORK,
	KIND_BEFORE,	/* firmware, decompressor: before the kernel */
	KIND_INTERRUPT,	/* ticks; when they come depends on all before */
	KIND_WAIT,	/* delays and calibration: virtual time passes */
	KIND_CONSOLE,	/* waits for the serial port */
	KIND_IDLE,
	KIND_USER,	/* init */
	KIND_COUNT,
};

/** kind_name - as it stands in tables */
const char *kind_name(enum kind kind);

/**
 * kind_of - the kind of a call path
 * @name: of its function
 * @caller: kind of the path above it, which it has unless @name tells another
 */
enum kind kind_of(const char *name, enum kind caller);

/**
 * kinds_of - the kind of every path, the root's is KIND_WORK
 *
 * Return: an array that the caller frees.
 */
enum kind *kinds_of(const struct graph *graph);

#endif
