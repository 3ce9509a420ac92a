/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FACTS_H
#define NUMABOOT_FACTS_H

/*
 * What a reader of rows must know of the host.  Nothing here fails: what Linux
 * does not tell is empty, 0 or "unknown".
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct host_facts - what a reader must know of the host
 * @model: of the CPU
 * @signature: who runs the CPU, "" for nobody
 * @cache_bytes: the last cache of CPU 0, 0 when Linux does not say
 * @emulated: the CPU is a program, so nothing here is a time
 * @fake_nodes: the nodes are one node that was split
 */
struct host_facts {
	char *model;
	const char *signature;
	uint64_t cache_bytes;
	bool emulated;
	bool fake_nodes;
};

/** host_facts_read - find them out; free with host_facts_release() */
void host_facts_read(struct host_facts *facts);

/** host_facts_release - free what host_facts_read() allocated */
void host_facts_release(struct host_facts *facts);

/** host_facts_cache_bytes - the last cache of CPU 0, 0 when Linux does not say */
uint64_t host_facts_cache_bytes(void);

/** host_facts_print_time - when it is, and by which clock times are taken */
void host_facts_print_time(FILE *out);

/** host_facts_print_host - lines that begin with #: kernel, CPU, settings */
void host_facts_print_host(FILE *out, const struct host_facts *facts);

#endif
