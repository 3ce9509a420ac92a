/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOPOLOGY_UNIFORM_H
#define NUMABOOT_TOPOLOGY_UNIFORM_H

/*
 * Topologies that need no file of the user's: NODESxMEMORY, as in 16x4G, are
 * equal nodes of one CPU each, all but node 0 hotpluggable.
 */

/**
 * topology_uniform_text - the .topo file that such a name stands for
 *
 * Return: a string that the caller frees, or NULL when it is another name.
 * What makes no machine is judged when the text is loaded.
 */
char *topology_uniform_text(const char *name);

#endif
